import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { provisionModel } from '../../src/node/model/provision.ts';
import { fileURLToPath } from 'node:url';
import { heapOf } from '../support/isolate-heap.ts';
import { talk, type Talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

const WORKERD = fileURLToPath(new URL('../../demo/edge/workerd/', import.meta.url));

interface Orgs {
  readonly indexes: number;
  readonly chunks: number;
  readonly bytes: number;
  /** Whole readings that were begun, of all. */
  readonly loads: number;
}

let workerd: Workerd;
const start = async (options: Parameters<typeof startWorkerd>[0] = {}): Promise<void> => {
  workerd = await startWorkerd(options);
};

let projects = 0;
const project = (): string => `ws_${++projects}`;
const someone = (workspaceId: string): Talk => talk(workerd, { workspaceId, userId: `user-${crypto.randomUUID()}` });
/** As if in another isolate. */
const far = (workspaceId: string): Talk => talk(workerd, { workspaceId, userId: `far-${crypto.randomUUID()}` });
const orgs = ({ call }: Talk): Promise<Orgs> => call('/test/orgs') as Promise<Orgs>;
const tell = ({ call }: Talk, text: string, id = 'd'): Promise<unknown> => call('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id, text }] });
const found = async ({ ask }: Talk, query: string): Promise<string> => (await ask(query)).org.map(({ text }) => text).join('\n');

/** Many documents of one chunk each. */
async function fill({ call }: Talk, count: number): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const documents = Array.from({ length: 100 }, (_, n) => ({
      id: `d${from + n}`,
      text: `Shelf ${(from + n) % 97} holds box number ${from + n}, ${'which is kept dry '.repeat(16)}.`,
    }));
    await call('/v1/voice-sdk/index/create', { name: 'kb', documents });
  }
}

describe('the org lane of an isolate', () => {
  beforeAll(() => start());
  afterAll(() => workerd.close());

  it('is loaded once and is one index, however many objects of a project there are', async () => {
    const workspaceId = project();
    const writer = far(workspaceId);
    await writer.start();
    await tell(writer, 'Returns are taken back within 30 days.');
    const people = Array.from({ length: 8 }, () => someone(workspaceId));
    const before = await orgs(someone(project()));
    await Promise.all(people.map((each) => each.start()));
    for (const each of people) expect(await found(each, 'returns within days')).toContain('30 days');
    const after = await orgs(people[0]!);
    expect(after).toMatchObject({ indexes: before.indexes + 1, chunks: before.chunks + 1, loads: before.loads + 1 });
  });

  it('has a new version for all of them, wherever it was written, and answers from the old one meanwhile', async () => {
    const workspaceId = project();
    const [ada, ben, elsewhere] = [someone(workspaceId), someone(workspaceId), far(workspaceId)];
    await ada.start();
    await tell(ada, 'Returns are taken back within 30 days.');
    await Promise.all([ben, elsewhere].map((each) => each.start()));
    const { loads } = await orgs(ada);
    await tell(elsewhere, 'Returns are taken back within 90 days.');
    for (const each of [ada, ben])
      await vi.waitFor(async () => {
        const answer = await found(each, 'returns within days');
        expect(answer).toMatch(/[39]0 days/);
        expect(answer).toContain('90 days');
      });
    expect((await orgs(ada)).loads).toBe(loads);
  });

  it('is read by its writer at once', async () => {
    const workspaceId = project();
    const [ada, ben] = [someone(workspaceId), someone(workspaceId)];
    await Promise.all([ada.start(), ben.start()]);
    for (let n = 0; n < 5; n++) {
      await tell(n % 2 === 0 ? ada : ben, `The gate code is ${4711 + n}.`);
      expect([await found(ada, 'gate code'), await found(ben, 'gate code')]).toEqual([`The gate code is ${4711 + n}.`, `The gate code is ${4711 + n}.`]);
    }
  });

  it('takes what two of them write at the same time, and loses nothing', async () => {
    const workspaceId = project();
    const people = [someone(workspaceId), someone(workspaceId), far(workspaceId)];
    await Promise.all(people.map((each) => each.start()));
    await Promise.all(people.flatMap((each, n) => Array.from({ length: 6 }, (_, d) => tell(each, `Locker ${n}${d} belongs to crew ${n}${d}.`, `d${n}${d}`))));
    for (const each of people)
      await vi.waitFor(async () => {
        const { org } = await each.stats().then(({ counts }) => counts);
        await each.ask('locker');
        expect(org).toBe(18);
      });
    expect(((await people[0]!.call('/v1/voice-sdk/index/list')) as { indexes: object[] }).indexes).toEqual([
      expect.objectContaining({ chunkCount: 18, version: 18 }),
    ]);
  });

  it('is of one project alone', async () => {
    const [ours, theirs] = [project(), project()];
    const [ada, eve] = [someone(ours), someone(theirs)];
    await Promise.all([ada.start(), eve.start()]);
    await tell(ada, 'The vault opens with marzipan.');
    await tell(eve, 'The vault opens with nougat.');
    expect([await found(ada, 'vault opens'), await found(eve, 'vault opens')]).toEqual(['The vault opens with marzipan.', 'The vault opens with nougat.']);
    expect(await found(eve, 'marzipan')).not.toContain('marzipan');
  });

  it('stays for the others when an object is evicted, and is there for it when it comes back', async () => {
    const workspaceId = project();
    const [ada, ben] = [someone(workspaceId), someone(workspaceId)];
    await ada.start();
    await tell(ada, 'Returns are taken back within 30 days.');
    await ben.start();
    const { loads } = await orgs(ben);
    await ada.evict();
    expect(await found(ben, 'returns within days')).toContain('30 days');
    expect(await found(ada, 'returns within days')).toContain('30 days');
    await tell(ada, 'Returns are taken back within 90 days.');
    expect(await found(ben, 'returns within days')).toContain('90 days');
    expect((await orgs(ben)).loads).toBe(loads);
  });

  it('is loaded by another object when the one that was at it is evicted', async () => {
    const workspaceId = project();
    const writer = far(workspaceId);
    await writer.start();
    await tell(writer, 'Returns are taken back within 30 days.');
    const [ada, ben] = [someone(workspaceId), someone(workspaceId)];
    const { loads } = await orgs(writer);
    await ada.call('/test/stall');
    const starting = ada.start().catch(() => undefined);
    await vi.waitFor(async () => expect((await orgs(writer)).loads).toBe(loads + 1));
    const waiting = ben.start();
    await ada.evict();
    await Promise.all([starting, waiting]);
    expect(await found(ben, 'returns within days')).toContain('30 days');
    await ada.start();
    expect(await found(ada, 'returns within days')).toContain('30 days');
    expect((await orgs(writer)).loads).toBe(loads + 2);
  });

  it('is let go of when others take its room, and is there again when it is missed', async () => {
    const [first, second] = [someone(project()), someone(project())];
    for (const each of [first, second]) {
      await each.start();
      await fill(each, 9_000);
    }
    const { indexes } = await orgs(second);
    expect(await orgs(second)).toMatchObject({ chunks: 9_000, indexes: 1 });
    expect((await second.ask('box number 8765')).org[0]?.text).toContain('8765');
    await vi.waitFor(async () => expect((await first.ask('box number 8765')).org[0]?.text).toContain('8765'));
    expect((await orgs(first)).indexes).toBe(indexes);
  });
});

