import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import { orgPartition } from '../../../src/cloud/state.ts';
import { RuntimeError } from '../../../src/contract/errors.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { testCloud, type TestCloud } from '../../cloud/harness.ts';
import { callOver, embedderOf, fetchOf, SyncedDevice, type DeviceOptions, type Fetch, type Minute } from './pull-device.ts';

const open: SyncedDevice[] = [];
async function world(
  options: Parameters<typeof testCloud>[1] = {},
): Promise<TestCloud & { store: MemoryCloudStore; readonly opened: (name: string, more?: DeviceOptions) => Promise<SyncedDevice> }> {
  const store = new MemoryCloudStore();
  const made = await testCloud(store, options);
  const minute: Minute = { now: 0 };
  return {
    ...made,
    store,
    opened: async (name, more) => {
      const device = await SyncedDevice.open(made.cloud, name, minute, more);
      open.push(device);
      return device;
    },
  };
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((device) => device.close()));
});

describe('a second device', () => {
  it('has the memory and the profile of the first, and sends nothing of it back', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.say('s', 't1', 'My name is Anna and I live in Delhi.');
    await one.say('s', 't2', 'I moved to Pune.');
    await one.push();
    const { profileVersion, syncToken, memories } = await two.pull();
    expect(two.turns).toEqual(one.turns);
    expect(two.state).toEqual(one.state);
    expect([profileVersion, syncToken.length > 0, memories]).toEqual([two.memory.profile?.version, true, 5]);
    expect(await two.store.count('outbox')).toBe(0);
  });

  it('writes nothing when nothing has changed', async () => {
    const { opened } = await world();
    const one = await opened('a');
    await one.say('s', 't1', 'I live in Delhi.');
    await one.push();
    await one.pull();
    const head = await one.store.head();
    const { memories, removed } = await one.pull();
    expect([memories, removed, await one.store.head()]).toEqual([0, 0, head]);
  });

  it('is caught up with by its other tabs', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    const tab = new UserMemory(new VectorArena());
    await one.say('s', 't1', 'I live in Delhi.');
    await one.say('s', 't2', 'I like tea.');
    await one.push();
    await two.pull();
    await tab.catchUp(two.store);
    expect([tab.counts, tab.profile]).toEqual([two.memory.counts, two.memory.profile]);
    await one.forget([...one.memory.allEpisodes()][0]!.id);
    await one.push();
    await two.pull();
    await tab.catchUp(two.store);
    expect([tab.counts, tab.profile, [...tab.episodes.all()].length]).toEqual([two.memory.counts, two.memory.profile, two.memory.episodes.size]);
  });

  it('reads the same after a restart', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    for (let n = 0; n < 6; n++) await one.say('s', `t${n}`, `Line number ${n}, about plain things.`);
    await one.push();
    await two.pull();
    const again = await opened('c', { rows: two.rows });
    expect(again.state).toEqual(two.state);
    expect(again.memory.turnsOf('s').map(({ turnId }) => turnId)).toEqual(one.memory.turnsOf('s').map(({ turnId }) => turnId));
    expect(two.memory.turnsOf('s').map(({ turnId }) => turnId)).toEqual(one.memory.turnsOf('s').map(({ turnId }) => turnId));
  });
});

describe('what was forgotten on one device', () => {
  it('is gone on the other, with every word and vector', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.say('s', 't1', 'I live in Quxville.');
    await one.say('s', 't2', 'I like tea.');
    await one.push();
    await two.pull();
    await vi.waitFor(() => expect(two.stored()).toContain('quxville'));
    await vi.waitFor(() => expect(two.embedded.length).toBeGreaterThan(5));
    await one.forget([...one.memory.allEpisodes()].find(({ turnId }) => turnId === 't1')!.id);
    await one.push();
    await two.pull();
    expect([two.turns, two.facts]).toEqual([['I like tea.'], one.facts]);
    await vi.waitFor(() => expect(two.stored()).not.toContain('quxville'));
  });

  it('stays gone when the other pulls before it was sent', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.say('s', 't1', 'I live in Delhi.');
    await one.push();
    await one.forget([...one.memory.allEpisodes()][0]!.id);
    await one.pull();
    expect([one.turns, one.facts]).toEqual([[], []]);
    await one.push();
    await Promise.all([one.pull(), two.pull()]);
    expect([one.state, two.state]).toEqual([two.state, one.state]);
    expect(one.turns).toEqual([]);
  });

  it('is everything, when the user was erased in the cloud; what waits to be sent stays', async () => {
    const { opened, device } = await world();
    const one = await opened('a');
    await one.say('s', 't1', 'I live in Delhi.');
    await one.push();
    await one.pull();
    await one.say('s', 't2', 'I like tea.');
    expect((await device.call('DELETE', '/v1/voice-sdk/user')).status).toBe(200);
    await one.pull();
    expect([one.turns, one.facts]).toEqual([['I like tea.'], ['User likes tea.']]);
    expect(one.memory.profile?.summary).not.toContain('Delhi');
  });
});

