import type { Runtime } from '../../contract/runtime.ts';
import type { Identity } from '../../contract/types.ts';
import { createLocalRuntime } from '../../runtime/local.ts';
import { systemClock } from '../../../worker/clock.ts';
import { Incidents } from '../../../worker/incidents.ts';
import { browserStores } from '../../../worker/store/browser-stores.ts';
import type { CloudTarget } from '../../../worker/sync/cloud-target.ts';

/** How long it stays open when nobody asks, in milliseconds. The browser may stop the service worker sooner: rows are on disk when acknowledged. */
const IDLE_MS = 10_000;

/** The runtime in the service worker itself, over the same database as the pages', by words alone: for when no page is left. */
export class OwnRuntime {
  readonly identity: Identity;
  readonly #cloud: CloudTarget | null;
  #open: Promise<Runtime> | null = null;
  #users = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(identity: Identity, cloud: CloudTarget | null) {
    this.identity = identity;
    this.#cloud = cloud;
  }

  /** Opens it if need be, and closes it a while after the last use. @throws RuntimeError runtime.bootstrap_failed, what `use` throws */
  async use<T>(use: (runtime: Runtime) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#users++;
    try {
      return await use(await (this.#open ??= this.#start()));
    } finally {
      if (--this.#users === 0) this.#idle = setTimeout(() => this.#close(), IDLE_MS);
    }
  }

  async #start(): Promise<Runtime> {
    const { identity } = this;
    // not 'auto': what only memory would keep is lost with this service worker, and must not be acknowledged
    const stores = browserStores({ identity, storage: 'indexeddb' }, new Incidents(systemClock));
    try {
      return await createLocalRuntime({ ...identity, stores, persistence: 'best-effort', cloud: this.#cloud });
    } catch (thrown) {
      this.#open = null;
      throw thrown;
    }
  }

  #close(): void {
    const closing = this.#open;
    this.#open = null;
    closing?.then((runtime) => runtime.close()).catch(() => undefined);
  }
}
