import { tombstoneOf } from '../../management/tombstone.ts';
import { nextTask } from '../../next-task.ts';
import { Serial } from '../../serial.ts';
import { keyOf } from '../rows.ts';
import { TABLES, type TableName, type Tables } from '../schema.ts';
import { StoreKeyError } from '../store-errors.ts';
import { StoreClosedError, type CommitOutcome, type Guard, type ScanRange, type Store, type Write } from '../store.ts';
import type { DataKey } from './data-key.ts';
import { retirementOf, type Keyring } from './keyring.ts';
import { damagedRow, draftOf, isSealed, type Draft, type RowSeal } from './sealed-rows.ts';

/** Rows that are opened at the same time. */
const AT_ONCE = 1_000;

/** A write that does not change any more; with a draft it is still to be sealed. */
interface Copied {
  readonly write: Write;
  readonly draft: Draft | null;
}

export interface EncryptedStoreParts {
  /** Where the sealed rows are; closed with this store. */
  readonly store: Store;
  readonly keys: Keyring;
  readonly seal: RowSeal;
  /** The tables of `store`, `keys` aside. */
  readonly tables: readonly TableName[];
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/**
 * A {@link Store} whose rows are sealed in another one. Whoever commits that a user is forgotten destroys the key: the few rows that
 * stay get a new one in that same commit, and the others open with it no more. Files in which the old key's row is left still hold both.
 *
 * Nothing is encrypted or decrypted inside a transaction: IndexedDB ends those that wait for anything else.
 */
export class EncryptedStore implements Store {
  readonly kind: Store['kind'];
  readonly encrypted = true;
  readonly changedElsewhere?: () => boolean;
  readonly scrub?: () => Promise<void>;
  readonly #store: Store;
  readonly #keys: Keyring;
  readonly #seal: RowSeal;
  readonly #tables: readonly TableName[];
  readonly #onIncident: (what: string) => void;
  /** Commits go in the order in which they were asked for, however long each takes to seal. */
  readonly #commits = new Serial();
  readonly #reads = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor({ store, keys, seal, tables, onIncident }: EncryptedStoreParts) {
    this.kind = store.kind;
    this.#store = store;
    this.#keys = keys;
    this.#seal = seal;
    this.#tables = tables.filter((table) => isSealed(table) && table !== 'segments');
    this.#onIncident = onIncident;
    if (store.changedElsewhere) this.changedElsewhere = () => store.changedElsewhere!();
    if (store.scrub) this.scrub = () => this.#commits.run(() => store.scrub!());
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return this.#reading(async () => {
      const row = await this.#store.get(table, key);
      return row && (await this.#opened(table, [row]))[0];
    });
  }

  async scan<T extends TableName>(table: T, range: ScanRange = {}): Promise<Tables[T][]> {
    return this.#reading(async () => this.#opened(table, await this.#store.scan(table, range)));
  }

  async count(table: TableName): Promise<number> {
    return this.#reading(() => this.#store.count(table));
  }

  async head(): Promise<number> {
    return this.#reading(() => this.#store.head());
  }

  async commit(writes: readonly Write[], guard: Guard = {}): Promise<CommitOutcome> {
    if (this.#closing) throw new StoreClosedError();
    // before anything is awaited: what is put must not change any more
    const copies = writes.map(copied);
    return this.#commits.run(() => (forgetsUser(writes) ? this.#shred(copies, guard) : this.#commit(copies, guard)));
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled([this.#commits.idle(), ...this.#reads]).then(() => this.#store.close());
    return this.#closing;
  }

  async #commit(copies: readonly Copied[], guard: Guard): Promise<CommitOutcome> {
    // where there is no head to move, another runtime may have destroyed the key unseen. Segments can be made again
    const watched = !guard.absent && copies.some(({ draft, write }) => draft && write.table !== 'segments');
    for (;;) {
      const key = this.#keys.current;
      const sealed = await this.#sealed(copies, key);
      const outcome = await this.#store.commit(sealed, watched ? { ...guard, absent: retirementOf(key) } : guard);
      if (outcome.status === 'committed') return outcome;
      await this.#keys.read();
      if (outcome.status === 'conflict' || !watched) return outcome;
      if (this.#keys.current === key) throw new StoreKeyError('Its key was destroyed while it was open. Start again.');
    }
  }

  /** The head moves with it, so that no other runtime writes a turn with the key that is no more. */
  async #shred(copies: readonly Copied[], guard: Guard): Promise<CommitOutcome> {
    await this.#keys.read();
    const { key, writes, settled } = await this.#keys.create();
    const touched = new Set(copies.map(({ write }) => placeOf(write.table, 'put' in write ? keyOf(write.put, TABLES[write.table].key) : write.remove)));
    const kept: Copied[] = [];
    for (const table of this.#tables) {
      const rows = (await this.#store.scan(table)).filter((row) => !touched.has(placeOf(table, keyOf(row, TABLES[table].key))));
      for (const put of await this.#opened(table, rows)) kept.push(copied({ table, put } as Write));
    }
    const segments = (await this.#store.scan('segments')).map(({ id }): Write => ({ table: 'segments', remove: id }));
    const outcome = await this.#store.commit([...segments, ...(await this.#sealed([...kept, ...copies], key)), ...writes], guard);
    if (outcome.status !== 'committed') return outcome;
    this.#keys.use(key);
    await settled().catch(() => this.#onIncident('what opened the destroyed key is still in its file'));
    return outcome;
  }

  #sealed(copies: readonly Copied[], key: DataKey): Promise<Write[]> {
    return Promise.all(
      copies.map(async ({ write, draft }) => (draft ? ({ table: write.table, put: await this.#seal.seal(write.table, draft, key) } as Write) : write)),
    );
  }

  async #opened<T extends TableName>(table: T, rows: readonly Tables[T][]): Promise<Tables[T][]> {
    if (!isSealed(table)) return [...rows];
    const opened: Tables[T][] = [];
    let damaged = 0;
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      // a cipher that does not wait would hold up whoever does
      if (from > 0) await nextTask();
      const some = rows.slice(from, from + AT_ONCE);
      const first = await Promise.all(some.map((row) => this.#seal.open(table, row, this.#keys.known)));
      // another runtime may have changed the key since
      const again = first.includes(null) && (await this.#keys.read());
      const all = again ? await Promise.all(some.map(async (row, i) => first[i] ?? this.#seal.open(table, row, this.#keys.known))) : first;
      for (const [i, row] of all.entries()) {
        if (!row) damaged++;
        const found = row ?? damagedRow(table, some[i]!);
        if (found) opened.push(found);
      }
    }
    if (damaged > 0) this.#onIncident(`${damaged} encrypted rows of ${table} were altered or sealed with another key`);
    return opened;
  }

  #reading<R>(work: () => Promise<R>): Promise<R> {
    if (this.#closing) return Promise.reject(new StoreClosedError());
    const reading = work();
    const ended: Promise<unknown> = reading.catch(() => undefined).then(() => this.#reads.delete(ended));
    this.#reads.add(ended);
    return reading;
  }
}

function copied(write: Write): Copied {
  if ('remove' in write) return { write, draft: null };
  const draft = draftOf(write.table, write.put);
  return { write: draft ? write : ({ table: write.table, put: structuredClone(write.put) } as Write), draft };
}

/** Whether a commit tells that everything of the user is forgotten. */
function forgetsUser(writes: readonly Write[]): boolean {
  return writes.some((write) => write.table === 'events' && 'put' in write && tombstoneOf(write.put)?.scope === 'user');
}

function placeOf(table: TableName, key: string | number): string {
  return JSON.stringify([table, key]);
}
