/** What people have one of, by the words that speak of it: the next one takes the place of the last, whatever verb tells it. */
const TOPICS: readonly RegExp[] = [
  'live[sd]?|living|home|house|flat|unpacked|moved|settled|tenancy|they are (?:out )?in|\\p{L}+ people',
  'phone|mobile|handset|iphone|pixel|samsung|nokias?|fairphone',
  'gp|surgery|doctor|dr',
  'dentist|teeth',
  'car|drives?|runaround',
  'bank|banking|account',
  'gym|membership|trains? at',
  'vegan|vegetarian|pescatarian|keto|diet',
  'boyfriend|girlfriend|partner|wife|husband|seeing|dating',
  'shifts?|start|nights',
  'post|letters|address|parcels|anything for them',
  'to work|go in|bus',
  'heat|heating|boiler',
  'breakfast',
  'job|works? (?:at|for|as)|trade|paid',
  'school|nursery|primary',
  'called|name',
  'short|brief|long|longer|details?|full',
  'speak|talk|language|english|hindi|spanish',
  'medication|thinners?|tablets?|pills?',
].map((words) => new RegExp(`(?<![\\p{L}'])(?:${words})(?!\\p{L})`, 'iu'));

/** Which of these a text speaks of. */
export const topicsOf = (text: string): readonly number[] => TOPICS.flatMap((topic, i) => (topic.test(text) ? [i] : []));
