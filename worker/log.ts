import { Serial } from './serial.ts';
import type { EventRow, SessionRow, TableName } from './store/schema.ts';
import type { Store, Write } from './store/store.ts';
import type { UserMemory } from './user-memory.ts';

/** An event before it has its place in the log. */
export type NewEvent = Omit<EventRow, 'seq'>;

export interface Entry {
  readonly event: NewEvent;
  /** Everything that changes with the event, in the same transaction. */
  readonly writes: readonly Write[];
}

export interface AppendOptions {
  /** Append only when no row is under this key. */
  readonly absent?: { readonly table: TableName; readonly key: string };
}

/**
 * The event log and what is derived from it, written together: event, projections and outbox row in one strict
 * transaction, then the same rows to the memory that answers. Writers are optimistic: an entry is made for the head that
 * this runtime knows, and made again after catching up when another tab or process was faster.
 */
export class Log {
  readonly #store: Store;
  readonly #memory: UserMemory;
  readonly #serial = new Serial();
  readonly #onCommit: () => void;

  constructor(store: Store, memory: UserMemory, onCommit: () => void) {
    this.#store = store;
    this.#memory = memory;
    this.#onCommit = onCommit;
  }

  /**
   * Appends what `make` returns for the next sequence number; null appends nothing. `exists` is answered when the
   * row named by `options.absent` is there.
   */
  append(make: (seq: number) => Promise<Entry | null> | Entry | null, options: AppendOptions = {}): Promise<'appended' | 'exists' | 'nothing'> {
    return this.#serial.run(async () => {
      for (;;) {
        const expected = this.#memory.head;
        const seq = expected + 1;
        const entry = await make(seq);
        if (!entry) return 'nothing';
        const outbox: Write = { table: 'outbox', put: { seq, eventId: entry.event.id, sessionId: entry.event.sessionId, attempts: 0, deadReason: null } };
        const writes: Write[] = [{ table: 'events', put: { ...entry.event, seq } }, outbox, ...entry.writes];
        const outcome = await this.#store.commit(writes, { head: { expected, next: seq }, ...(options.absent ? { absent: options.absent } : {}) });
        if (outcome.status !== 'committed') {
          // another tab wrote, or this store's own retry after a lost connection: what is there has to be findable
          await this.#memory.catchUp(this.#store);
          this.#onCommit();
          if (outcome.status === 'exists') return 'exists';
          continue;
        }
        this.#follow(entry.writes, seq);
        this.#onCommit();
        return 'appended';
      }
    });
  }

  #follow(writes: readonly Write[], seq: number): void {
    for (const write of writes) {
      if (!('put' in write)) continue;
      if (write.table === 'memories') this.#memory.apply(write.put);
      else if (write.table === 'sessions') this.#memory.noteSession(write.put satisfies SessionRow);
      else if (write.table === 'meta') this.#memory.noteMeta(write.put);
    }
    this.#memory.head = seq;
  }

  /** Reads what others wrote, in turn with this runtime's own writes. */
  catchUp(): Promise<void> {
    return this.#serial.run(() => this.#memory.catchUp(this.#store));
  }

  idle(): Promise<void> {
    return this.#serial.idle();
  }
}
