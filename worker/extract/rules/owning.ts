import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC } from '../words.ts';
import { ANYMORE, type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];

/** Things of which a person mostly has one: the next supersedes the last. The first that fits names the key. */
const KINDS: readonly (readonly [key: string, names: RegExp])[] = [
  ['bike', /\b(?:bicycle|push ?bike|road bike|mountain bike|e-?bike|bike|brompton|raleigh|trek|cannondale|specialized)\b/iu],
  [
    'motorbike',
    /\b(?:motorbike|motorcycle|moped|scooter|vespa|royal enfield|enfield|triumph|ducati|harley(?:[- ]davidson)?|kawasaki|activa|pulsar|vespa|yamaha r\d)\b/iu,
  ],
  [
    'car',
    /\b(?:car|suv|sedan|hatchback|minivan|estate car|pick-?up(?: truck)?|honda|toyota|tesla|bmw|ford|maruti|suzuki|hyundai|kia|nissan|mazda|subaru|volvo|audi|mercedes|merc|volkswagen|vw|skoda|renault|peugeot|citroen|fiat|jeep|chevy|chevrolet|dodge|lexus|porsche|vauxhall|opel|mahindra|tata|civic|corolla|camry|prius|fiesta|creta|innova|nexon|astra|corsa|yaris|f-?150)\b/iu,
  ],
  ['van', /\b(?:van|camper ?van|motorhome|rv|truck|lorry|tractor|caravan)\b/iu],
  ['phone', /\b(?:phone|iphone|android|pixel|galaxy|samsung|oneplus|blackberry|nokia|redmi|flip phone|smartphone)\b/iu],
  ['tablet', /\b(?:ipad|tablet|kindle|e-?reader)\b/iu],
  ['computer', /\b(?:laptop|macbook|mac|thinkpad|chromebook|pc|desktop|computer|imac|dell)\b/iu],
  ['watch', /\b(?:apple watch|smart ?watch|fitbit|garmin|watch)\b/iu],
  ['console', /\b(?:play ?station|ps[345]|xbox|nintendo switch|switch|steam deck|console)\b/iu],
  ['guitar', /\b(?:guitar|fender|stratocaster|gibson|telecaster|les paul)\b/iu],
  ['piano', /\b(?:piano|keyboard)\b/iu],
  ['home', /\b(?:house|flat|apartment|condo|bungalow|cottage|home)\b/iu],
];
/** Other things worth a note; each is a key of its own. */
const THINGS =
  /\b(?:cabin|garden|allotment|farm|pool|swimming pool|boat|yacht|canoe|kayak|greenhouse|solar panels?|well|wood ?stove|fireplace|drum kit|drums|violin|cello|sitar|tabla|harmonium|ukulele|trumpet|saxophone|flute|camera|telescope|sewing machine|3d printer|drone|record player|turntable|treadmill|peloton|air fryer|slow cooker|instant pot|pressure cooker|espresso machine|dishwasher|generator|garage|workshop|studio|horsebox|trailer|land|acres?|shop|stall|smart speaker|alexa|echo dot|google home|heat pump|wheelbarrow|oven|barbecue|microwave|gas (?:stove|hob)|induction hob|holiday home|timeshare|season ticket|bus pass|railcard|travel card|driving licen[cs]e|passport|oci card|green card)\b/iu;

const STOPS = new Set([
  ...CLAUSE_WORDS,
  'anymore',
  'to',
  'for',
  'from',
  'at',
  'near',
  'by',
  'running',
  'now',
  'outside',
  'since',
  'instead',
  'parked',
  'already',
  'in',
  'last',
  'this',
  'yesterday',
]);
const NO_OWN =
  /^(?:a (?:lot|bit|while|hard bargain|long way|meeting|call|flight|question|problem|car (?:crash|accident|payment|key|insurance)|phone (?:call|number|bill|case|meeting|interview)|garden party|house (?:party|guest|viewing|call))\b|an hour|it|that|this|them|these|those|up|one|none|nothing|you|him|her|some|many|few|lots|no|any|all|the|my (?!own\b))/iu;
const LATER = /\b(?:problem|issue|question|appointment|rental|hire|accident|trouble|idea|booked|due)s?\b/iu;

function owned(rest: string): string | undefined {
  const text = takePhrase(rest, STOPS)?.text;
  return text === undefined ||
    NO_OWN.test(text) ||
    LATER.test(text) ||
    text.split(' ').some((token) => DEICTIC.has(token.toLowerCase())) ||
    text.split(' ').length > 6
    ? undefined
    : inThirdPerson(text);
}
const bare = (thing: string): string => thing.replace(/^(?:their own|their|an?|the|one|two|three|old|new|brand new) /iu, '');
const kindOf = (thing: string): string | undefined => KINDS.find(([, names]) => names.test(thing))?.[0];
/** "a blue Honda City" is the car; "two old boats" a key of its own. */
const keyOf = (thing: string): string => kindOf(thing) ?? slug(bare(thing));

