import { RuntimeError } from '../src/contract/errors.ts';
import type { SessionMode } from '../src/contract/types.ts';
import { finalBrief } from './brief.ts';
import type { Log } from './log.ts';
import type { SessionRow } from './store/schema.ts';
import type { UserMemory } from './user-memory.ts';

export interface NewSession {
  readonly sessionId: string;
  readonly mode: SessionMode;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface SessionsParts {
  readonly newId: (prefix: string) => string;
  /** ISO 8601. */
  readonly now: () => string;
  /**
   * Whether an unknown session is one that a client brings along from the runtime of another user. The published Python
   * client does: it keeps a session by its port, and a port goes to the next user. Such a session is opened here, empty.
   */
  readonly handedOn?: ((sessionId: string) => Promise<boolean>) | undefined;
}

/**
 * Open sessions. They are rows of the log like everything else, so a restarted worker or a reloaded page goes on with a
 * session that was never ended, and one that another tab ended is ended here.
 */
export class Sessions {
  readonly #log: Log;
  readonly #memory: UserMemory;
  readonly #newId: (prefix: string) => string;
  readonly #now: () => string;
  readonly #handedOn: (sessionId: string) => Promise<boolean>;
  /** Sessions that this runtime has served: those that health counts, when they are open. */
  readonly #served = new Set<string>();

  constructor(log: Log, memory: UserMemory, { newId, now, handedOn = async () => false }: SessionsParts) {
    this.#log = log;
    this.#memory = memory;
    this.#newId = newId;
    this.#now = now;
    this.#handedOn = handedOn;
  }

  get active(): number {
    let open = 0;
    for (const id of this.#served) if (this.#memory.session(id)?.endedAt === null) open++;
    return open;
  }

  /** The open session of that id, as far as this runtime has read the log. @throws RuntimeError runtime.session_not_found */
  require(sessionId: string): SessionRow {
    const row = this.#memory.session(sessionId);
    if (!row || row.endedAt !== null) throw new RuntimeError('runtime.session_not_found', 'There is no such open session. Call session/start first.');
    this.#served.add(sessionId);
    return row;
  }

  /** The same; reads on in the log first when no open session is known: another tab may just have opened it. */
  async find(sessionId: string): Promise<SessionRow> {
    if (this.#memory.session(sessionId)?.endedAt !== null) await this.#log.catchUp();
    if (!this.#memory.session(sessionId) && (await this.#handedOn(sessionId))) await this.open({ sessionId, mode: 'default', metadata: {} }, this.#now());
    return this.require(sessionId);
  }

  /** Opens a session, or returns the open one of that id. A session that has ended is opened again, its turns kept. */
  async open(request: NewSession, now: string): Promise<void> {
    // what an append leaves undone is decided by what is known, so that has to be all there is
    await this.#log.catchUp();
    await this.#log.append((seq) => {
      const known = this.#memory.session(request.sessionId);
      if (known?.endedAt === null) return null;
      const row: SessionRow = {
        id: request.sessionId,
        seq,
        mode: request.mode,
        startedAt: known?.startedAt ?? now,
        lastActiveAt: now,
        endedAt: null,
        metadata: request.metadata,
        turns: known?.turns ?? 0,
        brief: '',
      };
      const payload = { mode: request.mode, metadata: request.metadata };
      return {
        event: { id: this.#newId('evt'), kind: 'session_start', sessionId: request.sessionId, at: now, payload },
        writes: [{ table: 'sessions', put: row }],
      };
    });
    this.#served.add(request.sessionId);
  }

  /** Ends a session and writes its brief for the next one. Ending it again changes nothing. */
  async end(sessionId: string, reason: string, now: string): Promise<void> {
    await this.#log.catchUp();
    if (!this.#memory.session(sessionId)) this.require(sessionId);
    await this.#log.append((seq) => {
      const row = this.#memory.session(sessionId);
      if (!row || row.endedAt !== null) return null;
      const brief = finalBrief(this.#memory.turnsOf(sessionId));
      return {
        event: { id: this.#newId('evt'), kind: 'session_end', sessionId, at: now, payload: { reason, brief } },
        writes: [{ table: 'sessions', put: { ...row, seq, endedAt: now, lastActiveAt: now, brief } }],
      };
    });
  }
}
