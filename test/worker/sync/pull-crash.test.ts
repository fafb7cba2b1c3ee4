import { describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import { testCloud, type TestCloud } from '../../cloud/harness.ts';
import type { Store } from '../../../worker/store/store.ts';
import { fetchOf, SyncedDevice, type Fetch, type Minute } from './pull-device.ts';

class Crash extends Error {
  override readonly name = 'Crash';
}

/** Once it is lit it lets so many calls through, to stores and to the cloud, then none; the last is done, or not, before it fails. */
class Fuse {
  #left = Infinity;
  #done = false;

  light(left: number, done: boolean): void {
    this.#left = left;
    this.#done = done;
  }

  async through<T>(work: () => Promise<T>): Promise<T> {
    const left = this.#left--;
    if (left > 0) return work();
    if (left === 0 && this.#done) await work();
    throw new Crash();
  }

  readonly store = (store: Store): Store =>
    new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => this.through(async () => (value as (...args: unknown[]) => unknown).apply(target, given));
      },
    });
}

/** A cloud that has turns, facts, something forgotten and documents to tell, to a device that has written before and waits to send. */
async function scene(): Promise<{ readonly cloud: TestCloud['cloud']; readonly minute: Minute; readonly two: SyncedDevice }> {
  const { cloud, device } = await testCloud(new MemoryCloudStore());
  const minute: Minute = { now: 0 };
  const one = await SyncedDevice.open(cloud, 'a', minute);
  const two = await SyncedDevice.open(cloud, 'b', minute);
  await one.say('s', 't1', 'I live in Delhi.');
  await one.say('s', 't2', 'I like tea.');
  await one.push();
  await two.pull();
  await two.say('u', 't1', 'I live in Lima.');
  await one.pull();
  await one.say('s', 't3', 'I moved to Pune.');
  await one.forget([...one.memory.allEpisodes()].find(({ turnId }) => turnId === 't2')!.id);
  await one.push();
  await device.createIndex('kb', [{ id: 'd', text: 'A document.' }]);
  await one.close();
  await two.close();
  return { cloud, minute, two };
}

describe('a device that stops in the middle of a pull', () => {
  it.each([
    ['before', false],
    ['after', true],
  ])(
    '%s whichever call, has all of it once it has pulled again, each turn once',
    async (_, done) => {
      const { cloud, minute, two } = await scene();
      const rowsOf = () => structuredClone({ rows: two.rows, orgRows: two.orgRows });
      const whole = await SyncedDevice.open(cloud, 'c', minute, rowsOf());
      await whole.pull();
      await whole.close();
      expect(whole.turns).toEqual(['I live in Delhi.', 'I live in Lima.', 'I moved to Pune.']);
      let crashes = 0;
      for (let through = false; !through;) {
        const fuse = new Fuse();
        const rows = rowsOf();
        const call: Fetch = (url, init) => fuse.through(() => fetchOf(cloud)(url, init));
        const crashing = await SyncedDevice.open(cloud, 'c', minute, { ...rows, wrap: fuse.store, call });
        fuse.light(crashes, done);
        through = await crashing.pull().then(
          () => true,
          () => false,
        );
        if (!through) crashes++;
        await crashing.close();
        const again = await SyncedDevice.open(cloud, 'd', minute, rows);
        await again.pull();
        expect(again.state).toEqual(whole.state);
        expect(again.org.chunks.size).toBe(1);
        const events = await again.store.scan('events');
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
        expect(await again.store.count('outbox')).toBe(2);
        await again.close();
      }
      expect(crashes).toBeGreaterThan(20);
    },
    60_000,
  );
});
