/** "no wait", "sorry, I meant", "scratch that": what comes next stands in the place of what was just said. */
const MARK =
  /(?:^|[\s,.;–—-]+)(?:(?:no|nope|oh|er|um|uh|ah|oops|well),? )*(?:no,? wait|wait,? no|no,? hang on|hang on,? no|no,? hold on|hold on,? no|no,? sorry|sorry,? no|scratch that|strike that|correction|make that|i mean(?:t)?(?: to say)?|no,? i mean(?:t)?|sorry,? i mean(?:t)?|no,? actually|actually,? no|wait,? sorry|wait,? actually|oops|or rather|my mistake|sorry|no)(?:[\s,]+(?:no|wait|sorry|actually|i mean(?:t)?|it'?s|it is|hang on|make that|rather))*[\s,.:;–—-]+/giu;
/** These mark a correction on their own; a bare "no" or "sorry" needs commas about it. */
const STRONG =
  /no,? wait|wait,? no|hang on|hold on|scratch|strike|correction|make that|i meant|no,? sorry|sorry,? no|no,? i mean|sorry,? i|no,? actually|actually,? no|wait,? sorry|or rather/iu;

/** A statement that was corrected, and the words that correct it. */
export interface Corrected {
  readonly before: string;
  readonly after: string;
}

/** Cuts a sentence at the last correction in it; undefined where there is none. */
export function corrected(sentence: string): Corrected | undefined {
  const marks = [...sentence.matchAll(MARK)].filter(
    (mark) => mark.index > 0 && (STRONG.test(mark[0]) || /^\s*[,;–—-]\s*i mean\b/iu.test(mark[0]) || /^\s*[,.;–—-].*[,–—]\s*$/u.test(mark[0])),
  );
  const last = marks.at(-1);
  if (last === undefined) return undefined;
  const before = sentence.slice(0, marks[0]?.index ?? last.index).trim();
  const after = sentence.slice(last.index + last[0].length).trim();
  return before === '' || after === '' ? undefined : { before, after };
}

const NUMBER =
  /(?<![\p{L}\p{N}])(?:\d+(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)(?![\p{L}\p{N}])/iu;

/** A short object: what could stand in the place of another. */
const fragmentOf = (after: string): string =>
  /^[^,.;:!?]{1,60}/u.exec(after.replace(/^(?:it'?s|it is|that'?s|the|in|at) (?=\p{L})/iu, (lead) => (/^the /iu.test(lead) ? lead : '')))?.[0].trim() ?? '';

/** The ways in which the correction may be meant, likeliest first: a number for a number, then object for object. `head` is what the statement began with. */
export function* candidates({ before, after }: Corrected, head: string): Generator<string> {
  const fragment = fragmentOf(after);
  if (fragment === '' || fragment.split(' ').length > 6 || /^(?:they|he|she|we|i|you)(?:'| )/iu.test(fragment)) return;
  if (NUMBER.test(fragment) && NUMBER.test(before))
    yield before.replace(new RegExp(`${NUMBER.source}(?!.*${NUMBER.source})`, 'iu'), NUMBER.exec(fragment)?.[0] ?? fragment);
  if (/^my \p{L}+$/iu.test(fragment)) yield before.replace(/(?<![\p{L}])my \p{L}+/iu, fragment);
  if (head !== '') yield `${head} ${fragment}`;
  const cut = /^(.*(?<![\p{L}])(?:in|at|to|for|as|is|are|from|called|named|with|of|on|an?|the|my)) /iu.exec(before);
  if (cut !== null) yield `${cut[1] ?? ''} ${fragment.replace(/^(?:an?|the) /iu, '')}`;
  const words = before.split(' ');
  yield [...words.slice(0, -1), fragment].join(' ');
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const CORRECTION_EXPRESSIONS: readonly RegExp[] = [MARK, STRONG];
