import type { Timers } from '../../client/timers.ts';
import type { Heard } from '../audio/playback-queue.ts';
import { HeardAnswer } from './heard-answer.ts';
import type { Playback } from './playback.ts';

/** How often it is asked whether an answer still plays, in milliseconds. */
const LOOK_MS = 200;
/** What the other side has to tell how far it was heard, in milliseconds. */
const GRACE_MS = 1_000;

export interface HeardAnswersOptions {
  readonly playback: Playback | null;
  readonly timers: Timers;
  readonly tell: (text: string, interrupted: boolean) => void;
}

/**
 * Tells of each answer which of its words were heard: once, when it was heard to its end or as soon as it was cut.
 *
 *     words and sound come ──▶ all came: when the last of it is heard ──▶ told
 *                        └───▶ cut: where `playback`, else the clock says; where sound goes its own way, a moment later,
 *                              because the other side may know better ──▶ told
 */
export class HeardAnswers {
  readonly #options: HeardAnswersOptions;
  #answer: HeardAnswer = new HeardAnswer();
  #charsPerSecond: number | undefined;
  #all = false;
  #failed = false;
  /** Cut, and perhaps told more exactly in a moment. */
  #cut = false;
  #cancel: () => void = () => undefined;

  constructor(options: HeardAnswersOptions) {
    this.#options = options;
  }

  /** The words that were heard up to now. */
  get now(): string {
    return this.#answer.textBy(this.#now());
  }

  words(itemId: string, text: string): void {
    if (!this.#cut) this.#answer.words(itemId, text);
  }

  sound(itemId: string, ms: number): void {
    if (!this.#cut) this.#answer.sound(itemId, ms, this.#now());
  }

  /** So many characters of an item were heard, as who plays it tells. */
  spoken(itemId: string, chars: number): void {
    if (!this.#cut) this.#answer.spoken(itemId, chars);
  }

  /** The sound of that response is heard now, on a way of its own. */
  started(responseId: string): void {
    if (!this.#cut) this.#answer.started(responseId, this.#now());
  }

  /** All of it has come, or all that will. */
  done(failed: boolean): void {
    if (this.#cut) return;
    this.#all = true;
    this.#failed = failed;
    if (!failed) this.#answer.end();
    if (!this.#answer.live) return this.#look();
    this.#charsPerSecond = (failed ? null : this.#answer.rate(this.#now())) ?? this.#charsPerSecond;
    this.#tell(failed);
  }

  /** It is heard no further; where it was played here, so much of it was. */
  stop(played: readonly Heard[]): void {
    if (this.#cut) return;
    const { playback } = this.#options;
    const interrupted = this.#failed || !this.#all || (playback ? played.length > 0 : this.#answer.until > this.#now());
    for (const { itemId, heardMs } of played) this.#answer.cutAt(itemId, heardMs);
    if (playback && !this.#answer.live) this.#answer.cutUnplayed();
    else this.#answer.cut(this.#now());
    if (!this.#answer.live) return this.#tell(interrupted);
    this.#cut = true;
    this.#cancel = this.#options.timers.after(GRACE_MS, () => this.#tell(true));
  }

  /** The other side tells how far an item was heard. */
  truncated(itemId: string, heardMs: number): void {
    if (!this.#cut) return;
    this.#answer.cutAt(itemId, heardMs);
    this.#tell(true);
  }

  /** What is still to be told of one that was cut is told now. */
  settleCut(): void {
    if (this.#cut) this.#tell(true);
  }

  /** What is still to be told is told now: something else begins. */
  settle(): void {
    if (this.#cut || this.#all) this.#tell(this.#cut || this.#failed);
  }

  #look(): void {
    const { playback, timers } = this.#options;
    const ms = playback ? (playback.playing ? LOOK_MS : 0) : this.#answer.until - this.#now();
    this.#cancel();
    if (ms > 0) this.#cancel = timers.after(ms, () => this.#look());
    else this.#tell(this.#failed);
  }

  #tell(interrupted: boolean): void {
    this.#cancel();
    const answer = this.#answer;
    this.#answer = new HeardAnswer(this.#charsPerSecond);
    this.#all = this.#failed = this.#cut = false;
    if (answer.begun) this.#options.tell(answer.text(), interrupted);
  }

  #now(): number {
    return this.#options.timers.now();
  }
}
