import { within } from '../client/within.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { CallMemory, CallRef, CallTurn } from './calls/call-memory.ts';
import { reasonOf } from '../contract/errors.ts';

/** What the memory has for a turn. */
export interface TurnMemory {
  /** Ready to be put into a prompt; empty when nothing was found in time. */
  readonly contextText: string;
  /** Whether the memory gave no answer in time, or was not asked because it is not known who speaks. */
  readonly degraded: boolean;
}

/** A turn that is over. */
export type VoiceTurn = Omit<CallTurn, keyof CallRef>;

/** Whose memory it is, and which session of it. */
export interface SessionOwner {
  readonly memory: CallMemory;
  readonly call: Omit<CallRef, 'signal'>;
}

/** Options of {@link VoiceSession}. */
export interface VoiceSessionOptions {
  /** Null: it is not known who speaks, so nothing is recalled and nothing stored. */
  readonly owner: Promise<SessionOwner | null>;
  /** What a recall may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Hears of what failed or came late: a name or a code, never what was said. */
  readonly onFault: (what: string, reason: string) => void;
}

/** What opening, storing and ending may take, in milliseconds: nobody waits for them. */
const STORE_MS = 9_000;
const NOTHING: TurnMemory = { contextText: '', degraded: true };

/** A session of the memory as a talk needs it: nothing rejects, and no recall is late. */
export class VoiceSession {
  readonly #options: VoiceSessionOptions;
  /** Turns that are not stored yet, in their order. */
  readonly #waiting: VoiceTurn[] = [];
  /** Resolves when what waits was stored, or tried. */
  #stored: Promise<unknown> = Promise.resolve();

  constructor(options: VoiceSessionOptions) {
    this.#options = options;
    // whoever uses it hears of it
    options.owner.catch(() => undefined);
  }

  /** Has everything loaded before the first turn needs it: to ask for anything opens the session. */
  async open(): Promise<void> {
    await this.#try('a session was not opened', async ({ memory, call }, signal) => {
      await memory.recall({ ...call, query: '', lanes: ['profile'], timeoutMs: STORE_MS, signal });
    });
  }

  async recall(query: string, signal: AbortSignal): Promise<TurnMemory> {
    const { owner, timeoutMs, onFault } = this.#options;
    const by = performance.now() + timeoutMs;
    const find = async (limit: AbortSignal): Promise<TurnMemory> => {
      const known = await owner;
      if (!known) return NOTHING;
      // what was said a moment ago is to be found
      await this.#stored;
      const { contextText } = await known.memory.recall({ ...known.call, query, timeoutMs: Math.max(1, by - performance.now()), signal: limit });
      return { contextText, degraded: false };
    };
    try {
      return await within(timeoutMs, find, { late, signal });
    } catch (thrown) {
      if (!signal.aborted) onFault('a turn was answered without memory', reasonOf(thrown));
      return NOTHING;
    }
  }

  /** Stores a turn, after those before it. One that cannot be stored now is tried again with the next, and at the end. */
  keep(turn: VoiceTurn): void {
    this.#waiting.push(turn);
    this.#stored = this.#stored.then(() => this.#store());
  }

  /** Ends the session, after what was said in it was stored. */
  async end(reason: string): Promise<void> {
    this.#stored = this.#stored.then(() => this.#store());
    await this.#stored;
    await this.#try('a session was not ended', ({ memory, call }, signal) => memory.end({ ...call, reason, signal }));
  }

  async #store(): Promise<void> {
    for (let [turn] = this.#waiting; turn; [turn] = this.#waiting) {
      const next = turn;
      if (!(await this.#try('a turn was not stored', ({ memory, call }, signal) => memory.record({ ...call, ...next, signal })))) return;
      this.#waiting.shift();
    }
  }

  /** Whether nothing is left to try: it was done, or would be refused again. */
  async #try(what: string, work: (owner: SessionOwner, signal: AbortSignal) => Promise<void>): Promise<boolean> {
    try {
      const owner = await this.#options.owner;
      if (owner) await within(STORE_MS, (signal) => work(owner, signal), { late });
      return true;
    } catch (thrown) {
      const reason = reasonOf(thrown);
      this.#options.onFault(what, reason);
      return reason === 'runtime.bad_request';
    }
  }
}

const late = (): RuntimeError =>
  new RuntimeError('runtime.timeout', 'The memory gave no answer in time. Check that it can be reached, or give timeoutMs more.');
