import { expect, it, vi } from 'vitest';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { SearchResponse } from '../../../src/contract/types.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import type { Embedder } from '../../../worker/embed/embedder.ts';
import type { SegmentRow } from '../../../worker/store/schema.ts';
import type { Store, StoreProvider } from '../../../worker/store/store.ts';
import { unit } from '../search/passages.ts';

const IDENTITY = { workspaceId: 'w', userId: 'u' };
const INFO = { name: 'fake', dimension: 16, stamp: 'one', backend: 'test' };

/** Stores that outlive a runtime, and a handle to change their rows by. */
export interface Disk {
  readonly stores: StoreProvider;
  readonly openUser: () => Promise<Store>;
}

const DAMAGE: readonly (readonly [string, (row: SegmentRow) => SegmentRow])[] = [
  ['cut off', (row) => ({ ...row, bytes: row.bytes.slice(0, row.bytes.length >> 1) })],
  ['empty', (row) => ({ ...row, bytes: new Uint8Array(0) })],
  ['altered', (row) => ({ ...row, bytes: row.bytes.map((byte, i) => (i === row.bytes.length - 9 ? byte ^ 4 : byte)) })],
  ['of zeros', (row) => ({ ...row, bytes: new Uint8Array(row.bytes.length) })],
  ['of another kind', (row) => ({ ...row, bytes: new Float64Array(4) as unknown as Uint8Array })],
];

/** An index that is damaged on disk: everything is found all the same, made again from the log, and stats say that it happened. */
export function damagedIndexCases(name: string, createDisk: () => Disk): void {
  it.each(DAMAGE)(`in ${name}, an index whose segments are %s is made again, nothing is lost, and stats tell`, async (_, damage) => {
    const { stores, openUser } = createDisk();
    const embedded: string[] = [];
    const embedder = (): Embedder => ({
      ready: async () => INFO,
      state: async () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
      embed: async (texts, { priority }) => {
        if (priority === 'document') embedded.push(...texts);
        return texts.map((text) => unit(16, text.length % 16));
      },
      close: async () => undefined,
    });
    const start = async (): Promise<Runtime> => {
      const runtime = await createLocalRuntime({ ...IDENTITY, stores, embedder: embedder() });
      await runtime.startSession({ sessionId: 's', ...IDENTITY, mode: 'default', metadata: {} });
      return runtime;
    };
    const settled = (runtime: Runtime) => vi.waitFor(async () => expect((await runtime.stats()).pendingEmbeddings).toBe(0));
    const ask = (runtime: Runtime): Promise<SearchResponse> =>
      runtime.searchMemory({ sessionId: 's', query: 'piano tuner', intent: 'answer_current_user', includeSources: true, timeoutMs: 5_000 });

    const first = await start();
    for (let i = 0; i < 5; i++)
      await first.afterTurn({
        sessionId: 's',
        turnId: `t${i}`,
        userText: `The piano tuner comes on day ${i}.`,
        assistantText: 'Noted.',
        toolCalls: [],
        metadata: {},
      });
    await settled(first);
    const before = await ask(first);
    await first.close();

    const raw = await openUser();
    const rows = await raw.scan('segments');
    expect(rows.length).toBeGreaterThan(0);
    await raw.commit(rows.map((row) => ({ table: 'segments', put: damage(row) })));
    await raw.close();
    const texts = embedded.splice(0).length;

    const second = await start();
    await settled(second);
    const after = await ask(second);
    expect([after.trace.degraded, after.permanent, after.contextText]).toEqual([false, before.permanent, before.contextText]);
    expect(embedded).toHaveLength(texts);
    expect((await second.stats()).incidents.map(({ what }) => what)).toContain(
      'a damaged index segment was thrown away: its texts are indexed and embedded again',
    );
    await second.close();

    embedded.splice(0);
    const third = await start();
    await settled(third);
    expect([embedded, (await third.stats()).incidents]).toEqual([[], []]);
    await third.close();
  });
}
