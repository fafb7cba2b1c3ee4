import { withoutOpeners } from './openers.ts';

/** A part of a sentence that could stand alone. */
export interface Clause {
  readonly text: string;
  /** What joins it to the clause before: `,`, `and`, `but` … Empty for the first. */
  readonly joint: string;
  /** Its subject was left out ("I live in Delhi and work at Acme") and is put back here. */
  readonly elided: boolean;
}

const OTHER = String.raw`(?:his|her|their) name(?:'s| is)|(?:she|he)(?:'s| is| has| was| loves| likes| works| lives| goes| plays| hates| just| also| speaks| studies| teaches| can't| doesn't)`;
const SUBJECT = String.raw`(?:(?:i|my|our|we|(?:you can |please |just )?call me|no more)(?![\p{L}'])|(?:please|always|never|from now on|just) (?:use|keep|give|speak|talk|answer|reply|respond|call|text|email|explain|show|send|do not|don't)(?![\p{L}'])|${OTHER}(?![\p{L}']))`;
const LEAD = String.raw`(?:actually |also |now |currently |really |yes |no |by the way |then |today )?`;
const VERB = String.raw`(?:(?:really |also |now |currently |absolutely |usually |always |mostly |sometimes )?(?:work (?:at|for|as|in|from|nights)|take|play|study|teach|run|do|go|collect|have (?:asthma|diabetes|high)|wear|use|volunteer|coach|sing|sleep|live (?:in|with)|love|like|hate|dislike|enjoy|prefer|own|speak|drive|(?:just )?moved to|can'?t stand|cannot stand|(?:do not|don'?t) (?:like|eat|drink)|am|have (?:a|an|one|two|three|four)|no longer)) `;
const JOINTS = String.raw`and|but|so|because|since|'?cause|cuz|although|though|plus|or`;

/** The same of someone else: "my sister lives in Toronto and works as a vet". */
const THEIRS = '(?:works|lives|loves|likes|hates|plays|studies|teaches|goes|speaks|has|is (?:an?|allergic|vegetarian|vegan|diabetic|really|very|also)) ';

const BOUNDARY = new RegExp(
  String.raw`\s*[,(]\s*(?=${LEAD}${SUBJECT})|\s*[,(]?\s+(${JOINTS})\s+(?=${LEAD}${SUBJECT})|\s*,?\s+(and|but)\s+(?=${VERB}|${THEIRS})|\s*,\s*(?:so|and|but)\s+(?=(?:maybe|perhaps|probably) )|\s+(?=(?:now|these days|nowadays) (?:i|we|my)(?![\p{L}']))`,
  'giu',
);
const BARE = new RegExp(`^${VERB}`, 'iu');
const BARE_THEIRS = new RegExp(`^${THEIRS}`, 'iu');
const THEY =
  /^(my (?:\p{L}+ )?[\p{L}-]+(?: \p{Lu}[\p{L}-]+)?|she|he) (?:(?:also|just|really) )?(?:works|lives|loves|likes|hates|plays|studies|teaches|goes|speaks|has|is|was)(?![\p{L}'])/iu;

/** "my name is sunit i live in delhi": speech without any mark. Only after what is a statement by itself. */
const RUN_ON =
  /(?<![\p{L}'])(?:(?:i|we) (?:am|are|live|work|like|love|hate|have|prefer|speak|take|play|do|don't|drive|eat|use|teach|run|moved|go|can't|also|usually|was|study|never|own|wear|got|just|fix|pay|see|keep|sing|run|phone|grew|came|coach|swim|ride|bank|train|need)|my name is|my (?:\p{L}+ ){0,2}\p{L}+(?:'s name)? (?:is|are|has|lives|works|loves|hates|likes)|my wife|my husband|my favou?rite|(?:his|her) name(?:'s| is)|(?:she|he)(?:'s| is| has| works| lives| loves| likes| hates| goes| plays)) /giu;
/** A statement that is looked for in one sentence without a mark; nobody says more in one breath. */
const MOST_RUN_ONS = 24;
const RUN_ON_HEAD =
  /^(?:my name is|call me|i am|i live in|i (?:just )?moved to|i no longer (?:work at|work for|live in)|i work (?:at|for|as)|i speak|my [\p{L}' ]{2,24} is) /iu;
const GOVERNS =
  /(?:^| )(?:that|if|and|or|when|whenever|where|while|because|say|said|says|think|thinks|told|tell|know|knows|than|as|like|until|so|what|how|who|whether|sure|wish|hope|believe|city|town|place|house|company|only|one|thing|all|is|reason|to|with|of|for|in|at|by)$/iu;

/** A request that a statement may follow at once. */
const ASKED = /^(?:(?:can|could|would|will) you (?!tell|ask|say|remind|text|email|message|write|let)|(?:set|find|give|skip|book|turn|you can drop) )/iu;

/** No statement with a short object is longer. */
const RUN_ON_CHARS = 160;

function endsBefore(next: string): boolean {
  if (next.length > RUN_ON_CHARS) return false;
  const statement = withoutOpeners(next);
  const least = /^(?:call me|i am) /iu.test(statement) ? 3 : 4;
  return RUN_ON_HEAD.test(statement) && statement.split(' ').length >= least && !GOVERNS.test(statement.slice(-24));
}

function* runOns(text: string, states: States): Generator<string> {
  let from = 0;
  let tried = 0;
  for (const head of text.matchAll(RUN_ON)) {
    const length = head.index - from;
    if (length === 0 || length > RUN_ON_CHARS) continue;
    if (++tried > MOST_RUN_ONS) break;
    const before = text.slice(from, head.index).trim();
    const asked = ASKED.test(before) && before.split(' ').length > 3 && !GOVERNS.test(before.slice(-24));
    if (!asked && !endsBefore(before) && (GOVERNS.test(before.slice(-24)) || !states(before))) continue;
    yield before;
    from = head.index;
  }
  yield text.slice(from).trim();
}

/** Does a text say something by itself? */
export type States = (text: string) => boolean;

/** Cuts a sentence where a new statement of the speaker begins. Other clauses stay attached to what they follow. */
export function clauses(sentence: string, states: States): readonly Clause[] {
  const found: Clause[] = [];
  let subject: string | undefined;
  const add = (text: string, joint: string): void => {
    const elided = joint !== '' && subject !== undefined && (/^(?:i|we)$/iu.test(subject) ? BARE : BARE_THEIRS).test(text);
    if (!elided) subject = (/^(i|we) /iu.exec(withoutOpeners(text)) ?? THEY.exec(withoutOpeners(text)))?.[1];
    const [first = '', ...rest] = runOns(elided ? `${subject ?? ''} ${text}` : text, states);
    found.push({ text: first, joint, elided }, ...rest.map((more) => ({ text: more, joint: '', elided: false })));
  };
  let from = 0;
  let joint = '';
  for (const mark of sentence.matchAll(BOUNDARY)) {
    add(sentence.slice(from, mark.index).trim(), joint);
    joint = (mark[1] ?? mark[2] ?? ',').toLowerCase();
    from = mark.index + mark[0].length;
  }
  add(sentence.slice(from).trim(), joint);
  return found;
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const CLAUSE_EXPRESSIONS: readonly RegExp[] = [BOUNDARY, RUN_ON, RUN_ON_HEAD, GOVERNS, BARE, BARE_THEIRS, THEY];
