import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrgMemory, removedRow } from '../../worker/org-memory.ts';
import { chunkKey } from '../../worker/org-rows.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import { ORG_TABLES, type ChunkRow, type Tables } from '../../worker/store/schema.ts';

const now = '2026-03-01T10:00:00.000Z';
const document = fc.nat(6);
const text = fc.nat(40).map((n) => `word${n}word`);
const tab = fc.nat(1);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('told' as const),
      tab,
      page: fc.uniqueArray(fc.record({ document, text }), { selector: (each) => each.document }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('made' as const), tab, document, text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('removed' as const), tab, documents: fc.uniqueArray(document) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const idOf = (n: number): string => chunkKey('kb', `d${n}`, 0);

async function take(each: Step, org: OrgMemory, store: MemoryStore, wanted: Map<string, string>): Promise<void> {
  switch (each.kind) {
    case 'told':
      for (const { document: n, text: said } of each.page) wanted.set(idOf(n), said);
      await org.write(store, {
        packed: true,
        make: (seq) =>
          each.page.map((chunk): ChunkRow => ({
            id: idOf(chunk.document),
            seq,
            index: 'kb',
            docId: `d${chunk.document}`,
            position: 0,
            text: chunk.text,
            metadata: {},
            removed: false,
            told: seq,
          })),
      });
      return;
    case 'made':
      wanted.set(idOf(each.document), each.text);
      await org.create(store, { name: 'kb', documents: [{ id: `d${each.document}`, text: each.text }] }, now);
      return;
    case 'removed':
      for (const n of each.documents) wanted.delete(idOf(n));
      await org.write(store, { make: (seq) => each.documents.flatMap((n) => org.chunk(idOf(n)) ?? []).map((row) => removedRow(row, seq)) });
  }
}

const textsOf = (org: OrgMemory): Map<string, string> => new Map([...org.all()].map((row) => [row.id, row.text]));
const stored = (rows: readonly Tables['chunks'][]): string[] =>
  rows.flatMap((row) => ('chunks' in row ? row.chunks.map((chunk) => chunk.text) : row.text === '' ? [] : [row.text])).sort();

describe('chunks in packs and by themselves, told, made and removed in two tabs', () => {
  it('are what was written last, in both and after a restart, and no other word is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const store = new MemoryStore({ tables: ORG_TABLES });
        const tabs = [new OrgMemory(new VectorArena()), new OrgMemory(new VectorArena())];
        const wanted = new Map<string, string>();
        for (const each of steps) await take(each, tabs[each.tab]!, store, wanted);
        const again = new OrgMemory(new VectorArena());
        for (const org of [...tabs, again]) {
          await org.catchUp(store);
          expect(textsOf(org)).toEqual(wanted);
          expect([...org.chunks.all()].map((passage) => passage.text).sort()).toEqual([...wanted.values()].sort());
        }
        expect(stored(await store.scan('chunks'))).toEqual([...wanted.values()].sort());
      }),
      { numRuns: 300 },
    );
  });

  it('are read but for a pack that is damaged', async () => {
    const store = new MemoryStore({ tables: ORG_TABLES });
    const org = new OrgMemory(new VectorArena());
    const wanted = new Map<string, string>();
    await take({ kind: 'told', tab: 0, page: [{ document: 1, text: 'one' }] }, org, store, wanted);
    await take({ kind: 'told', tab: 0, page: [{ document: 2, text: 'two' }] }, org, store, wanted);
    const [first] = await store.scan('chunks');
    await store.commit([{ table: 'chunks', put: { ...first!, chunks: [null] } as unknown as Tables['chunks'] }]);
    const again = new OrgMemory(new VectorArena());
    await again.catchUp(store);
    expect([...textsOf(again).values()]).toEqual(['two']);
  });
});
