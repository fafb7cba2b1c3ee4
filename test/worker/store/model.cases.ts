import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { TABLES, USER_TABLES, type TableName } from '../../../worker/store/schema.ts';
import { HEAD_KEY, type Guard, type ScanRange, type Store, type Write } from '../../../worker/store/store.ts';
import { event, fact, meta, put, remove } from './rows.ts';
import type { OpenStore } from './store.cases.ts';

type Row = Readonly<Record<string, unknown>>;
const MODELLED = ['events', 'memories', 'meta'] as const satisfies readonly TableName[];

/** Both are strings or both are numbers here. */
function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === b) return 0;
  return String(a) < String(b) ? -1 : 1;
}

/** The plainest thing that could be right: every table a list, every question a filter. */
class Model {
  readonly tables = new Map<TableName, Row[]>(MODELLED.map((table) => [table, []]));

  rows(table: TableName): Row[] {
    return this.tables.get(table) ?? [];
  }

  head(): number {
    return Number(this.rows('meta').find((row) => row['id'] === HEAD_KEY)?.['value'] ?? 0);
  }

  commit(writes: readonly Write[], { head, absent }: Guard): unknown {
    if (absent && this.rows(absent.table).some((row) => row[TABLES[absent.table].key] === absent.key)) return { status: 'exists' };
    if (head && head.expected !== this.head()) return { status: 'conflict', head: this.head() };
    const all = head ? [...writes, put('meta', meta(HEAD_KEY, head.next))] : writes;
    for (const write of all) {
      const { key } = TABLES[write.table];
      const row: Row | undefined = 'put' in write ? { ...write.put } : undefined;
      const at = row ? row[key] : 'remove' in write && write.remove;
      const others = this.rows(write.table).filter((other) => other[key] !== at);
      this.tables.set(write.table, row ? [...others, row] : others);
    }
    return { status: 'committed' };
  }

  scan(table: TableName, { index, equals, after, limit }: ScanRange): Row[] {
    const { key, indexes } = TABLES[table];
    const by = index === undefined ? key : (indexes[index] ?? key);
    return this.rows(table)
      .filter((row) => (equals === undefined || row[by] === equals) && (after === undefined || order(row[by], after) > 0))
      .toSorted((a, b) => order(a[by], b[by]) || order(a[key], b[key]))
      .slice(0, limit);
  }
}

const name = fc.constantFrom('', 'a', 'B', 'a0', '10', '2', 'constructor', '__proto__', 'é', '😀');
const seq = fc.integer({ min: 0, max: 12 });
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.tuple(seq, name, fc.string()).map(([n, sessionId, text]) => put('events', event(n, { sessionId, payload: { text } }))),
  fc.tuple(name, seq, fc.string()).map(([id, n, text]) => put('memories', fact(id, n, { text }))),
  fc.tuple(name, fc.jsonValue({ maxDepth: 2, noUnicodeString: false })).map(([id, value]) => put('meta', meta(id, JSON.parse(JSON.stringify(value))))),
  seq.map((n) => remove('events', n)),
  name.map((id) => remove('memories', id)),
  name.map((id) => remove('meta', id)),
);
const absent: fc.Arbitrary<NonNullable<Guard['absent']>> = fc.oneof(
  seq.map((key) => ({ table: 'events', key }) as const),
  name.map((key) => ({ table: 'memories', key }) as const),
);
/** The head as an offset from where it is, so that most commits get through. */
const commit = fc.record({
  writes: fc.array(write, { maxLength: 6 }),
  headOff: fc.option(fc.constantFrom(0, 0, 0, 1, -1)),
  absent: fc.option(absent, { freq: 3, nil: undefined }),
});
type CommitStep = typeof commit extends fc.Arbitrary<infer S> ? S : never;

function rangeBy(key: fc.Arbitrary<string | number>, index?: string): fc.Arbitrary<ScanRange> {
  const range = fc.record({ equals: key, after: key, limit: fc.nat(5) }, { requiredKeys: [] });
  return index === undefined ? range : range.map((rest) => ({ ...rest, index }));
}
const scan: fc.Arbitrary<{ table: TableName; range: ScanRange }> = fc.oneof(
  rangeBy(seq).map((range) => ({ table: 'events' as const, range })),
  rangeBy(name, 'bySession').map((range) => ({ table: 'events' as const, range })),
  rangeBy(name).map((range) => ({ table: 'memories' as const, range })),
  rangeBy(seq, 'bySeq').map((range) => ({ table: 'memories' as const, range })),
  rangeBy(name).map((range) => ({ table: 'meta' as const, range })),
);

async function commitBoth(store: Store, model: Model, step: CommitStep): Promise<void> {
  const head = model.head();
  const guard: Guard = {
    ...(step.headOff === null ? {} : { head: { expected: head + step.headOff, next: head + 1 } }),
    ...(step.absent ? { absent: step.absent } : {}),
  };
  expect(await store.commit(step.writes, guard)).toEqual(model.commit(step.writes, guard));
  expect(await store.head()).toBe(model.head());
}

/** Any run of commits and scans answers as the model does. */
export function modelCases(open: OpenStore): void {
  it('answers as a simple model does, whatever is committed and asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(commit, fc.array(scan, { maxLength: 3 })), { maxLength: 12 }), async (steps) => {
        const under = await open(USER_TABLES);
        const model = new Model();
        try {
          for (const [step, scans] of steps) {
            await commitBoth(under.store, model, step);
            for (const { table, range } of scans) expect(await under.store.scan(table, range)).toEqual(model.scan(table, range));
          }
          for (const table of MODELLED) {
            expect(await under.store.scan(table)).toEqual(model.scan(table, {}));
            expect(await under.store.count(table)).toBe(model.rows(table).length);
          }
        } finally {
          await under.dispose();
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
}
