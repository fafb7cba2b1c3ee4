import { unwrap } from 'idb';
import type { Database } from './indexed-db-open.ts';
import type { MetaRow, TableName } from './schema.ts';
import { HEAD_KEY } from './store.ts';

/**
 * Where the log ends stands in one row. One that is damaged, or shows less than is there, would let the next commit write over rows
 * that are still to be sent: it is found again from the rows themselves. Resolves with true when that was needed.
 */
export function mendHead(database: Database, tables: readonly TableName[]): Promise<boolean> {
  const numbered = (['events', 'chunks'] as const).find((table) => tables.includes(table));
  return new Promise((resolve, reject) => {
    if (!numbered) return resolve(false);
    const look = (mode: IDBTransactionMode): void => {
      const tx = unwrap(database).transaction(['meta', numbered], mode);
      const rows = tx.objectStore(numbered);
      const row: IDBRequest<MetaRow | undefined> = tx.objectStore('meta').get(HEAD_KEY);
      // texts come after all numbers: those of damaged rows are passed over
      const last = (numbered === 'events' ? rows : rows.index('bySeq')).openKeyCursor(IDBKeyRange.upperBound(Number.MAX_SAFE_INTEGER), 'prev');
      last.addEventListener('success', () => {
        const end = typeof last.result?.key === 'number' ? last.result.key : 0;
        if (isHead(row.result, end)) resolve(false);
        else if (mode === 'readonly') look('readwrite');
        else tx.objectStore('meta').put({ id: HEAD_KEY, value: end } satisfies MetaRow);
      });
      tx.addEventListener('complete', () => mode === 'readwrite' && resolve(true));
      tx.addEventListener('abort', () => reject(tx.error ?? new DOMException('The database ended the transaction.', 'AbortError')));
    };
    look('readonly');
  });
}

function isHead(row: MetaRow | undefined, end: number): boolean {
  return row === undefined ? end === 0 : Number.isSafeInteger(row.value) && (row.value as number) >= end;
}
