import { systemTimers, type Timers } from '../client/timers.ts';
import { uuid } from '../contract/uuid.ts';
import { SpokenAnswer, type Sentence } from './cloudflare-agents-answer.ts';
import type { TurnMemory, VoiceSession } from './cloudflare-agents-session.ts';

/** A turn that is not over. */
export interface OpenTurn {
  readonly userText: string;
  readonly occurredAt: string;
  readonly answer: SpokenAnswer;
  /** Whether the model has said everything. */
  ended: boolean;
  /** The whole answer, once the agent has sent all of it. */
  text: string | null;
}

/** Options of {@link Talk}. */
export interface TalkOptions {
  readonly session: VoiceSession;
  /** Whether it is written: outside of a call answers are text alone. */
  readonly written: boolean;
  /** Of raw PCM, in hertz. */
  readonly sampleRate: number;
  readonly timers?: Timers;
}

/** What is said over one connection, turn by turn. A turn is over when its answer was heard, or cut off. */
export class Talk {
  readonly written: boolean;
  readonly #session: VoiceSession;
  readonly #sampleRate: number;
  readonly #timers: Timers;
  #turn: OpenTurn | null = null;
  #cancel: () => void = () => undefined;

  constructor({ session, written, sampleRate, timers = systemTimers }: TalkOptions) {
    this.written = written;
    this.#session = session;
    this.#sampleRate = sampleRate;
    this.#timers = timers;
  }

  /** Begins a turn, which cuts off the one before it. */
  begin(userText: string): OpenTurn {
    this.cut();
    const turn = { userText, occurredAt: new Date().toISOString(), answer: new SpokenAnswer(this.#sampleRate), ended: false, text: null };
    this.#turn = turn;
    return turn;
  }

  recall(query: string, signal: AbortSignal): Promise<TurnMemory> {
    return this.#session.recall(query, signal);
  }

  /** A sentence that the voice is about to be given; null when it belongs to no turn. */
  sentence(text: string): Sentence | null {
    return this.#turn?.text === null ? this.#turn.answer.sentence(text) : null;
  }

  /** Audio that is about to be sent. */
  plays(spoken: string, audio: ArrayBuffer): void {
    if (this.#turn?.text === null) this.#turn.answer.plays(spoken, audio, this.#timers.now());
  }

  /** Whether these can be the words of the answer that is being given. The agent does not say to whom it said them. */
  mayHaveSaid(text: string): boolean {
    const turn = this.#turn;
    return turn?.text === null && (this.written ? turn.ended : turn.answer.is(text));
  }

  /** All of the answer was sent. It is heard when its audio is over. */
  said(text: string): void {
    const turn = this.#turn;
    if (!turn) return;
    turn.text = text;
    const left = turn.answer.until - this.#timers.now();
    if (left > 0) this.#cancel = this.#timers.after(left, () => this.#keep(turn, text));
    else this.#keep(turn, text);
  }

  /** The answer is heard no further. */
  cut(turn: OpenTurn | null = this.#turn): void {
    if (turn && turn === this.#turn) this.#keep(turn, turn.answer.heard(this.#timers.now()));
  }

  /** Ends the talk and its session. */
  end(reason: string): Promise<void> {
    this.cut();
    return this.#session.end(reason);
  }

  #keep({ userText, occurredAt }: OpenTurn, assistantText: string): void {
    this.#turn = null;
    this.#cancel();
    this.#session.keep({ turnId: uuid(), userText, assistantText, occurredAt });
  }
}
