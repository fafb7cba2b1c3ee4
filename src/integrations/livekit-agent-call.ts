import type { MemoAirVoiceClient } from '../client/client.ts';
import { DEFAULT_INTENT } from '../client/schema.ts';
import type { UserSession } from '../client/session.ts';
import { systemTimers } from '../client/timers.ts';
import { within } from '../client/within.ts';
import { reasonOf, RuntimeError } from '../contract/errors.ts';
import { memoryLate } from '../voice/memory/faults.ts';
import { Hints } from '../voice/memory/hints.ts';
import { KeptTurns } from '../voice/memory/kept-turns.ts';
import type { TalkMemory } from '../voice/memory/talk-memory.ts';
import type { MemoryOfCall } from './livekit-agent-options.ts';
import { bounded, CallTurns } from './livekit-agent-turns.ts';

/** One call and the memory of its user: nothing rejects, and nothing that a voice waits for is late. */
export class AgentCall {
  readonly turns: CallTurns;
  readonly #options: MemoryOfCall;
  readonly #client: MemoAirVoiceClient;
  readonly #memory: TalkMemory;
  readonly #kept: KeptTurns;
  readonly #hints: Hints;

  /** @param after the end of the agent's call before this one */
  constructor(options: MemoryOfCall, after: Promise<void>) {
    const { userId, orgOnly, onFault } = options;
    this.#options = options;
    this.#client = options.client();
    this.#memory = memoryOf(after.then(() => this.#client.session({ userId })));
    this.#kept = new KeptTurns(this.#memory, onFault, systemTimers);
    this.#hints = new Hints(this.#memory, systemTimers);
    this.turns = new CallTurns((turn) => {
      if (!orgOnly) this.#kept.keep(turn);
    });
  }

  /** Opens the session; who waits goes on when a recall would, and what is not open then opens later. */
  async open(): Promise<void> {
    await this.#try('a session was not opened in time', async () => void (await this.#memory.open()));
  }

  /** What the user seems to be saying: the recall of it is warm then. */
  hint(partial: string): void {
    if (partial.trim() !== '') this.#hints.offer(bounded(partial));
  }

  /** What is remembered that helps to answer; empty where nothing is, or comes in time. */
  async recall(text: string): Promise<string> {
    const { timeoutMs, onFault } = this.#options;
    const by = systemTimers.now() + timeoutMs;
    this.#hints.drop();
    const found = await this.#try('an answer goes without memory', async (signal) => {
      // what was said a moment ago is to be found
      await this.#kept.settled();
      const left = Math.max(1, Math.floor(by - systemTimers.now()));
      return this.#memory.recall({ query: bounded(text), intent: DEFAULT_INTENT, timeoutMs: left }, signal);
    });
    const contextText = found?.contextText.trim() ?? '';
    if (found?.degraded && contextText === '') onFault('an answer goes without memory', 'degraded');
    return contextText;
  }

  /** Resolves when what is over was saved, or tried. */
  saved(): Promise<void> {
    return this.#kept.settled();
  }

  async end(): Promise<void> {
    this.#hints.drop();
    this.turns.over();
    await this.#kept.flush();
    try {
      await this.#memory.end('');
      if (this.#options.own) await this.#client.aclose();
    } catch (thrown) {
      this.#options.onFault('the memory was not closed', reasonOf(thrown));
    }
  }

  async #try<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    try {
      return await within(this.#options.timeoutMs, work, { late: memoryLate });
    } catch (thrown) {
      this.#options.onFault(what, reasonOf(thrown));
      return null;
    }
  }
}

function memoryOf(session: Promise<UserSession>): TalkMemory {
  // whoever uses it hears of it
  session.catch(() => undefined);
  return {
    open: async () => (await session).open(),
    recall: async ({ query, ...options }, signal) => {
      const { contextText, trace } = await (await session).searchMemory(query, { ...options, signal });
      return { contextText, degraded: trace.degraded === true };
    },
    hint: async (partial) => (await session).hint(partial),
    save: async (turn) => {
      const id = await (await session).saveResponse(turn);
      if (id === null) throw new RuntimeError('runtime.internal', 'The runtime did not take the turn. It is sent again with the next.');
    },
    // its client ends the session
    end: async () => (await session).close(),
  };
}
