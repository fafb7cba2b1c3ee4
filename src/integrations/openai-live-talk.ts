import type { JsonObject } from '../client/json.ts';
import type { Timers } from '../client/timers.ts';
import { Quiet } from '../voice/memory/quiet.ts';
import type { TurnListener } from '../voice/memory/voice-client.ts';

/** Without a word of the user for so long, in milliseconds, they have said what they wanted to say. */
const PAUSE_MS = 700;
/** "Mhm" while the other speaks is no turn. */
const BACKCHANNEL_MS = 1_000;

const PART = 'answer';

/** Words, and when they are spoken: milliseconds of the session. */
interface Piece {
  readonly words: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What a Live session's events say of a talk. Both sides are transcribed as pieces with their times, which may overlap, and
 * nothing says where a turn ends: the user's does where they pause or the model answers, an answer where the user goes on or
 * nothing more comes.
 */
export class LiveTalk {
  readonly #turns: TurnListener;
  readonly #timers: Timers;
  readonly #quiet: Quiet;
  /** What the user is saying. */
  #user: { text: string; readonly from: number; to: number; readonly over: boolean } | null = null;
  /** What the model says, in the order in which it came. */
  #answer: Piece[] = [];
  /** The session's time is ours less this, or earlier. */
  #offset = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => undefined;

  constructor(turns: TurnListener, timers: Timers) {
    this.#turns = turns;
    this.#timers = timers;
    this.#quiet = new Quiet(timers, () => this.#over(false));
  }

  event(event: JsonObject): void {
    const { type, delta, start_ms: from, end_ms: to } = event;
    if (type === 'session.delegation.created') this.#said();
    if (type === 'session.closed') this.end();
    if (typeof delta !== 'string' || !isTime(from) || !isTime(to)) return;
    if (type === 'session.input_transcript.delta') this.#hears({ words: delta, from, to });
    if (type === 'session.output_transcript.delta') this.#speaks({ words: delta, from, to });
  }

  /** The connection is gone, or is let go of. */
  end(): void {
    this.#said();
    this.#over(this.#isSpeaking(this.#now()));
    this.#offset = Number.POSITIVE_INFINITY;
  }

  #hears({ words, from, to }: Piece): void {
    // what was said is over when its words come
    this.#offset = Math.min(this.#offset, this.#timers.now() - to);
    if (words.trim() === '' && !this.#user) return;
    // what they say ends the answer
    this.#quiet.ends();
    this.#user ??= { text: '', from, to, over: this.#isSpeaking(from) };
    this.#user.text += words;
    this.#user.to = Math.max(this.#user.to, to);
    this.#turns.hearing(this.#user.text.trim());
    this.#cancel();
    this.#cancel = this.#timers.after(PAUSE_MS, () => this.#said());
  }

  #speaks(piece: Piece): void {
    const user = this.#user;
    if (user && piece.from >= user.from) {
      if (user.over && user.to - user.from <= BACKCHANNEL_MS && this.#isSpeaking(piece.from - PAUSE_MS)) this.#forget();
      else this.#said();
    }
    this.#answer.push(piece);
    this.#tell();
    this.#quiet.begins();
  }

  #isSpeaking(at: number): boolean {
    const last = this.#answer.at(-1);
    return last !== undefined && last.to > at;
  }

  #tell(): void {
    this.#turns.heard(PART, this.#answer.map(({ words }) => words).join(''));
  }

  #said(): void {
    const user = this.#user;
    this.#forget();
    if (!user || user.text.trim() === '') return;
    this.#over(user.over);
    void this.#turns.said(user.text.trim());
  }

  #forget(): void {
    this.#cancel();
    this.#user = null;
  }

  #over(interrupted: boolean): void {
    this.#quiet.ends();
    // until an answer has begun, what the user says is one turn
    if (this.#answer.length === 0) return;
    if (interrupted) {
      // what was to be spoken later is not heard
      const now = this.#now();
      this.#answer = this.#answer.filter(({ from }) => from < now);
      this.#tell();
    }
    this.#answer = [];
    this.#turns.over(interrupted);
  }

  /** Of the session; before anything was told, the beginning of time. */
  #now(): number {
    return this.#timers.now() - this.#offset;
  }
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
