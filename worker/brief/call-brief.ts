import { episodePassages } from '../search/utterances.ts';
import { terms } from '../search/tokens.ts';
import type { EpisodeRow } from '../store/schema.ts';
import { noteChange, undoChanges } from './changes.ts';
import { asks, changes, decides, defers, isOwn, promises, requests, withdraws } from './cues.ts';
import { saidLine, type Said } from './said.ts';
import { Topics } from './topics.ts';

/** No turn has more passages. */
const MAX_LINES = 256;
/** Lines of a turn that are looked at, and characters of an answer. */
const LINES_A_TURN = 8;
const ANSWER_CHARS = 300;
/** A turn of more characters is a text that was read out, and no talk. */
const TALK_CHARS = 20_000;
/** A longer line is shown by its search, not by the brief. */
const LONGEST = 160;
/** Lines kept; the one that is worth least goes when there are more. */
const KEPT = 64;
/** Lines below this weight are talk. */
const WORTH = 1.5;
/** Turns within which "never mind" takes something back. */
const WITHDRAWN_WITHIN = 2;
/** What the latest lines gain over the first, of two that are worth the same. */
const RECENCY = 0.5;
const TOPICS = 6;
const TOPIC_CHARS = 160;
/** What a request weighs that was put off and not come back to. */
const UNANSWERED = 4;
/** Such requests kept. */
const OPEN = 8;

/** One line of a brief. */
export type BriefLine = Pick<Said, 'id' | 'text' | 'order'>;

export interface Brief {
  /** What the talk was about, in order; empty when there is nothing to tell. */
  readonly topics: string;
  /** In the order of the call. */
  readonly lines: readonly BriefLine[];
  /** Index terms of all of it. */
  readonly terms: ReadonlySet<string>;
}

/** Where the n-th line of a turn stands in its session: greater is later. */
export function orderOf(turn: Pick<EpisodeRow, 'seq'>, n: number): number {
  return turn.seq + n / MAX_LINES;
}

/**
 * What a call holds that its latest turns do not show: what it was about, and the user's own lines that settle something,
 * verbatim, as they stand after all changes. Grows by turns: a turn costs the same, however long the call is.
 */
export class CallBrief {
  readonly #shown: number;
  readonly #turns: number;
  readonly #chars: number;
  readonly #topics = new Topics();
  #kept: Said[] = [];
  #open: Said[] = [];
  #read = 0;
  #topicsRead = 0;
  #last: EpisodeRow | null = null;
  #brief: Brief | null = null;

  /**
   * `shown`: the latest turns, which need no brief because they are shown themselves. `chars`: what the brief may take.
   * `turns`: those read at a time; the brief of a longer call that is read at once is about its later part.
   */
  constructor({ shown, chars, turns }: { readonly shown: number; readonly chars: number; readonly turns: number }) {
    this.#shown = shown;
    this.#turns = turns;
    this.#chars = chars;
  }

  /** Whether `turns` go on where this brief has read to. */
  follows(turns: readonly EpisodeRow[]): boolean {
    return this.#read === 0 || (turns.length >= this.#read && turns[this.#read - 1] === this.#last);
  }

