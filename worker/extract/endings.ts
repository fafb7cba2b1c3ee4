import type { ExtractedFact } from './extractor.ts';
import { over } from './facts.ts';
import { ANYMORE } from './rules/rule.ts';
import { infinitivesOf } from './verbs.ts';

const NO_LONGER = /^i (?:no longer|do not(?= .*\b(?:any ?more|any longer))|don'?t(?= .*\b(?:any ?more|any longer))) (?=\p{L})/iu;
const AM_NO_LONGER = /^i am (?:no longer|not(?= .*\b(?:any ?more|any longer))|off(?= )|done with(?= )) ?(?=\p{L})/iu;
const USED_TO = /^i used to (be )?(?=\p{L})/iu;
const NO_MORE = /^no more (?=\p{L})/iu;
const STOPPED =
  /^i (?:have )?(?:just |recently |finally |already )?(?:stopped|quit|gave up|given up|dropped|packed in|left(?! .*(?<![\p{L}])(?:behind|(?:at|in|on) (?:the|my|home|work))(?![\p{L}]))|had to (?:stop|give up|quit))(?: on)?(?: (?:doing|going to|being))? (?=\p{L})/iu;

/** Is this the past of something that has ended: "I used to live in Rome"? */
export const isFormer = (clause: string): boolean => USED_TO.test(clause);

/** What a clause takes back, told as if it still held: "I stopped playing tennis" → "I play tennis". None for any other clause. */
export function takenBack(clause: string): readonly string[] {
  const plain = (rest: string): string =>
    rest
      .replace(ANYMORE, '')
      .replace(/ there(?=$| )/iu, '')
      .trim();
  const used = USED_TO.exec(clause);
  if (used !== null) return [`I ${used[1] === undefined ? '' : 'am '}${clause.slice(used[0].length)}`];
  const more = NO_MORE.exec(clause);
  if (more !== null) {
    const what = clause
      .slice(more[0].length)
      .replace(/ for me\b.*$/iu, '')
      .trim();
    return [`I play ${what}`, `I do ${what}`, `I wear ${what}`, `I take ${what}`, `I am on a ${what} diet`];
  }
  const not = NO_LONGER.exec(clause);
  if (not !== null) return [`I ${plain(clause.slice(not[0].length))}`];
  const am = AM_NO_LONGER.exec(clause);
  if (am !== null) {
    const rest = plain(clause.slice(am[0].length));
    return /\boff\b/iu.test(am[0]) ? [`I am on ${rest}`, `I take ${rest}`] : [`I am ${rest}`];
  }
  const stopped = STOPPED.exec(clause);
  if (stopped === null) return [];
  const rest = plain(clause.slice(stopped[0].length));
  const [verb = '', ...object] = rest.split(' ');
  const tail = object.join(' ');
  if (/\b(?:doing|going to)\s*$/iu.test(stopped[0])) return [`I do ${rest}`, `I go to ${rest}`];
  return [
    ...infinitivesOf(verb.toLowerCase()).map((infinitive) => `I ${infinitive} ${tail}`.trim()),
    `I do ${rest}`,
    `I play ${rest}`,
    `I am a member of ${rest}`,
    `I take ${rest}`,
    `I am on a ${rest} diet`,
    ...(/^\p{L}+$/u.test(rest) ? [`I am learning ${rest}`] : []),
  ];
}

/** The same facts, as over. */
export function asEnded(facts: readonly ExtractedFact[]): readonly ExtractedFact[] {
  return facts.flatMap(({ matchKey, text, ends }) =>
    ends
      ? []
      : over(
          matchKey,
          text.replace(/^User(?:'s (?:\p{L}+ ){1,3}(?=is|has))? (?:is )?/u, (subject) => (subject.endsWith('is ') ? 'User is no longer ' : 'User no longer ')),
        ),
  );
}
