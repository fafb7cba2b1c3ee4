import { RuntimeError } from '../src/contract/errors.ts';
import type { SessionMode } from '../src/contract/types.ts';
import { finalBrief } from './brief.ts';
import type { Log } from './log.ts';
import type { SessionRow } from './store/schema.ts';
import type { Store } from './store/store.ts';
import type { UserMemory } from './user-memory.ts';

export interface NewSession {
  readonly sessionId: string;
  readonly mode: SessionMode;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Open sessions. The store knows them, so that a restarted worker or a reloaded page goes on with a session that was
 * never ended; this object remembers those that this runtime has served.
 */
export class Sessions {
  readonly #store: Store;
  readonly #log: Log;
  readonly #memory: UserMemory;
  readonly #newId: (prefix: string) => string;
  readonly #served = new Map<string, SessionRow>();

  constructor(store: Store, log: Log, memory: UserMemory, newId: (prefix: string) => string) {
    this.#store = store;
    this.#log = log;
    this.#memory = memory;
    this.#newId = newId;
  }

  get active(): number {
    return this.#served.size;
  }

  /** The session if this runtime has served it and it is still open as far as is known: needs no store. */
  served(sessionId: string): SessionRow | undefined {
    const row = this.#served.get(sessionId);
    if (!row || !this.#memory.hasEnded(sessionId)) return row;
    this.#served.delete(sessionId);
    return undefined;
  }

  /** The open session of that id, as stored. @throws RuntimeError runtime.session_not_found */
  async require(sessionId: string): Promise<SessionRow> {
    const row = await this.#store.get('sessions', sessionId);
    if (!row || row.endedAt !== null) {
      this.#served.delete(sessionId);
      throw new RuntimeError('runtime.session_not_found', 'There is no such open session. Call session/start first.');
    }
    this.#served.set(sessionId, row);
    return row;
  }

  /** Opens a session, or returns the open one of that id. A session that has ended is opened again, its turns kept. */
  async open(request: NewSession, now: string): Promise<void> {
    await this.#log.append(async () => {
      const known = await this.#store.get('sessions', request.sessionId);
      if (known && known.endedAt === null) {
        this.#served.set(known.id, known);
        return null;
      }
      const row: SessionRow = {
        id: request.sessionId,
        mode: request.mode,
        startedAt: known?.startedAt ?? now,
        lastActiveAt: now,
        endedAt: null,
        metadata: request.metadata,
        turns: known?.turns ?? 0,
        brief: '',
      };
      return {
        event: {
          id: this.#newId('evt'),
          kind: 'session_start',
          sessionId: request.sessionId,
          at: now,
          payload: { mode: request.mode, metadata: request.metadata },
        },
        writes: [{ table: 'sessions', put: row }],
      };
    });
  }

  /** Ends a session and writes its brief for the next one. Ending it again changes nothing. */
  async end(sessionId: string, reason: string, now: string): Promise<void> {
    await this.#log.append(async () => {
      const ended = await this.#store.get('sessions', sessionId);
      if (ended && ended.endedAt !== null) return null;
      const row = await this.require(sessionId);
      const brief = finalBrief(this.#memory.turnsOf(sessionId));
      return {
        event: { id: this.#newId('evt'), kind: 'session_end', sessionId, at: now, payload: { reason, brief } },
        writes: [{ table: 'sessions', put: { ...row, endedAt: now, lastActiveAt: now, brief } }],
      };
    });
    this.#served.delete(sessionId);
  }
}
