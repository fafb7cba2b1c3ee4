import type { ExtractedFact } from './extractor.ts';
import { holds } from './facts.ts';
import { CLOSE } from './close-people.ts';
import { lasting } from './lasts.ts';
import { singular, slug } from './slug.ts';
import { words } from './words.ts';

/** "My gym is now …": of what one has one of, the next takes the place of the last. */
const OWN_IS = /^(?:my|our) (?:new |current |main |usual )?([\p{L}-]+)(?:'s| is) /iu;
const NEAR = new RegExp(`^(?:${CLOSE}|flatmate|housemate|lodger|best)$`, 'iu');

/** Of those who are not close. */
export const OTHERS: RegExp = new RegExp(
  String.raw`^(?:my|our|the|some|an?|old|this|that|half the) (?:\p{L}+ ){0,2}?(?:neighbou?r|boss|colleague|teacher|foreman|manager|accountant|chap|bloke|lad|lady|woman|man|guy|customer|fella|friend|mate|boys at work|depot|office|council \p{L}+)(?:'s|s|s')?(?![\p{L}'])(?! (?:is|'s) my)`,
  'iu',
);

/** Of others, unreal or gone, whatever else is said. */
const NEVER = new RegExp(
  [
    String.raw`(?<![\p{L}'])(?:if|wish|pretend|(?:i|we|he|she|they|you) may|years back|suppose|imagine|maybe|perhaps|used to|might|dream(?:t|ed)?|when i was|told|says|said|reckons?|they say|is it|who knows)(?![\p{L}'])`,
    OTHERS.source,
    String.raw`^(?:please |just )?(?:put|add|offer|set|book|find|get|fetch|order|turn|play|check|remind|cancel|bring|look|hurry|let|guess|tell me|show me)(?![\p{L}'])(?!.*(?<![\p{L}'])(?:from (?:now|here)|always|down as|me (?:down )?(?:as|on)|every|for good|i|my)(?![\p{L}']))`,
    String.raw`^(?:the|my|our) (?:meeting|flight|train|bus|match|film|taxi|parcel|delivery|appointment|interview|queue|kettle)(?:'s)?(?![\p{L}'])`,
    String.raw`^(?:who|whose|why|which|whats|hows|whos|wheres|(?:what|where|when|how)(?! (?:i|we|my|you)(?![\p{L}']))|is|are|do|does|did|can|could|would|will|should|shall|am i|have you|has (?:he|she|it|anyone))(?![\p{L}])`,
    String.raw`^(?:has|have|had) (?:been|done)(?![\p{L}'])|^(?:everybody|everyone|nobody) (?:does|is|has|did)(?![\p{L}'])`,
    String.raw`^(?:i )?(?:have )?(?:just |finally )?(?:quit|sold|packed in|gave up|given up|stopped|lost|ditched|cancelled)(?![\p{L}'])(?!.*(?<![\p{L}'])(?:now|instead|these days|nowadays|for good|so)(?![\p{L}']))`,
    String.raw`(?<![\p{L}'])(?:have parted|killing me|as we speak|in (?:them|those) days|till i was|until i was|had (?:his|her) \p{L}+ done)(?![\p{L}'])`,
    String.raw`["|]`,
  ].join('|'),
  'iu',
);

const THEY: readonly (readonly [RegExp, string])[] = [
  [/(?<![\p{L}'])(?:i am|we are)(?![\p{L}'])/giu, 'they are'],
  [/(?<![\p{L}'])(?:i was|we were)(?![\p{L}'])/giu, 'they were'],
  [/(?<![\p{L}'])(?:i|we)(?=[\s']|$)/giu, 'they'],
  [/(?<![\p{L}'])(?:my|our)(?![\p{L}'])/giu, 'their'],
  [/(?<![\p{L}'])(?:me|us)(?![\p{L}'])/gu, 'them'],
  [/(?<![\p{L}'])(?:mine|ours)(?![\p{L}'])/giu, 'theirs'],
  [/(?<![\p{L}'])(?:myself|ourselves)(?![\p{L}'])/giu, 'themselves'],
];
/** "my boat" → "their boat": the speaker's words, told of them. */
export function told(text: string): string {
  let said = text;
  for (const [mine, theirs] of THEY) said = said.replace(mine, theirs);
  return said;
}

const EMPTY = words(`
  they them their theirs themselves are is am was have has had do does not no a an the and or but so to of in on at for with from by it its
  that this there which always never every each now still just also both only very really been being got since all my own old new who's
`);

/** What is asked for on account of what was said. */
const AFTERTHOUGHT: RegExp =
  /[,;:]? (?:so (?:please|could|can|what|where|when|how|which|who|is|are|do|does|don't|never|not?|check|guess|leave|keep|make|give|tell|set|book|find|remind|send|use|call|it's|that's|the|a|any(?!thing for me)|letters(?! go)|voice)(?![\p{L}'])|which (?:is|means)|(?:please|thanks)(?=[\s,.!]*$)|can you|could you|write it|would you(?! believe)).*$/iu;
