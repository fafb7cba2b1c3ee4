const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const PART =
  'morning|afternoon|evening|night|day|week|weekday|weekend|month|year|summer|winter|spring|autumn|fall|other day|other week|second day|single day|few weeks|few months|couple of weeks|new year|ramadan|diwali|christmas|easter|lent';
const TIMES = String.raw`(?:once|twice|thrice|(?:two|three|four|five|six|seven|\d|a few|several|a couple(?: of)?|many)(?: or \w+| to \w+)? (?:times|days|nights|hours|mornings|evenings)) (?:a|per|each|every) (?:day|week|month|year)`;

/** How often, or when in the week: what makes of a doing a habit. */
export const OFTEN: string = String.raw`(?:(?:almost |nearly )?(?:every|each) (?:${PART}|${DAY})s?|(?:on )?(?:most|all) (?:${PART}|${DAY})s|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days|on (?:the )?weekends|on weekdays|(?:at|over|on) the weekends?|weekends|daily|weekly|monthly|${TIMES}|in the (?:mornings|evenings|afternoons)|at nights|regularly|first thing in the morning|before (?:work|bed|breakfast)|after (?:work|dinner|lunch|school)|during (?:ramadan|lent|navratri|the week))`;

/** A habit's frequency, anywhere in a clause. */
export const HAS_OFTEN: RegExp = new RegExp(String.raw`(?<![\p{L}])${OFTEN}(?![\p{L}])`, 'iu');

/** A clock time. */
export const CLOCK: RegExp =
  /(?<![\p{L}])(?:at|by|around|about|until|till|before|after|from) (?:about |around )?(?:\d{1,2}(?::\d\d)?(?: ?(?:am|pm|a\.m|p\.m|o'clock))?|(?:five|six|seven|eight|nine|ten|eleven|twelve|one|two|three|four)(?: (?:am|pm|a m|p m|thirty|fifteen|forty five|o'clock|in the (?:morning|evening|afternoon)))*|noon|midnight|half (?:past )?\w+|quarter (?:past|to) \w+|dawn|sunrise|sunset)(?![\p{L}\p{N}])/iu;

/** What tells of this moment alone: no habit, no lasting state. */
export const MOMENT: RegExp =
  /(?<![\p{L}])(?:today|tonight|yesterday|tomorrow|just now|right now|this (?:morning|afternoon|evening|week|weekend|month|minute|moment|time)|last (?:night|week|month|year|time|weekend|summer|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|next (?:week|month|time|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|at the moment|for now|in (?:a|an|\d+) (?:minute|hour|bit|while|minutes|hours)|(?:an?|one|two|three|few|\d+) (?:days?|hours?|minutes?|weeks?) ago|later|every time|once (?:in|when))(?![\p{L}])/iu;

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const TIME_EXPRESSIONS: readonly RegExp[] = [HAS_OFTEN, CLOCK, MOMENT];
