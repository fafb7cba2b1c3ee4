import type { IDBPTransaction } from 'idb';
import type { Database, IdbSchema } from './indexed-db-open.ts';
import { headOf, rowToStore } from './rows.ts';
import type { TableName } from './schema.ts';
import { HEAD_KEY, type CommitOutcome, type Guard, type Write } from './store.ts';

type WriteTransaction = IDBPTransaction<IdbSchema, TableName[], 'readwrite'>;

const ignore = (): undefined => undefined;

/**
 * Resolves when the transaction is on disk, rejects with what ended it. `tx.done` is not enough: it settles at the first
 * failed request, when `tx.error` is not known yet, and a full disk shows nowhere but in the abort event.
 */
function completion(tx: WriteTransaction): Promise<void> {
  tx.done.catch(ignore);
  const completed = new Promise<void>((resolve, reject) => {
    tx.addEventListener('complete', () => resolve());
    tx.addEventListener('abort', () => reject(tx.error ?? new DOMException('The database ended the transaction.', 'AbortError')));
  });
  completed.catch(ignore);
  return completed;
}

/** What keeps the commit from being written. A row that exists is for good, so it is told before a head that moved. */
async function refusal(tx: WriteTransaction, { absent, head }: Guard): Promise<CommitOutcome | undefined> {
  const [found, row] = await Promise.all([absent && tx.objectStore(absent.table).getKey(absent.key), head && tx.objectStore('meta').get(HEAD_KEY)]);
  if (found !== undefined) return { status: 'exists' };
  const current = headOf(row);
  return head && current !== head.expected ? { status: 'conflict', head: current } : undefined;
}

/** Queues the writes. Their outcome is the transaction's: a failed request aborts it with the request's own error. */
function write(tx: WriteTransaction, writes: readonly Write[]): void {
  for (const change of writes) {
    const store = tx.objectStore(change.table);
    const request: Promise<unknown> = 'remove' in change ? store.delete(change.remove) : store.put(rowToStore(change));
    request.catch(ignore);
  }
}

function tablesOf(writes: readonly Write[], { absent, head }: Guard): TableName[] {
  const tables = new Set(writes.map((change) => change.table));
  if (absent) tables.add(absent.table);
  if (head) tables.add('meta');
  return [...tables];
}

/** Segments can be made again, so they need not wait for the disk; everything else does. */
function durabilityOf(writes: readonly Write[], { absent, head }: Guard): 'strict' | 'relaxed' {
  return !absent && !head && writes.every((change) => change.table === 'segments') ? 'relaxed' : 'strict';
}

/** One commit in one transaction. Safe to repeat when its connection died: the guards then see what the first try wrote. */
export async function commitWrites(database: Database, writes: readonly Write[], guard: Guard): Promise<CommitOutcome> {
  const tables = tablesOf(writes, guard);
  if (tables.length === 0) return { status: 'committed' };
  const tx = database.transaction(tables, 'readwrite', { durability: durabilityOf(writes, guard) });
  const completed = completion(tx);
  try {
    // the writes are queued behind the question, not after its answer: they end with the transaction when a guard does not hold
    const refusing = refusal(tx, guard);
    refusing.catch(ignore);
    write(tx, writes);
    if (guard.head) write(tx, [{ table: 'meta', put: { id: HEAD_KEY, value: guard.head.next } }]);
    const refused = await refusing;
    if (refused) {
      tx.abort();
      return refused;
    }
  } catch (error) {
    abort(tx);
    await completed.catch(ignore);
    throw tx.error ?? error;
  }
  await completed;
  return { status: 'committed' };
}

/** Ends the transaction unless it has ended. */
function abort(tx: WriteTransaction): void {
  try {
    tx.abort();
  } catch {
    // InvalidStateError: it had been aborted before, for the reason in `tx.error`.
  }
}
