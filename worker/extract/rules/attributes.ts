import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC } from '../words.ts';
import { ANYMORE, type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];

const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec';
const NUMBER = String.raw`(?:\d[\d.,/' ]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)`;

/** What the user has one of, and what its value looks like: "my blood type is O negative". */
const ATTRIBUTES: readonly (readonly [names: string, key: string, value: RegExp])[] = [
  ['blood (?:group|type)', 'blood-type', /^(?:an? )?(?:a|b|ab|o)[ -]?(?:positive|negative|pos|neg|\+|-|plus|minus)/iu],
  [
    '(?:shoe|dress|ring|shirt|waist|collar|clothing|hat) size',
    '',
    new RegExp(String.raw`^(?:an? |size |uk |us |eu )*(?:${NUMBER}|small|medium|large|extra large|xl|xs|m|l|s)\b`, 'iu'),
  ],
  ['height|weight', '', new RegExp(`^(?:about |around )?${NUMBER}`, 'iu')],
  ['(?:wedding )?anniversary', 'anniversary', new RegExp(String.raw`^(?:on |in )?(?:the )?.{0,24}?\b(?:${MONTHS})\b`, 'iu')],
  ['(?:zip|postal|post|pin)[ -]?code', 'postcode', /^[a-z0-9][a-z0-9 ]{2,8}/iu],
  ['(?:home |postal |mailing |office )?address', 'address', /^(?:now )?(?:flat|house|plot|door|apartment|number|no\.?)? ?\d/iu],
  ['(?:nationality|citizenship|ethnicity)', 'origin', /^\p{L}+(?: \p{L}+)?$/u],
  ['pronouns', 'pronouns', /^(?:they|she|he|ze|xe|it|any)\b/iu],
  [
    '(?:main |work |personal |home |old |new |current )?(?:car|phone|laptop|computer|bike|motorbike|tablet|camera|watch|scooter|truck|van|tv|pc|guitar|printer)',
    'owns',
    /^(?:an? )?(?=(?:\p{Lu}|\d|an? |old |new |thinkpad|iphone|ipad|macbook|pixel|galaxy|samsung|honda|toyota|dell|lenovo|hp|nissan|ford|maruti|hyundai|tesla|bmw|audi|kindle))\S/u,
  ],
  [
    '(?:doctor|gp|dentist|therapist|landlord|landlady|boss|manager|vet|lawyer|accountant|physio|cardiologist|trainer|coach)',
    'relation',
    /^(?:dr\.?|doctor|mr\.?|mrs\.?|ms\.?|called|named) \S/iu,
  ],
  ['(?:insurance|bank|phone network|mobile provider|broadband provider|internet provider|energy supplier|airline)', '', /^(?:with |called )?(?:the )?\p{Lu}/u],
  ['(?:day off|days off|gym day|shopping day|rest day)', 'day-off', /^(?:on |always )?(?:\p{L}+ and )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?/iu],
  ['(?:main |first |second )?(?:major|subject|degree|course)', 'education.subject', /^(?:in )?[\p{L} ]{3,40}$/u],
  ['(?:usual|go[- ]to|regular)(?: (?:order|drink|coffee|pizza|takeaway|breakfast))?', 'preference.usual', /^(?:an? |the )?\p{L}/iu],
  ['(?:football |cricket |rugby |baseball )?team', 'supports.team', /^(?:the )?\p{Lu}/u],
];
const RULES = ATTRIBUTES.map(([names, key, value]) => ({ of: new RegExp(`^(?:${names})$`, 'iu'), key, value }));
const NAMES = ATTRIBUTES.map(([names]) => names).join('|');

function keyOf(name: string, key: string): string {
  if (key === 'relation') return `user.relation.${slug(name)}.name`;
  if (key === 'owns') return `user.${key}.${slug(name.replace(/^(?:main|work|personal|home|old|new|current) /u, ''))}`;
  return `user.${key === '' ? slug(name) : key}`;
}

function attribute(given: string, rest: string): Facts {
  const name = given.toLowerCase();
  const rule = RULES.find(({ of }) => of.test(name));
  const said = rest.replace(/^(?:now|actually|still|always|currently) /iu, '');
  if (rule === undefined || !rule.value.test(said) || ANYMORE.test(rest)) return [];
  const value =
    name === 'pronouns'
      ? (/^[\p{L}/]+(?:(?: and | slash |, )[\p{L}]+){0,2}/u.exec(said)?.[0] ?? '')
      : (takePhrase(said, new Set([...CLAUSE_WORDS].filter((word) => !/^(?:and|or|that's)$/u.test(word))))?.text ?? '');
  if (
    value === '' ||
    value.split(' ').length > 8 ||
    value.split(' ').some((token) => DEICTIC.has(token.toLowerCase()) && !/^(?:they|them|she|her|he|him|it|its)$/iu.test(token))
  )
    return [];
  return holds(
    keyOf(name, rule.key),
    inThirdPerson(
      `User's ${name.replace(/^(?:main|current|new) /u, '')} ${name.endsWith('s') && !/us$|ss$/u.test(name) ? 'are' : 'is'} ${value.replace(/^(?:in|called|named) /iu, '')}`,
    ),
  );
}

/** "My X is Y", where X is something of which one has one. */
export const ATTRIBUTE_RULES: readonly Rule[] = [
  { head: head(`my ~(${NAMES})(?: is| are|'s|'re)(?! not\\b)`), read: (rest, found) => attribute(found[1] ?? '', rest) },
  {
    head: head(String.raw`i (?:~weigh|am (?:down|up|back) to(?= ${NUMBER} ?(?:kilos?|kgs?|pounds|stone|lbs)))(?: about| around)?`),
    read: (rest) => {
      const value = new RegExp(String.raw`^(${NUMBER}) ?(kilos?|kgs?|kilograms|pounds|lbs|stone)\b`, 'iu').exec(rest);
      return value === null ? [] : holds('user.weight', `User weighs ${value[0]}`);
    },
  },
  {
    head: head(
      '(?:on )?((?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: and (?:mon|tues|wednes|thurs|fri|satur|sun)days?)?) (?:is|are) my (?:only |usual |regular )?days? off',
    ),
    read: (_, found) => holds('user.day-off', `User's day off is ${found[1] ?? ''}`),
  },
];