describe('an org lane of 10,000 chunks', () => {
  beforeAll(() => start({ inspected: true }));
  afterAll(() => workerd.close());

  it('takes its memory once, for one user or for twelve', async () => {
    const workspaceId = project();
    const people = Array.from({ length: 12 }, () => someone(workspaceId));
    const [first] = people as [Talk];
    await first.start();
    const held = async (): Promise<number> => {
      const { used, buffers } = await heapOf(workerd.inspector!, WORKERD, () => first.call('/v1/runtime/health'));
      return used + buffers;
    };
    const none = await held();
    await fill(first, 10_000);
    expect((await first.ask('box number 9876')).org[0]?.text).toContain('9876');
    const one = await held();
    for (const each of people.slice(1)) {
      await each.start();
      expect((await each.ask('box number 1234')).org[0]?.text).toContain('1234');
    }
    const twelve = await held();
    expect(await orgs(first)).toMatchObject({ indexes: 1, chunks: 10_000 });
    const [index, others] = [one - none, twelve - one];
    expect(others).toBeLessThan(index);
  });
});

describe('the vectors of an org lane', () => {
  beforeAll(async () => start({ model: (await provisionModel()).folder }));
  afterAll(() => workerd.close());

  it('are made once for all objects of all isolates', async () => {
    const workspaceId = project();
    const [ada, ben, elsewhere] = [someone(workspaceId), someone(workspaceId), far(workspaceId)];
    await Promise.all([ada, ben, elsewhere].map((each) => each.start()));
    const documents = Array.from({ length: 40 }, (_, n) => ({ id: `d${n}`, text: n === 20 ? 'Our spaniel is called Biscuit.' : `Shelf ${n} is empty.` }));
    await ada.call('/v1/voice-sdk/index/create', { name: 'kb', documents });
    for (const each of [ada, ben, elsewhere])
      await vi.waitFor(
        async () => {
          const { org, trace } = await each.ask('what is the name of the dog');
          const { vectors } = await each.stats();
          expect([org[0]?.text, trace.degraded, vectors.count]).toEqual(['Our spaniel is called Biscuit.', false, 40]);
        },
        { timeout: 25_000, interval: 200 },
      );
    expect(await ada.call('/test/embedded')).toBe(40);
  });
});

describe('an org lane whose model failed', () => {
  beforeAll(() => start({ entry: 'with-options.ts' }));
  afterAll(() => workerd.close());

  it('is embedded by an object that goes on being asked, though it is not the one that looks what others wrote', async () => {
    const ada = talk(workerd, { workspaceId: project(), userId: 'mine-later-ada' });
    await ada.start();
    await tell(ada, 'Returns are taken back within 30 days.');
    await vi.waitFor(async () => expect((await ada.stats()).incidents.map(({ what }) => what)).toContain("the org lane's embeddings stopped: Error"));
    await vi.waitFor(
      async () => {
        await ada.ask('returns within days');
        expect(await ada.stats()).toMatchObject({ pendingEmbeddings: 0, vectors: { count: 1 } });
      },
      { timeout: 14_000, interval: 200 },
    );
  });
});