const MOST_WORDS = 32;

/** The key of a note: the words that carry it. */
export function keyOf(said: string): string {
  const carrying = said
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !EMPTY.has(word));
  return slug(carrying.slice(0, 3).map(singular).join(' '));
}

const LENGTH =
  /(?<![\p{L}'])(?:short|brief|long|longer|details?|detailed|concise|to the point|one[- ]liners?|in full|waffle|rambling|thorough|in depth|nutshell)(?![\p{L}'])/iu;

/** One key for wishes that exclude each other: how long answers are. */
const wishKey = (said: string): string => (LENGTH.test(said) ? 'answer-length' : keyOf(said));

/** What a statement says, in the speaker's own words. */
export interface Note {
  readonly fact: ExtractedFact;
}

/** "Skip the pub, I'm sober": what is asked for, before its reason. */
const REASONED =
  /^(?:please |just )?(?:put|set|find|get|fetch|book|add|play|skip|look|check|order|remind|turn|show|pick|recommend|suggest)(?![\p{L}'])[^.]*?(?:,|(?<=\p{L})(?= (?:because|cause|cos|as|since|seeing as) )) ?(?:because |cause |cos |as |since |only |seeing as )?(?=(?:i|my|our|we)(?![\p{L}]))/iu;

/** How surely a statement has to last to be noted: one that no rule reads, and one that a rule reads in part, which may say the same again. */
export const LIMITS: { readonly whole: number; readonly part: number } = { whole: 1, part: 3.5 };

/** What a statement without a rule of its own says that lasts, kept in the speaker's words. None for anything less than certain. */
export function note(statement: string, least: number): Note | undefined {
  const text = statement
    .replace(REASONED, '')
    .replace(AFTERTHOUGHT, '')
    .replace(/^[\s,]+|[\s,.!]+$/gu, '');
  const count = text.split(' ').length;
  if (count < 2 || count > MOST_WORDS || NEVER.test(text)) return undefined;
  const weight = lasting(statement.replace(REASONED, '')) - (/(?<![\p{L}'])(?:it|that|them|those)(?![\p{L}'])/iu.test(text) && least > LIMITS.whole ? 1.5 : 0);
  if (weight < least) return undefined;
  const said = told(text);
  const own = OWN_IS.exec(text)?.[1];
  const key = own === undefined || NEAR.test(own) ? keyOf(said) : slug(own);
  const [fact] = holds(`user.note.${key}`, `User says ${said}`);
  return fact === undefined ? undefined : { fact };
}

const FRAGMENT_WORDS = 10;

/** Does a text say nothing by itself: "Newtown, to be exact", "Has been since school"? */
export function isFragment(text: string): boolean {
  if (/^(?:that's|that is|it's|has been|have (?:been|done)|which is) (?:how|why|what|when|where|since|been|for|all) /iu.test(`${text} `)) return true;
  const count = text.split(' ').length;
  return text !== '' && count <= FRAGMENT_WORDS && !WHOLE.test(text) && !WISH.test(text) && !NEVER.test(text) && lasting(text) > -3;
}
const WHOLE = /(?<![\p{L}'])(?:i|we|my|our|me|us|you|your|thanks?|please|sorry|okay|he|she)(?![\p{L}])/iu;

/** A note with what is added to it; none where that is too long. */
export const withMore = ({ matchKey, text }: ExtractedFact, more: string): ExtractedFact | undefined =>
  holds(matchKey, `${text.replace(/\.$/u, '')}; ${told(more)}`)[0];
/** A note with what led to it before it; none where that is too long. */
export const withLead = ({ matchKey, text }: ExtractedFact, lead: string): ExtractedFact | undefined =>
  holds(matchKey, text.replace(/^User says /u, `User says ${told(lead)}; `))[0];

const ASKING =
  "spell|give|correct|skip|stick|use|keep|leave|speak|talk|write|answer|reply|read|show|send|tell|explain|say|make|address|remind|ring|call|text|book|order|put|play|let's|drop|warn|check|ask|start|end|round|convert|translate|add|avoid|do not|don't|never|always|no";
const WISH = new RegExp(`^(?:please |and |just |so )?(?:${ASKING})(?![\\p{L}'])`, 'iu');
const WISH_OR_NO = new RegExp(
  `^(?:please |do |just |you'll (?:need|have) to |could you )*(?:swap|let|easy|simple|plain|large|big|three|two|one|nothing|only|describe|${ASKING})(?![\\p{L}'])`,
  'iu',
);
const FOR_GOOD =
  /(?<![\p{L}'])(?:always|from (?:now|here) on(?:wards)?|for good|generally|in future|going forward|every(?:thing| time| year| day| week)|each time|whenever|any time|as a rule|permanently|never|at all times|with me|for me)(?![\p{L}'])/iu;
const FOR_NOW =
  /(?<![\p{L}'])(?:this|that|it|today|tonight|tomorrow|now|once|again|later|minute|moment|sec|second|first|an? (?:reminder|timer|alarm|song|joke|story|call|message|email|list|note|meeting))(?![\p{L}'])|\d|\?/iu;

const SO = /[,;:]? (?:so|and|then|which means) ((?:please |do |just |you'll (?:need|have) to |you'd better |could you |can you |no |never |always )*[^?]*)$/iu;
const MANNER =
  /(?<![\p{L}'])(?:(?:slow|loud|clear)(?:ly|er)?|words?|jargon|print|brief|short(?:er)?|lists?|points|sentences?|captions?|aloud|read (?:\p{L}+ )?(?:out|to)|spell|describe|explain|interrupt|jump in|finish|texts?|ring|voice|whenever|(?:every|each|any) time|always|never|ever|every year|anywhere|from now on|don't suggest|leave (?:out|the))(?![\p{L}'])/iu;

/** "I'm deaf in one ear, so talk slowly": what follows from something that lasts is a wish that lasts. */
export function followingWish(statement: string): readonly ExtractedFact[] {
  const asked = SO.exec(statement)?.[1]?.replace(/[\s,.!]+$/u, '') ?? '';
  const text = asked.replace(/(?<![\p{L}'])(?:,? please|okay|if you would|with me okay)$/giu, '').trim();
  if (!MANNER.test(text) || !WISH_OR_NO.test(text) || text.split(' ').length < 2 || text.split(' ').length > 16) return [];
  const said = told(text.replace(/^(?:please |do |just )+/iu, ''));
  const key = wishKey(said);
  return key === '' ? [] : holds(`user.preference.${key}`, `User asks the assistant: ${said.charAt(0).toLowerCase()}${said.slice(1)}`);
}

/** A wish for how the assistant should be, told for good, in words that no rule knows. */
export function wish(clause: string): readonly ExtractedFact[] {
  const text = clause
    .replace(/,? *(?<![\p{L}])(?:please|would you|if you would|if you don't mind|thanks|love|mate)(?![\p{L}])/giu, '')
    .replace(/^[\s,]+|[\s,.!]+$/gu, '');
  const good = FOR_GOOD.exec(text);
  const count = text.split(' ').length;
  if (good === null || !WISH.test(text) || count < 4 || count > MOST_WORDS || FOR_NOW.test(text.replace(FOR_GOOD, ' '))) return [];
  if (
    /^(?:with|for) me$/iu.test(good[0]) &&
    !/^(?:\p{L}+ ){0,2}(?:everything|all|jargon|slang|emoji\p{L}*|swearing|pleasantries|formalit\p{L}+|small talk|chit-?chat|sarcasm|jokes)(?![\p{L}])|(?:skip|drop) the/iu.test(
      text,
    )
  )
    return [];
  const said = told(text);
  const key = wishKey(said);
  return key === '' ? [] : holds(`user.preference.${key}`, `User asks the assistant: ${said.charAt(0).toLowerCase()}${said.slice(1)}`);
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const NOTE_EXPRESSIONS: readonly RegExp[] = [NEVER, REASONED, AFTERTHOUGHT, WISH, FOR_GOOD, FOR_NOW];
