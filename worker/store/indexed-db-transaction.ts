import { unwrap } from 'idb';
import { durabilityOf } from './durability.ts';
import type { Database } from './indexed-db-open.ts';
import { headOf, rowToStore } from './rows.ts';
import type { MetaRow, TableName } from './schema.ts';
import { HEAD_KEY, type CommitOutcome, type Guard, type Write } from './store.ts';

// The browser's own interface and not idb's: this is what a turn waits for, and a promise for each of its writes, which
// nobody awaits, took as long as the writes.

/**
 * Asks for what keeps the commit from being written, and aborts the transaction then. A row that exists is for good, so it
 * is told before a head that moved. The writes are queued behind the questions and not after their answers.
 */
function guardBy(tx: IDBTransaction, { absent, head }: Guard): () => CommitOutcome | undefined {
  let refused: CommitOutcome | undefined;
  let open = (absent ? 1 : 0) + (head ? 1 : 0);
  const decided = (): void => {
    if (--open === 0 && refused) tx.abort();
  };
  if (absent) {
    const found = tx.objectStore(absent.table).getKey(absent.key);
    found.addEventListener('success', () => {
      if (found.result !== undefined) refused = { status: 'exists' };
      decided();
    });
  }
  if (head) {
    const row: IDBRequest<MetaRow | undefined> = tx.objectStore('meta').get(HEAD_KEY);
    row.addEventListener('success', () => {
      const current = headOf(row.result);
      if (current !== head.expected) refused ??= { status: 'conflict', head: current };
      decided();
    });
  }
  return () => refused;
}

/** Queues the writes. Their outcome is the transaction's: a failed request aborts it with the request's own error. */
function write(tx: IDBTransaction, writes: readonly Write[]): void {
  for (const change of writes) {
    const store = tx.objectStore(change.table);
    if ('remove' in change) store.delete(change.remove);
    else store.put(rowToStore(change));
  }
}

function tablesOf(writes: readonly Write[], { absent, head }: Guard): TableName[] {
  const tables = new Set(writes.map((change) => change.table));
  if (absent) tables.add(absent.table);
  if (head) tables.add('meta');
  return [...tables];
}

/** One commit in one transaction. Safe to repeat when its connection died: the guards then see what the first try wrote. */
export function commitWrites(database: Database, writes: readonly Write[], guard: Guard): Promise<CommitOutcome> {
  const tables = tablesOf(writes, guard);
  if (tables.length === 0) return Promise.resolve({ status: 'committed' });
  return new Promise<CommitOutcome>((resolve, reject) => {
    const tx = unwrap(database).transaction(tables, 'readwrite', { durability: durabilityOf(writes, guard) });
    let failed: unknown;
    let refusal: () => CommitOutcome | undefined = () => undefined;
    tx.addEventListener('complete', () => resolve({ status: 'committed' }));
    // a full disk shows nowhere but here: no request fails
    tx.addEventListener('abort', () => {
      const refused = refusal();
      if (refused) resolve(refused);
      else reject(tx.error ?? failed ?? new DOMException('The database ended the transaction.', 'AbortError'));
    });
    try {
      refusal = guardBy(tx, guard);
      write(tx, writes);
      if (guard.head) write(tx, [{ table: 'meta', put: { id: HEAD_KEY, value: guard.head.next } }]);
    } catch (thrown) {
      failed = thrown;
      abort(tx, () => reject(thrown));
    }
  });
}

/** Ends the transaction; one that has ended already tells nothing more of itself. */
function abort(tx: IDBTransaction, onEnded: () => void): void {
  try {
    tx.abort();
  } catch {
    // InvalidStateError: it had been aborted before, for the reason in `tx.error`.
    onEnded();
  }
}
