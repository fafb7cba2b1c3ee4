import { RuntimeError } from '../src/contract/errors.ts';
import type { ImportEntry, ImportRequest, ImportResponse } from '../src/contract/local.ts';
import type { Log } from './log.ts';
import { ImportBatch } from './management/import-batch.ts';
import { nextTask } from './next-task.ts';
import type { UserMemory } from './user-memory.ts';

/** Items of one transaction. */
const BATCH = 500;

/**
 * Takes in memories as facts, and the sessions and turns of an export, in batches, each durable before the next begins. A
 * fact of the same id a second time updates; a session or turn that is there stays as it is. The signal cancels between
 * batches.
 *
 * @throws RuntimeError `runtime.bad_request` when a memory's id is that of a turn
 */
export async function importMemory(
  request: ImportRequest,
  log: Log,
  memory: UserMemory,
  newId: (prefix: string) => string,
  now: string,
  signal?: AbortSignal,
): Promise<ImportResponse> {
  refuseIdsOfTurns(request.items, memory);
  const total = { status: 'ok' as const, imported: 0, updated: 0, unchanged: 0 };
  for (let from = 0; from < request.items.length; from += BATCH) {
    signal?.throwIfAborted();
    // named once: a batch that is made again after a conflict brings the same ids
    const items = request.items.slice(from, from + BATCH).map((item) => named(item, newId));
    let counts = { imported: 0, updated: 0, unchanged: 0 };
    await log.append(async (seq) => {
      const batch = new ImportBatch({ log, memory, newId, now }, seq);
      for (const item of items) await batch.take(item);
      ({ counts } = batch);
      return batch.entry();
    });
    // an import may be long, and recalls go on
    await nextTask();
    total.imported += counts.imported;
    total.updated += counts.updated;
    total.unchanged += counts.unchanged;
  }
  return total;
}

function named(item: ImportEntry, newId: (prefix: string) => string): ImportEntry {
  if (item.kind === 'session') return item;
  if (item.kind === 'turn') return { ...item, memoryId: item.memoryId ?? newId('epi'), localEventId: item.localEventId ?? newId('evt') };
  return { ...item, memoryId: item.memoryId ?? newId('mem') };
}

function refuseIdsOfTurns(items: readonly ImportEntry[], memory: UserMemory): void {
  const turns = new Set(items.flatMap((item) => (item.kind === 'turn' && item.memoryId !== undefined ? [item.memoryId] : [])));
  const clashes = (item: ImportEntry): boolean =>
    item.kind !== 'session' && item.kind !== 'turn' && item.memoryId !== undefined && (memory.episode(item.memoryId) !== undefined || turns.has(item.memoryId));
  if (!items.some(clashes)) return;
  throw new RuntimeError('runtime.bad_request', 'A memoryId names a stored turn. Import memories under ids of their own.', {
    details: { issues: [{ path: 'items.memoryId', expected: 'no id of a turn' }] },
  });
}
