import { FactChanges } from '../facts.ts';
import type { FactRow } from '../store/schema.ts';
import type { UserMemory } from '../user-memory.ts';
import { takesFact, type Pending, type PendingWrite, type Told } from './apply-pending.ts';
import { rowAsTold, saysTheSame, toldFact, type ToldFact, type ToldFactRow } from './apply-told.ts';

/** What a page says about facts. */
export interface FactsTold {
  readonly told: ReadonlyMap<string, ToldFact>;
  /** Ids that the cloud has no more. */
  readonly removed: ReadonlySet<string>;
  /** Ids of which nothing new was told, but whose rows may not be what follows from what was. */
  readonly doubted: Iterable<string>;
}

export interface Rebased {
  /** Rows that change. */
  readonly puts: readonly FactRow[];
  readonly gone: readonly FactRow[];
  /** True when something told is not there because it was forgotten here: whether that is so in the end the cloud will know. */
  readonly hidden: boolean;
}

/**
 * The facts that follow from what the cloud told: its histories as it has them, and the local writes that it does not know yet made
 * on top of them again, in their order. Only the histories that a page touches are worked out.
 */
export function rebase({ told, removed, doubted }: FactsTold, memory: UserMemory, pending: Pending, seq: number): Rebased {
  const baseOf = (id: string): ToldFact | null => told.get(id) ?? (removed.has(id) ? null : toldFact(memory.fact(id)));
  const keysOf = (id: string): string[] => {
    const rows = [memory.fact(id), toldFact(memory.fact(id)), told.get(id)];
    return rows.flatMap((row) => (row ? [keyOf(row.matchKey, id)] : []));
  };
  const named = new Set([...told.keys(), ...removed, ...doubted]);
  const keys = new Set([...named].flatMap(keysOf));
  const ids = new Set([...named, ...spread(keys, pending, keysOf)]);
  for (const key of keys) for (const { id } of factsUnder(key, memory)) ids.add(id);
  const base = new Map<string, FactRow>();
  for (const id of ids) {
    const known = baseOf(id);
    const current = memory.fact(id);
    if (known) base.set(id, rowAsTold(id, known, seq));
    // neither told nor waiting to be sent: left as it is until a pull from the start decides
    else if (current && !removed.has(id) && !pending.made.has(id)) base.set(id, current);
  }
  const { rows, hidden } = replay(base, pending, keys);
  const puts = [...rows.values()].flatMap((row): FactRow[] => {
    const known = baseOf(row.id);
    const put: FactRow | ToldFactRow = known ? { ...row, seq, told: known } : plain({ ...row, seq });
    return isNews(put, memory.fact(row.id)) ? [put] : [];
  });
  const gone = [...ids].flatMap((id) => (rows.has(id) ? [] : (memory.fact(id) ?? [])));
  return { puts: puts.sort((a, b) => (a.id < b.id ? -1 : 1)), gone, hidden };
}

/** A fact without a key has a history of its own. */
function keyOf(matchKey: string | null, id: string): string {
  return JSON.stringify(matchKey === null ? [id] : matchKey);
}

function factsUnder(key: string, memory: UserMemory): readonly FactRow[] {
  const matchKey: unknown = JSON.parse(key);
  return typeof matchKey === 'string' ? memory.factsOf(matchKey) : [];
}

/** Adds the keys to which pending writes carry facts of these keys, and from which they take them. Returns the facts carried. */
function spread(keys: Set<string>, { writes }: Pending, keysOf: (id: string) => string[]): Set<string> {
  const carried = new Set<string>();
  const tellings = writes.flatMap((write) => (write.kind === 'import' || write.kind === 'edit' ? write.facts : []));
  for (let before = -1; before !== keys.size;) {
    before = keys.size;
    for (const { id, matchKey } of tellings) {
      const its = [keyOf(matchKey, id), ...keysOf(id)];
      if (!its.some((key) => keys.has(key))) continue;
      carried.add(id);
      for (const key of its) keys.add(key);
    }
  }
  return carried;
}

interface Replayed {
  readonly rows: ReadonlyMap<string, FactRow>;
  readonly hidden: boolean;
}

function replay(base: ReadonlyMap<string, FactRow>, { writes }: Pending, keys: ReadonlySet<string>): Replayed {
  const dead = new Set<string>();
  const changes = new FactChanges((key) => [...base.values()].filter(({ id, matchKey }) => matchKey === key && !dead.has(id)));
  const now = (id: string): FactRow | undefined => changes.row(id) ?? (dead.has(id) ? undefined : base.get(id));
  for (const write of writes) {
    if (write.kind === 'forget') {
      for (const id of new Set([...base.keys(), ...changes.rows.map((row) => row.id)])) {
        const row = now(id);
        if (!row || !takesFact(write, row)) continue;
        changes.remove(row, write.seq);
        dead.add(id);
      }
    } else if (write.kind === 'turn') {
      for (const fact of write.facts)
        // one that the cloud has told stands as it told it
        if (keys.has(keyOf(fact.matchKey, fact.id)) && !now(fact.id)) changes.take([fact], write, () => fact.id);
    } else {
      for (const fact of write.facts) {
        if (!keys.has(keyOf(fact.matchKey, fact.id))) continue;
        const former = now(fact.id);
        if (write.kind === 'edit' && !former) continue;
        const row = tellAnew(fact, former, write);
        dead.delete(fact.id);
        if (write.kind === 'edit') changes.replace(former!, row);
        else changes.add(row);
      }
    }
  }
  const rows = new Map<string, FactRow>();
  for (const id of [...base.keys(), ...changes.rows.map((row) => row.id)]) {
    const row = now(id);
    if (row) rows.set(id, row);
  }
  return { rows, hidden: [...dead].some((id) => base.has(id)) };
}

/** As an import and an edit make it when they first come. */
function tellAnew(fact: Told, former: FactRow | undefined, { at, seq }: PendingWrite): FactRow {
  const { id, matchKey, text, validTo, metadata } = fact;
  return {
    id,
    kind: 'fact',
    seq,
    at: fact.at ?? former?.at ?? at,
    matchKey,
    text,
    validFrom: fact.validFrom ?? former?.validFrom ?? at,
    validTo,
    source: fact.source ?? former?.source ?? null,
    metadata,
  };
}

/** Without what was told before and is told no more. */
function plain({ id, kind, seq, at, matchKey, text, validFrom, validTo, source, metadata }: FactRow): FactRow {
  return { id, kind, seq, at, matchKey, text, validFrom, validTo, source, metadata };
}

function isNews(put: FactRow, current: FactRow | undefined): boolean {
  if (!current || !saysTheSame(put, current)) return true;
  const [told, before] = [toldFact(put), toldFact(current)];
  return told === null ? before !== null : before === null || told.mark !== before.mark || !saysTheSame(told, before);
}
