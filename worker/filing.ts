import { nameOf } from '../src/contract/errors.ts';
import type { Journal } from './journal.ts';
import type { EventRow } from './store/schema.ts';
import type { UserMemory } from './user-memory.ts';

/** Keeps the files of sessions up with the log. What cannot be written is told of and keeps nothing waiting: the store is the truth. */
export class Filing {
  readonly #journal: Journal | null;
  readonly #memory: Pick<UserMemory, 'session' | 'briefOf'>;
  readonly #onIncident: (what: string) => void;
  #briefs: Promise<void> = Promise.resolve();

  constructor(journal: Journal | null, memory: Pick<UserMemory, 'session' | 'briefOf'>, onIncident: (what: string) => void) {
    this.#journal = journal;
    this.#memory = memory;
    this.#onIncident = onIncident;
  }

  /** Takes committed events, before they are acknowledged. */
  async take(events: readonly EventRow[]): Promise<void> {
    if (!this.#journal) return;
    for (const event of events) await this.#quietly(this.#journal.append(event));
    for (const sessionId of new Set(events.filter(({ kind }) => kind === 'turn').map((event) => event.sessionId))) this.#renewBrief(sessionId);
  }

  /** Makes a session's files whole: both are there once it has started. */
  async opened(sessionId: string, events: () => Promise<readonly EventRow[]>): Promise<void> {
    if (!this.#journal) return;
    await this.#quietly(this.#journal.mend(sessionId, await events()));
    await this.brief(sessionId);
  }

  /** The brief that the session ended with, or the one that runs. */
  async brief(sessionId: string): Promise<void> {
    const session = this.#memory.session(sessionId);
    if (session && this.#journal) await this.#quietly(this.#journal.brief(sessionId, session.brief || this.#memory.briefOf(sessionId), session.turns));
  }

  /** Waits for what is written behind an acknowledgement. */
  idle(): Promise<void> {
    return this.#briefs;
  }

  #renewBrief(sessionId: string): void {
    this.#briefs = this.#briefs.then(() => this.brief(sessionId));
  }

  async #quietly(work: Promise<void>): Promise<void> {
    await work.catch((thrown: unknown) => this.#onIncident(`a session's file was not written: ${nameOf(thrown)}`));
  }
}