  /** Reads the turns that are new. */
  read(turns: readonly EpisodeRow[]): this {
    if (turns.length === this.#read) return this;
    for (let i = Math.max(this.#read, turns.length - this.#turns); i < turns.length; i++) this.#take(turns[i]!, i);
    const until = turns.length - this.#shown;
    for (let i = Math.max(this.#topicsRead, turns.length - this.#turns); i < until; i++) this.#topics.add(turns[i]!);
    this.#topicsRead = Math.max(this.#topicsRead, until);
    this.#read = turns.length;
    this.#last = turns.at(-1) ?? null;
    this.#brief = null;
    return this;
  }

  #take(turn: EpisodeRow, number: number): void {
    if (turn.userText.length + turn.assistantText.length > TALK_CHARS) return;
    const passages = episodePassages(turn, []).passages.slice(0, LINES_A_TURN);
    const answer = turn.assistantText.slice(0, ANSWER_CHARS);
    const answerTerms = new Set(terms(answer));
    const putOff = defers(answer);
    for (const [n, passage] of passages.entries()) {
      const { text, role } = passage;
      if (text.length > LONGEST) continue;
      const order = orderOf(turn, n);
      if (role === 'assistant') {
        if (!asks(text) && promises(text)) this.#keep(saidLine(passage, number, order, answerTerms, WORTH));
        continue;
      }
      if (withdraws(text)) {
        this.#withdraw(number);
        continue;
      }
      this.#takeUser(saidLine(passage, number, order, answerTerms, 0), text, putOff);
    }
    if (!putOff) this.#open = this.#open.filter((request) => request.turn === number || !answers(answerTerms, request));
  }

  #takeUser(line: Said, text: string, putOff: boolean): void {
    const openly = changes(text);
    const question = asks(text);
    if (question && putOff && requests(text)) this.#open = [...this.#open, line].slice(-OPEN);
    const changed = (!question || (openly && requests(text))) && noteChange(line, this.#kept, openly);
    if (question && !changed) return;
    line.weight = weigh(line, text, { changed, openly });
    if (line.weight >= WORTH) this.#keep(line);
  }

  #withdraw(turn: number): void {
    const last = this.#kept.findLast((line) => turn - line.turn <= WITHDRAWN_WITHIN && line.weight > WORTH);
    if (!last) return;
    this.#kept = this.#kept.filter((line) => line !== last);
    undoChanges(last);
  }

  #keep(line: Said): void {
    this.#kept.push(line);
    if (this.#kept.length <= KEPT) return;
    let least = 0;
    for (let i = 1; i < this.#kept.length; i++) if (worth(this.#kept[i]!) < worth(this.#kept[least]!)) least = i;
    this.#kept.splice(least, 1);
  }

  /** The brief as it stands now. */
  get brief(): Brief {
    if (this.#brief) return this.#brief;
    const topics = this.#topics.names(TOPICS).join(' → ').slice(0, TOPIC_CHARS);
    const lines = this.#best(this.#chars - topics.length);
    return (this.#brief = { topics, lines, terms: new Set([...terms(topics), ...lines.flatMap((line) => [...line.terms])]) });
  }

  /** The lines that are worth most, in the order of the call, in at most `chars` characters with a line break each. */
  best(chars: number): readonly BriefLine[] {
    return this.#best(chars);
  }

  #best(chars: number): Said[] {
    const until = this.#read - this.#shown;
    const values = new Map<Said, number>();
    for (const line of this.#kept) values.set(line, line.weight + (RECENCY * line.turn) / this.#read);
    for (const line of this.#open) values.set(line, UNANSWERED);
    const best = [...values].filter(([line]) => !line.stale && line.turn < until).sort(([, a], [, b]) => b - a);
    let left = chars;
    const taken = new Set<Said>();
    for (const [line] of best) {
      // what was changed is shown with what changed it, or not at all
      const latest = [...line.changedBy.values()].map((changed) => changed.at(-1)!);
      const together = [line, ...latest].filter((each) => !taken.has(each) && !each.stale);
      const length = together.reduce((sum, { text }) => sum + text.length + 1, 0);
      if (length > left || together.some(({ turn }) => turn >= until)) continue;
      left -= length;
      for (const each of together) taken.add(each);
    }
    return [...taken].sort((a, b) => a.order - b.order);
  }
}

const worth = (line: Said): number => (line.stale ? -1 : line.weight);

function answers(answer: ReadonlySet<string>, request: Said): boolean {
  let shared = 0;
  for (const term of answer) if (request.terms.has(term)) shared++;
  return shared >= 2;
}

/** A line without a value that is longer is talk about something, not a decision. */
const SHORT = 80;

function weigh(line: Said, text: string, { changed, openly }: { readonly changed: boolean; readonly openly: boolean }): number {
  const names = line.values.has('name') ? 1 : 0;
  const values = line.values.size - names;
  // "yes, book it" tells nothing alone
  if (values === 0 && line.terms.size < 2) return 0;
  const long = values === 0 && text.length > SHORT;
  const feeling = text.endsWith('!') && values === 0;
  const compared = changed && [...line.changed.keys()].some((kind) => kind !== 'thing');
  return (
    (compared ? 3 : changed ? 2 : openly ? 1 : 0) +
    (decides(text) ? 2 : 0) +
    Math.min(2, values) +
    names * 0.5 +
    (isOwn(text) ? 0.5 : 0) -
    (feeling ? 2 : 0) -
    (long ? 1.5 : 0)
  );
}
