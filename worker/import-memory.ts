import { RuntimeError } from '../src/contract/errors.ts';
import type { ImportItem, ImportRequest, ImportResponse } from '../src/contract/local.ts';
import { FactChanges } from './facts.ts';
import type { Log } from './log.ts';
import { nextProfile } from './profile.ts';
import type { FactRow } from './store/schema.ts';
import type { Write } from './store/store.ts';
import { PROFILE_KEY, type UserMemory } from './user-memory.ts';

/** Items of one event and one transaction. */
const BATCH = 500;

/** Takes memories in as facts, in batches, each durable before the next begins. The same id a second time updates. */
export async function importMemory(
  request: ImportRequest,
  log: Log,
  memory: UserMemory,
  newId: (prefix: string) => string,
  now: string,
  signal?: AbortSignal,
): Promise<ImportResponse> {
  if (request.items.some(({ memoryId }) => memoryId !== undefined && memory.episode(memoryId))) {
    throw new RuntimeError('runtime.bad_request', 'A memoryId names a stored turn. Import memories under ids of their own.', {
      details: { issues: [{ path: 'items.memoryId', expected: 'no id of a turn' }] },
    });
  }
  const total = { status: 'ok' as const, imported: 0, updated: 0, unchanged: 0 };
  for (let from = 0; from < request.items.length; from += BATCH) {
    signal?.throwIfAborted();
    const items = request.items.slice(from, from + BATCH).map((item) => ({ ...item, memoryId: item.memoryId ?? newId('mem') }));
    const counts = { imported: 0, updated: 0, unchanged: 0 };
    await log.append((seq) => {
      Object.assign(counts, { imported: 0, updated: 0, unchanged: 0 });
      const facts = new FactChanges((key) => memory.factsOf(key));
      const changed = items.filter((item) => {
        const before = memory.fact(item.memoryId);
        const row = factOf(item, before, seq, now);
        const outcome = before === undefined ? 'imported' : same(before, row) ? 'unchanged' : 'updated';
        counts[outcome]++;
        if (outcome !== 'unchanged') facts.add(row);
        return outcome !== 'unchanged';
      });
      if (changed.length === 0) return null;
      const profile = nextProfile(memory.profile, memory.factsWith(facts.rows));
      const writes: Write[] = facts.rows.map((put) => ({ table: 'memories', put }));
      if (profile !== memory.profile) writes.push({ table: 'meta', put: { id: PROFILE_KEY, value: profile } });
      return { event: { id: newId('evt'), kind: 'memory_import', sessionId: '', at: now, payload: { items: changed } }, writes };
    });
    total.imported += counts.imported;
    total.updated += counts.updated;
    total.unchanged += counts.unchanged;
  }
  return total;
}

function factOf(item: ImportItem & { readonly memoryId: string }, before: FactRow | undefined, seq: number, now: string): FactRow {
  return {
    id: item.memoryId,
    kind: 'fact',
    seq,
    at: before?.at ?? now,
    matchKey: item.matchKey ?? null,
    text: item.text,
    validFrom: item.validFrom ? new Date(item.validFrom).toISOString() : (before?.validFrom ?? now),
    validTo: item.validTo ? new Date(item.validTo).toISOString() : null,
    source: before?.source ?? null,
    metadata: item.metadata ?? {},
  };
}

function same(a: FactRow, b: FactRow): boolean {
  // a fact that was superseded since stays so when its own text comes again
  return (
    a.text === b.text &&
    a.matchKey === b.matchKey &&
    a.validFrom === b.validFrom &&
    (a.validTo === b.validTo || b.validTo === null) &&
    JSON.stringify(a.metadata) === JSON.stringify(b.metadata)
  );
}
