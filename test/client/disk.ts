import type { StartRuntime } from '../../src/client/start-runtime.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { MemoryStore, type MemoryRows } from '../../worker/store/memory.ts';

/** Starts real runtimes whose rows outlive them, as those on a disk do. */
export class Disk {
  readonly #users = new Map<string, MemoryRows>();
  readonly #org: MemoryRows = {};
  /** Runtimes that were started and not closed. */
  readonly open = new Set<Runtime>();
  started = 0;

  readonly start: StartRuntime = async (identity) => {
    const rows = this.#users.get(identity.userId) ?? {};
    this.#users.set(identity.userId, rows);
    const stores = { openUser: async () => new MemoryStore({ rows }), openOrg: async () => new MemoryStore({ rows: this.#org }) };
    const runtime = await createLocalRuntime({ ...identity, stores });
    const close = runtime.close.bind(runtime);
    this.started++;
    this.open.add(runtime);
    return Object.assign(runtime, {
      close: async () => {
        await close();
        this.open.delete(runtime);
      },
    });
  };
}
