import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { gerund, slug } from '../slug.ts';
import { thirdPerson } from '../verbs.ts';
import { CLAUSE_WORDS, DEICTIC } from '../words.ts';
import { ANYMORE } from './rule.ts';
import { CLOCK, MOMENT, OFTEN } from './when.ts';

type Facts = readonly ExtractedFact[];

/** Where a doing stops being told. */
const END: RegExp =
  /\s*(?:[,;!?(]|:(?!\d)|(?<![\p{L}])(?:because|cause|cuz|since|so|but|which|who|that|where|when|while|if|unless|although|though|except|it|it's|and (?:i|my|we|it|it's|we're|i've|then|can|could|what|i'm)|can you|could you|please|what|how|is there|i'm|thanks)(?![\p{L}'])).*$/iu;
const MOST_WORDS = 14;
/** "I have to …", "I use it", "I go ahead": no habit, however often. */
const NO_HABIT =
  /^(?:get (?!up\b|home\b|off work\b|my (?:hair|nails)\b|to (?:work|bed|sleep|the (?:gym|office))\b)|have (?:to|been|had|no|not|got|a (?:question|problem|feeling|headache|call|flight|doubt|train))\b|take (?:it|that|care|this|a look)\b|use (?:it|this|that|you)\b|go (?:ahead|back over|through)\b|do (?:it|that|this|not|you)\b|call (?:you|this|it|and)\b|work on (?:it|that|this)\b|start (?:to|by)\b|leave (?:it|that|this|me)\b|(?:meet|help|pay|visit) you\b)/iu;
/** How often, before the verb. */
export const ADVERB: string = 'usually|always|normally|typically|mostly|generally|never|rarely|only|often|mainly|sometimes';
const WITHOUT_TIME = new RegExp(
  String.raw`\s*(?<![\p{L}])(?:${OFTEN}|${ADVERB}|for (?:about |around )?(?:\d+|an?|half an|\p{L}+) (?:minutes?|hours?|years?))(?![\p{L}]).*`,
  'iu',
);
const CLOCKS = new RegExp(`${CLOCK.source}.*`, 'iu');
const TRANSITIVE = /^(?:go|play|do|take|have|use|wear|visit|call|attend|watch|listen|order|buy|avoid|skip|teach|practi[cs]e)$/u;
const LIGHT = /^(?:go|do|have|take|get|play|practise|practice|attend|start)$/u;
const RISE = /^(?:get|wake|am) ?up\b|^rise\b/u;

/** What is done, as a key: "go to the gym on Mondays" is `gym`, "run every day" `running`. */
function keyOfDoing(verb: string, object: string): string {
  const bare = object
    .toLowerCase()
    .replace(WITHOUT_TIME, '')
    .replace(CLOCKS, '')
    .replace(/[\d:]+/gu, ' ')
    .replace(/\s+(?:and|or|but|so)$/iu, '')
    .trim();
  if (RISE.test(`${verb} ${bare}`)) return 'wake-up';
  const words = (/^(?:play|do)$/u.test(verb) ? bare.replace(/(?<=\S) (?:in|at|for|with|on|after|before) .*$/u, '') : bare)
    .split(/\s+/u)
    .filter((word) => word !== '' && !/^(?:my|our|the|an?|to|for|at|in|on|up|with|around|about|some|of|out)$/u.test(word));
  if (/^(?:coach|teach|cook|read|watch)$/u.test(verb) || words.length === 0 || !LIGHT.test(verb)) return slug([gerund(verb), ...words.slice(0, 2)].join(' '));
  return slug(words.slice(0, 3).join(' '));
}

/** A doing up to where it stops being told, without what trails it. */
export const clean = (text: string): string =>
  text
    .replace(END, '')
    .replace(/ (?:now )?instead(?= |$).*$| now(?= (?:at|on|in|every|from)(?![\p{L}]))/iu, '')
    .replace(/\s+(?:too|though|now|these days|anyway|you know|actually|as well|either)$/iu, '')
    .trim();

/** "run every morning" as a fact; none for what is of this moment, points at something or is too long. */
export function doing(verb: string, rest: string, adverb = ''): Facts {
  const object = clean(rest);
  const said = `${verb} ${object}`.trim();
  if (/^(?:and|or)(?![\p{L}])/iu.test(object)) return [];
  if (TRANSITIVE.test(verb) && object.replace(WITHOUT_TIME, '').trim() === '') return [];
  if (said.split(' ').length > MOST_WORDS || NO_HABIT.test(said) || MOMENT.test(object) || ANYMORE.test(rest)) return [];
  if (
    object
      .replace(/ (?:at|around|by|until|till) one(?= |$)/iu, '')
      .split(' ')
      .some((word) => DEICTIC.has(word.toLowerCase()))
  )
    return [];
  const key = keyOfDoing(verb, object);
  const often = adverb === '' ? '' : `${adverb.toLowerCase()} `;
  return key === ''
    ? []
    : holds(`user.activity.${key}`, inThirdPerson(`User ${often}${adverb !== '' && /^am$/u.test(verb) ? 'is' : thirdPerson(verb)} ${object}`));
}

/** "at the hospital", where a doing is told with it; else empty. */
export const atPlace = (rest: string): string => / ?at (?:an?|the|my|our) (?:\p{L}+ ){0,2}\p{L}+/iu.exec(` ${clean(rest)}`)?.[0] ?? '';
/** What may follow a doing that is told by one word. */
export const ENDS_SO: RegExp =
  /^(?:$|[,.;:!(]|(?:and|but|so|because|since|in|for|with|at|on|a lot|competitively|professionally|too|as|every|most|regularly|when|whenever|sometimes|now|to|myself|around|outdoors|indoors|alone|semi|recreationally|twice|three|once)(?![\p{L}']))/iu;
/** The last word, in lower case. */
export const lastWord = (text: string): string => (text.split(' ').at(-1) ?? '').toLowerCase();
/** What is played, done or read: the words up to how, where and when. */
export const objectOf = (rest: string): string =>
  takePhrase(
    rest.replace(/^(?:the|a bit of|a little|some|a lot of) /iu, ''),
    new Set([
      ...CLAUSE_WORDS,
      'in',
      'on',
      'at',
      'for',
      'with',
      'every',
      'most',
      'twice',
      'once',
      'each',
      'three',
      'daily',
      'since',
      'from',
      'after',
      'instead',
      'competitively',
      'professionally',
      'regularly',
      'again',
      'before',
    ]),
  )?.text ?? '';
