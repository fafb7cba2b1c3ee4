import { expect, it, vi } from 'vitest';
import { withCaller, type Caller } from '../../src/edge/caller.ts';
import { MemoryObject, type MemoryObjectEnv } from '../../src/edge/memory-object.ts';
import type { ObjectStorage } from '../../src/edge/platform.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import { connect } from '../node/store/sqlite-database.ts';

// what is imported from the platform, and plays no part here
vi.mock('../../src/edge/compiled-kernel.ts', () => ({ objectArena: () => undefined }));
vi.mock('../../src/edge/org-object.ts', () => ({ orgName: (id: string) => id }));

const caller: Caller = { projectId: 'ws_1', userId: 'anna', agentId: null };
const STATS = 'https://memory/v1/local/stats';
const org = new MemoryStore();
const ENV: MemoryObjectEnv = { ORG: { idFromName: (name) => name, get: () => org } };

class Sealed extends MemoryObject {
  secrets: readonly (string | null)[] = [];
  protected override encryptionSecret(): string | null {
    return this.secrets[0] ?? null;
  }
  protected override formerEncryptionSecret(): string | null {
    return this.secrets[1] ?? null;
  }
}

/** What stays of an object when it is evicted. */
class Place {
  readonly alarms: number[] = [];
  readonly #storage: ObjectStorage;

  constructor() {
    const driver = connect(':memory:');
    const values = new Map<string, unknown>();
    this.#storage = {
      sql: {
        exec: (query, ...bindings) => {
          const rows = driver.exec(
            query,
            bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)),
          );
          return { raw: () => rows.map((row) => [...row]) };
        },
      },
      kv: { get: (key) => values.get(key), put: (key, value) => void values.set(key, value) },
      transactionSync: (work) => driver.transaction(work, 'strict'),
      setAlarm: async (at) => void this.alarms.push(at),
      deleteAlarm: async () => undefined,
    };
  }

  object(...secrets: string[]): Sealed {
    const object = new Sealed({ storage: this.#storage }, ENV);
    object.secrets = secrets;
    return object;
  }

  async status(...secrets: string[]): Promise<number> {
    return (await this.object(...secrets).fetch(withCaller(new Request(STATS), caller))).status;
  }
}

const [OLD, NEW] = ['the secret of yesterday', 'the secret of today'];

it('an object is changed over from the former secret, which opens it no more', async () => {
  const place = new Place();
  expect(await place.status(OLD)).toBe(200);
  expect(await place.status(NEW)).toBe(503);
  expect(await place.status(NEW, OLD)).toBe(200);
  expect([await place.status(NEW), await place.status(OLD)]).toEqual([200, 503]);
});

it('an object that nothing opens is woken a few times and then left alone until it is written to', async () => {
  const place = new Place();
  expect(await place.status(OLD)).toBe(200);
  for (let night = 0; night < 30; night++) await place.object(NEW).alarm();
  expect(place.alarms).toHaveLength(10);
});
