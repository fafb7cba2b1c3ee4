import type { InTurn } from './in-turn.ts';
import { tombstoneOf } from './management/tombstone.ts';
import { Serial } from './serial.ts';
import type { EventRow, SessionRow, TableName } from './store/schema.ts';
import type { Store, Write } from './store/store.ts';
import type { UserMemory } from './user-memory.ts';

/** An event before it has its place in the log. */
export type NewEvent = Omit<EventRow, 'seq'>;

export interface Entry {
  readonly event: NewEvent;
  /** Events after it, each under the next number: an import brings many at once, and what was forgotten may have many names. */
  readonly more?: readonly NewEvent[];
  /** Everything that changes with the event, in the same transaction. */
  readonly writes: readonly Write[];
}

export interface AppendOptions {
  /** Append only when no row is under this key. */
  readonly absent?: { readonly table: TableName; readonly key: string };
}

export type Appended = 'appended' | 'exists' | 'nothing';

/** Who hears of the log. */
export interface LogListener {
  /** Rows were written: by this runtime, which tells the events and waits, or by another one, whose rows it has read now. */
  readonly onCommit: (events: readonly EventRow[]) => Promise<void> | void;
  /** Another tab or process has forgotten something: what this one has packed of it has to go too. */
  readonly onBuried?: () => void;
}

/** Appends that go by turns after one that another writer was faster than. */
const CROWDED = 32;

/**
 * The event log and what is derived from it, written together: event, projections and outbox row in one strict
 * transaction, then the same rows to the memory that answers. Writers are optimistic: an entry is made for the head that
 * this runtime knows, and made again after catching up when another tab or process was faster. Where that happens the next ones
 * go by turns: of ten tabs that write at once one could be too late again and again.
 */
export class Log {
  readonly #store: Store;
  readonly #memory: UserMemory;
  readonly #serial = new Serial();
  readonly #listener: LogListener;
  readonly #inTurn: InTurn;
  /** Appends that still go by turns. */
  #crowded = 0;

  /** `inTurn`: with other writers of the same log. Default: nobody waits for anybody. */
  constructor(store: Store, memory: UserMemory, listener: LogListener, inTurn: InTurn = (work) => work()) {
    this.#store = store;
    this.#memory = memory;
    this.#listener = listener;
    this.#inTurn = inTurn;
  }

  /** The rows behind it, to be read. */
  get store(): Pick<Store, 'get' | 'scan' | 'count' | 'scrub'> {
    return this.#store;
  }

  /**
   * Appends what `make` returns for the next sequence number; null appends nothing. `exists` is answered when the
   * row named by `options.absent` is there.
   */
  append(make: (seq: number) => Promise<Entry | null> | Entry | null, options: AppendOptions = {}): Promise<Appended> {
    const attempt = (): Promise<Appended | 'conflict'> => this.#attempt(make, options);
    return this.#serial.run(async () => {
      if (this.#crowded === 0) {
        const outcome = await attempt();
        if (outcome !== 'conflict') return outcome;
        this.#crowded = CROWDED;
      }
      this.#crowded--;
      return this.#inTurn(async () => {
        await this.#follow();
        for (;;) {
          const outcome = await attempt();
          if (outcome !== 'conflict') return outcome;
          this.#crowded = CROWDED;
        }
      });
    });
  }

  async #attempt(make: (seq: number) => Promise<Entry | null> | Entry | null, options: AppendOptions): Promise<Appended | 'conflict'> {
    const expected = this.#memory.head;
    const seq = expected + 1;
    const entry = await make(seq);
    if (!entry) return 'nothing';
    const events = [entry.event, ...(entry.more ?? [])];
    const next = expected + events.length;
    const writes = [...events.flatMap((event, i) => eventWrites(event, seq + i)), ...entry.writes];
    const outcome = await this.#store.commit(writes, { head: { expected, next }, ...(options.absent ? { absent: options.absent } : {}) });
    if (outcome.status !== 'committed') {
      // another tab wrote, or this store's own retry after a lost connection: what is there has to be findable
      await this.#follow();
      await this.#listener.onCommit([]);
      return outcome.status;
    }
    this.#take(entry, next);
    await this.#listener.onCommit(events.map((event, i) => ({ ...event, seq: seq + i })));
    return 'appended';
  }

  #take({ event, more = [], writes }: Entry, head: number): void {
    for (const each of [event, ...more]) {
      const tombstone = tombstoneOf(each);
      if (tombstone) this.#memory.bury(tombstone);
    }
    for (const write of writes) {
      if (!('put' in write)) continue;
      if (write.table === 'memories') this.#memory.apply(write.put);
      else if (write.table === 'sessions') this.#memory.noteSession(write.put satisfies SessionRow);
      else if (write.table === 'meta') this.#memory.noteMeta(write.put);
    }
    this.#memory.head = head;
  }

  /** Reads what others wrote, in turn with this runtime's own writes. */
  catchUp(): Promise<void> {
    return this.#serial.run(() => this.#follow());
  }

  async #follow(): Promise<void> {
    const before = this.#memory.tombstone;
    await this.#memory.catchUp(this.#store);
    if (this.#memory.tombstone > before) this.#listener.onBuried?.();
  }

  idle(): Promise<void> {
    return this.#serial.idle();
  }
}

function eventWrites(event: NewEvent, seq: number): Write[] {
  return [
    { table: 'events', put: { ...event, seq } },
    { table: 'outbox', put: { seq, eventId: event.id, sessionId: event.sessionId, attempts: 0, deadReason: null } },
  ];
}