describe('two devices that wrote while they were apart', () => {
  it('agree afterwards', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.say('s1', 't1', 'I live in Delhi.');
    await two.say('s2', 't1', 'I live in Pune and I like tea.');
    await one.say('s1', 't2', 'I live in Pune.');
    await two.push();
    await one.push();
    await one.pull();
    await two.pull();
    expect(one.state).toEqual(two.state);
    expect(one.turns).toHaveLength(3);
  });

  it('keep what waits on top of what comes', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.say('s1', 't1', 'I live in Delhi.');
    await one.push();
    await two.say('s2', 't1', 'I live in Pune.');
    await two.pull();
    expect(two.facts).toEqual(['User lives in Pune.']);
    expect(two.memory.profile?.summary).toContain('Pune');
    expect([...two.memory.factsWith([])].map(({ text, validTo }) => `${text} ${validTo === null}`).sort()).toEqual([
      'User lives in Delhi. false',
      'User lives in Pune. true',
    ]);
    await two.push();
    await one.pull();
    await two.pull();
    expect(one.state).toEqual(two.state);
  });

  it('hold one of a turn that both have told', async () => {
    const { opened } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.say('s', 't1', 'I live in Delhi.');
    await two.say('s', 't1', 'I live in Delhi.');
    await one.push();
    await two.push();
    await two.pull();
    await one.pull();
    expect(two.state).toEqual(one.state);
    expect(two.turns).toHaveLength(1);
  });
});

describe('a pull of several pages', () => {
  const many = (word: string) => Array.from({ length: 700 }, (_, n) => ({ memoryId: `${word}${n}`, text: `User keeps ${word} ${n}.` }));
  /** A call whose `fails`th answer never comes. */
  const failing = (call: Fetch, fails: number): Fetch => {
    let calls = 0;
    return async (path, init) => {
      if (++calls === fails) throw new TypeError('network');
      return call(path, init);
    };
  };

  it('goes on where it was broken off', async () => {
    const { opened, cloud } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.import(many('salt'));
    await one.push();
    const call = fetchOf(cloud);
    await expect(two.pull({ call: callOver(failing(call, 2)) })).rejects.toMatchObject({ details: { reason: 'network' } });
    expect(two.facts).toHaveLength(500);
    const asked: string[] = [];
    const again = await opened('c', { rows: two.rows, orgRows: two.orgRows });
    await again.pull({ call: callOver((url, init) => (asked.push(url), call(url, init))) });
    expect(again.state).toEqual(one.state);
    expect([asked.length, asked[0]]).toEqual([1, expect.stringContaining('since=')]);
  });

  it('that tells everything anew drops what none of them names, also when it was broken off', async () => {
    const { opened, cloud, device } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    await one.import([...many('old').slice(0, 50), { memoryId: 'both', text: 'User stays.' }]);
    await one.push();
    await two.pull();
    await device.call('DELETE', '/v1/voice-sdk/user');
    const other = await opened('d');
    await other.import([...many('salt'), { memoryId: 'both', text: 'User stays.' }]);
    await other.push();
    const call = fetchOf(cloud);
    await two.say('s', 't', 'I live in Delhi.');
    await expect(two.pull({ call: callOver(failing(call, 2)) })).rejects.toMatchObject({ details: { reason: 'network' } });
    const again = await opened('c', { rows: two.rows, orgRows: two.orgRows });
    await again.pull({ call: callOver(call) });
    expect(again.facts).toEqual([...other.facts, 'User lives in Delhi.'].sort());
    expect(again.stored()).not.toContain('old 7');
  });

  it('is done once by two tabs that begin it at once', async () => {
    const { opened } = await world();
    const one = await opened('a');
    await one.import(many('salt'));
    for (let n = 0; n < 5; n++) await one.say('s', `t${n}`, `I like thing ${n}.`);
    await one.push();
    const rows = {};
    const [tab, other] = [await opened('b', { rows }), await opened('c', { rows })];
    await Promise.all([tab.pull(), other.pull()]);
    await Promise.all([tab.log.catchUp(), other.log.catchUp()]);
    expect([tab.state, other.state]).toEqual([one.state, one.state]);
    const events = await tab.store.scan('events');
    expect(events.filter(({ kind }) => kind === 'turn')).toHaveLength(5);
  });
});

