import { withoutOpeners } from './openers.ts';

/** A part of a sentence that could stand alone. */
export interface Clause {
  readonly text: string;
  /** What joins it to the clause before: `,`, `and`, `but` … Empty for the first. */
  readonly joint: string;
  /** Its subject was left out ("I live in Delhi and work at Acme") and is put back here. */
  readonly elided: boolean;
}

const SUBJECT = String.raw`(?:i|my|we|(?:you can |please |just )?call me)(?![\p{L}'])`;
const LEAD = String.raw`(?:actually |also |now |currently |really |yes |no |by the way |then |today )?`;
const VERB = String.raw`(?:(?:really |also |now |currently |absolutely )?(?:work (?:at|for|as|in|from)|live in|love|like|hate|dislike|enjoy|prefer|own|speak|drive|(?:just )?moved to|can'?t stand|cannot stand|(?:do not|don'?t) (?:like|eat|drink)|am|have (?:a|an|one|two|three|four)|no longer)) `;
const JOINTS = String.raw`and|but|so|because|since|'?cause|cuz|although|though|plus|or`;

const BOUNDARY = new RegExp(String.raw`\s*[,(]\s*(?=${LEAD}${SUBJECT})|\s*[,(]?\s+(${JOINTS})\s+(?=${LEAD}${SUBJECT})|\s*,?\s+(and|but)\s+(?=${VERB})`, 'giu');
const BARE = new RegExp(`^${VERB}`, 'iu');

/** "my name is sunit i live in delhi": speech without any mark. Only after a head that takes a short object. */
const RUN_ON = /(?<![\p{L}'])(?:i am|i live|i work|i like|i love|i have|i prefer|i speak|my name is|my wife|my husband|my favou?rite) /giu;
const RUN_ON_HEAD =
  /^(?:my name is|call me|i am|i live in|i (?:just )?moved to|i no longer (?:work at|work for|live in)|i work (?:at|for|as)|i speak|my [\p{L}' ]{2,24} is) /iu;
const GOVERNS =
  /(?:^| )(?:that|if|and|or|when|whenever|where|while|because|say|said|says|think|thinks|told|tell|know|knows|than|as|like|until|so|what|how|who|whether|sure|wish|hope|believe|city|town|place|house|company|only|one|thing|all|is|reason|to|with|of|for|in|at|by)$/iu;

/** No statement with a short object is longer. */
const RUN_ON_CHARS = 160;

function endsBefore(next: string): boolean {
  if (next.length > RUN_ON_CHARS) return false;
  const statement = withoutOpeners(next);
  const least = /^(?:call me|i am) /iu.test(statement) ? 3 : 4;
  return RUN_ON_HEAD.test(statement) && statement.split(' ').length >= least && !GOVERNS.test(statement.slice(-24));
}

function* runOns(text: string): Generator<string> {
  let from = 0;
  for (const head of text.matchAll(RUN_ON)) {
    if (head.index - from > RUN_ON_CHARS) continue;
    const before = text.slice(from, head.index).trim();
    if (!endsBefore(before)) continue;
    yield before;
    from = head.index;
  }
  yield text.slice(from).trim();
}

/** Cuts a sentence where a new statement of the speaker begins. Other clauses stay attached to what they follow. */
export function clauses(sentence: string): readonly Clause[] {
  const found: Clause[] = [];
  let subject: string | undefined;
  const add = (text: string, joint: string): void => {
    const elided = joint !== '' && subject !== undefined && BARE.test(text);
    if (!elided) subject = /^(i|we) /iu.exec(withoutOpeners(text))?.[1];
    const [first = '', ...rest] = runOns(elided ? `${subject ?? ''} ${text}` : text);
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