const LAST = [...KINDS.map(([, names]) => names), THINGS].map((names) => new RegExp(`(?:${names.source})$`, 'iu'));
/** "a Galaxy S23" is a thing, model and all; "a phone interview" is none. */
function isThing(text: string): boolean {
  let left = text;
  for (let i = 0; i < 3; i += 1) {
    if (LAST.some((names) => names.test(left))) return true;
    left = left.replace(/ (?:[\p{Lu}\p{N}]\S*|pro|max|air|mini|plus|ultra|city|swift|note|classic|hybrid)$/u, '');
  }
  return false;
}

const owns = (verb: string, thing: string): Facts => (keyOf(thing) === '' ? [] : holds(`user.owns.${keyOf(thing)}`, `User ${verb} ${thing}`));

function noLonger(thing: string, text: string): Facts {
  const key = keyOf(thing);
  const own = bare(thing);
  if (key === '' || DEICTIC.has(own.toLowerCase())) return [];
  return [...over(`user.owns.${key}`, text), ...(slug(own) === key || slug(own) === '' ? [] : over(`user.owns.${slug(own)}`, text))];
}

/** What the user has: vehicles, devices, instruments, a home. */
export const OWNING_RULES: readonly Rule[] = [
  {
    head: head('i ~(own|drive|ride)'),
    read: (rest, found) => {
      const thing = ANYMORE.test(rest) ? undefined : owned(rest);
      const verb = (found[1] ?? '').toLowerCase();
      if (thing === undefined || (verb !== 'own' && !/^(?:an? |their own )\S/iu.test(thing)) || (verb === 'ride' && kindOf(thing) === undefined)) return [];
      return owns(`${verb}s`, thing);
    },
  },
  {
    head: head(
      'i (?:(?:have )?(?:just |recently |finally )?(?:bought|got|upgraded to|purchased|picked up)|~have(?: got)?|~use|am ~on|am ~using)(?= (?:an? |my own |our own |solar |two |three |\\d |android|iphone|\\p{L}))',
    ),
    read: (rest, found) => {
      const thing = ANYMORE.test(rest) ? undefined : owned(rest);
      if (!/^(?:an? |my own |our own |solar |two |three |\d |android|iphone|\p{Lu})/u.test(rest)) return [];
      if (thing === undefined || (kindOf(thing) === undefined && !THINGS.test(thing)) || / on order|for (?:sale|rent)/iu.test(rest)) return [];
      if (!isThing(thing)) return [];
      return owns(/\b(?:use|using|on)\b/iu.test(found[0]) ? 'uses' : 'has', thing);
    },
  },
  {
    head: head(
      String.raw`i (?:have )?(?:just |recently |finally )?(?:switched|moved|changed|upgraded|gone)(?: over)?(?: from .{2,30}?)? to(?= (?:an? |\p{Lu}|iphone|android|mac|windows))`,
    ),
    read: (rest) => {
      const thing = owned(rest);
      return thing === undefined || kindOf(thing) === undefined ? [] : owns('has', thing);
    },
  },
  {
    head: head(String.raw`i (?:have )?(?:just |recently |finally )?(?:switched|moved|changed) from(?!.* to )`),
    read: (rest) => {
      const thing = owned(rest);
      return thing === undefined || kindOf(thing) === undefined ? [] : noLonger(thing, `User no longer uses ${thing}`);
    },
  },
  {
    head: head(
      'i (?:have )?(?:just |recently |finally )?(?:sold|got rid of|gave away|given away|scrapped|traded in|traded|swapped|part[- ]exchanged|crashed|totalled)(?= (?:my|the|our) )',
    ),
    read: (rest) => {
      const thing = takePhrase(rest.replace(/^(?:my|the|our) (?:old )?/iu, ''), STOPS)?.text ?? '';
      if (thing === '' || thing.split(' ').length > 4) return [];
      const next = / (?:for|and (?:bought|got)) (?=(?:an?|my) )/iu.exec(rest);
      const instead = next === null ? undefined : owned(rest.slice(next.index + next[0].length));
      const gone = noLonger(thing, `User no longer owns their ${thing}`);
      return instead === undefined || kindOf(instead) === undefined
        ? gone
        : [...gone.filter(({ matchKey }) => matchKey !== `user.owns.${keyOf(instead)}`), ...owns('has', instead)];
    },
  },
  {
    head: head(
      'my (?:old )?(car|bike|phone|laptop|motorbike|scooter|van|truck|tablet|guitar|watch|computer|camera|boat) (?:(?:got|was|has been) (?:stolen|nicked|written off|totalled|scrapped)|(?:finally )?died on me|is gone)',
    ),
    read: (_, found) => noLonger(found[1] ?? '', `User no longer owns their ${(found[1] ?? '').toLowerCase()}`),
  },
];