describe('the org lane', () => {
  const documents = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `d${n}`, text: `Document number ${n} about ${'x'.repeat(n % 16)}.` }));

  it('comes with its vectors, and nothing is embedded', async () => {
    const { opened, device } = await world({ embed: embedderOf('one') });
    const one = await opened('a');
    await device.createIndex('kb', documents(100));
    await vi.waitFor(async () => expect((await device.pullAll()).chunks.get('["kb","d99",0]')?.vector).toBeDefined());
    await one.pull();
    expect([one.org.chunks.size, one.orgBackfill.pending]).toEqual([100, 0]);
    await one.orgBackfill.query('now the model is there', 100);
    await vi.waitFor(() => expect(one.org.chunks.unembedded).toBe(0));
    expect(one.orgEmbedded).toEqual([]);
    const again = await opened('b', { orgRows: one.orgRows });
    await vi.waitFor(() => expect(again.org.chunks.unembedded).toBe(0));
    expect(again.orgEmbedded).toEqual([]);
  });

  it('comes before the model is known, and nothing is embedded either', async () => {
    const { opened, device } = await world({ embed: embedderOf('one') });
    await device.createIndex('kb', documents(10));
    await vi.waitFor(async () => expect([...(await device.pullAll()).chunks.values()].every(({ vector }) => vector)).toBe(true));
    const one = await opened('a');
    // asked in the breath in which it opens
    await one.pull();
    await vi.waitFor(() => expect(one.org.chunks.unembedded).toBe(0));
    expect(one.orgEmbedded).toEqual([]);
  });

  it('is embedded again by a device of another model', async () => {
    const { opened, device } = await world({ embed: embedderOf('one') });
    const one = await opened('a', { stamp: 'two' });
    await device.createIndex('kb', documents(10));
    await vi.waitFor(async () => expect([...(await device.pullAll()).chunks.values()].every(({ vector }) => vector)).toBe(true));
    await one.pull();
    await vi.waitFor(() => expect(one.org.chunks.unembedded).toBe(0));
    expect(one.orgEmbedded).toHaveLength(10);
  });

  it('of ten thousand chunks comes in bounded batches, tells how far it is, and is answered from meanwhile', async () => {
    const { opened, store } = await world();
    const one = await opened('a');
    await store.transaction(await orgPartition('proj_1'), (rows) => {
      for (const [n, { id, text }] of documents(10_000).entries())
        rows.put('chunks', { id: JSON.stringify(['kb', id, 0]), seq: n + 1, chunk: { index: 'kb', docId: id, position: 0, text, metadata: {}, vector: null } });
      rows.put('meta', { id: 'state', epoch: 'one', seq: 10_000, profile: null, erasedAt: null, stamp: null });
    });
    const sizes: number[] = [];
    const commit = one.orgStore.commit.bind(one.orgStore);
    one.orgStore.commit = (writes, guard) => {
      sizes.push(writes.length);
      return commit(writes, guard);
    };
    const told: number[] = [];
    const seen = new Set<number>();
    await one.pull({
      onProgress: ({ chunks }) => {
        told.push(chunks);
        seen.add(one.org.chunks.size);
      },
    });
    expect([one.org.chunks.size, Math.max(...sizes) <= 64, told.at(-1), seen.size >= 20]).toEqual([10_000, true, 10_000, true]);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect((await one.org.list(one.orgStore)).indexes).toEqual([expect.objectContaining({ name: 'kb', chunkCount: 10_000 })]);
  }, 60_000);

  it('loses what was removed, and keeps what was made on the device', async () => {
    const { opened, device } = await world();
    const one = await opened('a');
    await one.org.create(one.orgStore, { name: 'own', documents: [{ id: 'd', text: 'Made here.' }] }, one.now());
    await device.createIndex('kb', [{ id: 'd', text: `${'First part. '.repeat(80)}\n\n${'Second part. '.repeat(80)}` }]);
    await one.pull();
    expect(one.org.chunks.size).toBeGreaterThan(2);
    await device.createIndex('kb', [{ id: 'd', text: 'Short now.' }]);
    await one.pull();
    expect(one.storedChunks.filter((text) => text !== '')).toEqual(['Made here.', 'Short now.']);
    const again = await opened('b', { orgRows: one.orgRows });
    expect([...again.org.all()].map(({ text }) => text).sort()).toEqual(['Made here.', 'Short now.']);
  });
});

