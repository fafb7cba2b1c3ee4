import type { ExtractedFact } from '../extractor.ts';

/** What a reader may know beside the words after the head. */
export interface Context {
  /** The turn has no capital but "I". */
  readonly lowerCase: boolean;
  /** The whole clause, without its openers. */
  readonly clause: string;
  /** The clause with what leads into it: "these days I'm in Seattle". */
  readonly whole: string;
  /** Earlier in the turn the user said that a job has ended: "I'm at Zoho now" names the next. */
  readonly leftJob: boolean;
}

/** One way of saying something: how the clause begins, and what its rest then means. */
export interface Rule {
  /** Anchored at the start of a clause. */
  readonly head: RegExp;
  /** The facts in `rest`, the text after the head; none when it says something else after all. */
  readonly read: (rest: string, head: RegExpExecArray, context: Context) => readonly ExtractedFact[];
}

/** Adverbs that leave a statement a statement. */
const ADVERBS = String.raw`(?:(?:really|absolutely|also|still|actually|just|do|now|currently|truly|totally|always|definitely|personally|honestly|especially|particularly|mostly|generally|usually|simply|both|recently|only|already|officially|even|quite|very|so|super|pretty|have always|fully|strictly|genuinely|basically|presently|proudly) )`;

/** A head at the start of a clause; `~` stands for adverbs, up to two. */
export function head(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern.replaceAll('~', `${ADVERBS}{0,2}`)})(?![\\p{L}\\p{N}'])\\s*`, 'iu');
}

/** The user says that something is over: "I no longer …", "I don't … any more". */
export const NOT: string = String.raw`(?:do not|don'?t|cannot|can'?t)`;

/** "… anymore", "… any longer" in what is left of a clause. */
export const ANYMORE: RegExp = /\s*\b(?:any ?more|any longer)\b/iu;
