import { describe, expect, it } from 'vitest';
import { before } from '../../worker/deadline.ts';
import { DEFAULT_BUDGETS } from '../../src/contract/defaults.ts';
import { systemClock } from '../../worker/clock.ts';
import { Deadline } from '../../worker/deadline.ts';
import { Backfill } from '../../worker/embed/backfill.ts';
import type { Embedder, EmbedderInfo } from '../../worker/embed/embedder.ts';
import { LinkedEmbedder, type EmbedderLine } from '../../worker/embed/link.ts';
import { PriorityQueue } from '../../worker/embed/queue.ts';
import { FactChanges } from '../../worker/facts.ts';
import { NOTHING } from '../../worker/lanes/lane.ts';
import { recall } from '../../worker/recall.ts';
import { HybridIndex } from '../../worker/search/hybrid.ts';
import { FACTS } from '../../worker/search/recipes.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { Segments } from '../../worker/segments/segments.ts';
import { MemoryStore, type MemoryRows } from '../../worker/store/memory.ts';
import { fact } from './rows.ts';
import { passage, unit } from './search/passages.ts';

const INFO: EmbedderInfo = { name: 'fake', dimension: 16, stamp: 'one', backend: 'test' };
const never = new Promise<never>(() => undefined);
const embedder = (change: Partial<Embedder> = {}): Embedder => ({
  ready: async () => INFO,
  state: async () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
  embed: async (texts) => texts.map((text) => unit(16, text.length % 16)),
  close: async () => undefined,
  ...change,
});

describe('what never settles, comes too late or was cancelled', () => {
  it('queue: a job that throws at once rejects, and the next one runs', async () => {
    const queue = new PriorityQueue();
    const thrown = queue.run('query', () => {
      throw new RangeError('x');
    });
    const next = queue.run('query', async () => 'next');
    expect(
      await before(
        200,
        thrown.catch((error: unknown) => (error as Error).name),
        'never settled',
      ),
    ).toBe('RangeError');
    expect(await before(200, next, 'never ran')).toBe('next');
  });

  it('link: a call made before the first line is laid is answered over it', async () => {
    const line: EmbedderLine = {
      ready: async () => ({ ok: true, value: { state: 'ready', progress: 1, info: INFO, reason: null } }),
      state: () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
      embed: () => never,
      cancel: () => undefined,
    };
    const linked = new LinkedEmbedder();
    const ready = linked.ready();
    linked.relay(line);
    expect(await ready).toEqual(INFO);
  });

  it('link: a call cancelled while the model loads is not made', async () => {
    let load: () => void = () => undefined;
    const loaded = new Promise<void>((resolve) => (load = resolve));
    let made = 0;
    const cancelled: number[] = [];
    const linked = new LinkedEmbedder({
      ready: async () => (await loaded, { ok: true, value: { state: 'ready', progress: 1, info: INFO, reason: null } }),
      state: () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
      embed: async () => (made++, { ok: true, value: new Float32Array(16) }),
      cancel: (id) => void cancelled.push(id),
    });
    const cancel = new AbortController();
    const call = linked.embed(['a'], { priority: 'query', signal: cancel.signal });
    call.catch(() => undefined);
    cancel.abort();
    load();
    await call.catch(() => undefined);
    expect([made, cancelled.length]).not.toEqual([1, 0]);
  });

  it('backfill: closes although the model never answers', async () => {
    const backfill = new Backfill({ embedder: embedder({ ready: () => never }), targets: [], onIncident: () => undefined });
    backfill.start();
    expect(
      await before(
        300,
        backfill.close().then(() => 'closed'),
        'hangs',
      ),
    ).toBe('closed');
  });

  it('backfill: does not give the vector of the old words to a passage that was replaced meanwhile', async () => {
    const index = new HybridIndex(FACTS);
    const store = new MemoryStore();
    index.add(passage('p', 'old'));
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const embedded: string[] = [];
    const slow = embedder({
      embed: async (texts) => {
        embedded.push(...texts);
        await released;
        return texts.map((text) => unit(16, text.length % 16));
      },
    });
    const backfill = new Backfill({
      embedder: slow,
      targets: [{ segments: new Segments(store, () => undefined), indexes: [index] }],
      onIncident: () => undefined,
    });
    backfill.start();
    await expect.poll(() => embedded).toEqual(['old']);
    index.add(passage('p', 'newer words'));
    release();
    await expect.poll(() => backfill.pending).toBe(0);
    const score = index.vectors?.cosines(unit(16, 'newer words'.length), [1])[0];
    await backfill.close();
    expect(score).toBeCloseTo(1, 2);
  });

  it.each(['fact', 'chunk'])('stored vectors: a %s that was replaced before a restart is embedded anew', async (kind) => {
    const user: MemoryRows = {};
    const org: MemoryRows = {};
    const stores = { openUser: async () => new MemoryStore({ rows: user }), openOrg: async () => new MemoryStore({ rows: org }) };
    const identity = { workspaceId: 'w', userId: 'u' };
    const write = (runtime: Awaited<ReturnType<typeof createLocalRuntime>>, text: string) =>
      kind === 'fact' ? runtime.importMemory({ items: [{ memoryId: 'm', text }] }) : runtime.createIndex({ name: 'n', documents: [{ id: 'm', text }] });
    const first = await createLocalRuntime({ ...identity, stores, embedder: embedder() });
    await write(first, 'old words');
    await expect.poll(async () => (await first.stats()).pendingEmbeddings).toBe(0);
    await first.close();
    const second = await createLocalRuntime({ ...identity, stores });
    await write(second, 'quite different words');
    await second.close();
    const embedded: string[] = [];
    const third = await createLocalRuntime({
      ...identity,
      stores,
      embedder: embedder({ embed: async (texts) => (embedded.push(...texts), texts.map(() => unit(16, 0))) }),
    });
    await expect.poll(async () => (await third.stats()).pendingEmbeddings).toBe(0);
    await third.close();
    expect(embedded).toEqual(['quite different words']);
  });

  it('facts: an ending that is older than the fact does not end it before it began', () => {
    const held = fact('held', 1, { validFrom: '2026-03-05T10:00:00.000Z' });
    const changes = new FactChanges(() => [held]);
    changes.take(
      [{ matchKey: held.matchKey!, text: 'User no longer lives in Delhi.', ends: true }],
      { seq: 2, at: '2026-03-01T10:00:00.000Z', source: null },
      () => 'x',
    );
    expect(changes.rows).toEqual([]);
  });

  it('recall: a lane that answered by words does not wait for an embedding that never comes', async () => {
    const lane = { search: async () => ({ ...NOTHING, lexicalOnly: true }) };
    const answer = recall(
      { sessionId: 's', query: 'x', intent: '', includeSources: false, timeoutMs: 100 },
      {
        lanes: { profile: lane, working: lane, permanent: lane, org: lane },
        budgets: DEFAULT_BUDGETS,
        deadline: new Deadline(systemClock, 50),
        orgOnly: false,
        embed: () => never,
      },
    );
    expect(
      await before(
        500,
        answer.then(() => 'answered'),
        'hangs',
      ),
    ).toBe('answered');
  });
});