describe('a cloud that was set up anew', () => {
  /** A device that the former cloud has told of things, with something that waits; the new cloud has less. */
  const moved = async () => {
    const { opened, device: before } = await world();
    const [one, two] = [await opened('a'), await opened('b')];
    for (let n = 0; n < 3; n++) await one.say('s', `t${n}`, `I like thing ${n}.`);
    await one.push();
    await before.createIndex('kb', [{ id: 'd', text: 'From the former cloud.' }]);
    await two.say('u', 't1', 'I live in Delhi.');
    await two.push();
    await two.pull();
    await two.say('u', 't2', 'My name is Anna.');
    const anew = await world();
    const other = await anew.opened('c');
    await other.say('s', 't0', 'I like tea.');
    await other.push();
    return { two, call: callOver(fetchOf(anew.cloud)), device: anew.device };
  };

  it('is refused, and what was there stays', async () => {
    const { two, call } = await moved();
    const before = [two.state, two.stored(), two.storedChunks];
    const thrown: unknown = await two.pull({ call }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'runtime.projection_unavailable', details: { reason: 'bootstrap_older', path: 'profile.version' } });
    expect((thrown as Error).message).toContain('/v1/local/sync');
    expect([two.state, two.stored(), two.storedChunks]).toEqual(before);
  });

  it('is taken for the truth when that is asked for; what waits stays, and nothing else is sent', async () => {
    const { two, call, device } = await moved();
    await two.restart();
    await two.pull({ call });
    expect(two.facts).toEqual(['User likes tea.', "User's name is Anna."]);
    expect(two.storedChunks.filter((text) => text !== '')).toEqual([]);
    expect(two.stored()).not.toContain('delhi');
    expect(await two.store.count('outbox')).toBe(1);
    await device.createIndex('kb', [{ id: 'd', text: 'From the new cloud.' }]);
    await two.pull({ call });
    expect(two.storedChunks.filter((text) => text !== '')).toEqual(['From the new cloud.']);
  });

  it('changes nothing where the cloud is the same', async () => {
    const { opened } = await world();
    const one = await opened('a');
    await one.say('s', 't1', 'I live in Delhi.');
    await one.push();
    await one.pull();
    const before = one.state;
    await one.restart();
    await one.pull();
    expect([one.state, await one.store.count('outbox')]).toEqual([before, 0]);
  });
});

describe('a pull that goes wrong', () => {
  it('says that a cloud does not speak it, and leaves all as it was', async () => {
    const { opened } = await world();
    const one = await opened('a', { call: async () => new Response('nothing here', { status: 404 }) });
    await one.say('s', 't1', 'I live in Delhi.');
    const thrown: unknown = await one.pull().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(RuntimeError);
    expect(thrown).toMatchObject({ code: 'runtime.projection_unavailable', retryable: false, details: { reason: 'unsupported', status: 404 } });
    expect(one.facts).toEqual(['User lives in Delhi.']);
  });

  it('ends when it is told to', async () => {
    const { opened } = await world();
    const one = await opened('a');
    await expect(one.pull({ signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
