import type { HeldOrg } from '../../../worker/held-org.ts';
import type { Passage } from '../../../worker/search/passage.ts';
import { SharedLoad } from '../shared-load.ts';

/** An org lane in memory. Plain data: nothing in it belongs to the object that made it, so that it outlives that object. */
export interface IndexedOrg {
  readonly held: HeldOrg;
  /** The model whose vectors the index holds; null while there are none. */
  stamp: string | null;
  /** Id of the newest segment that was taken. */
  newest: string | null;
  /** Passages whose terms are kept in the org object; one whose text has changed is another. */
  readonly kept: WeakSet<Passage>;
}

/** Options of {@link IsolateOrgs}. */
export interface IsolateOrgsOptions {
  /** Bytes of all indexes together, as they are counted, before the one that was not asked for longest is let go. Default: 48 MB. */
  readonly mostBytes?: number;
  /** What nobody has asked for so long is let go, in milliseconds. Default: 10 minutes. */
  readonly keepMs?: number;
  /** Between two looks at what other isolates wrote, in milliseconds. Nobody waits for them. Default: 10 seconds. */
  readonly lookEveryMs?: number;
  /** What a load that another object began is waited for, before this one loads for itself, in milliseconds. Default: 5 seconds. */
  readonly loadMs?: number;
}

/**
 * The org lanes of an isolate, one index a project for all objects of its users: one is made where the worker's module begins, for
 * objects of one `ORG` binding.
 * An index is at one version of the org manifest; what is newer is read behind the answers, which are given from it meanwhile.
 * Nothing tells when an object is evicted, so an index is let go of by time and by size, and loaded again when it is missed.
 *
 * @example
 * ```ts
 * const orgs = new IsolateOrgs();
 *
 * export class MemoryObject extends EdgeMemory<Env> {
 *   protected override orgs(): IsolateOrgs {
 *     return orgs;
 *   }
 * }
 * ```
 */
export class IsolateOrgs {
  readonly #options: Required<IsolateOrgsOptions>;
  readonly #orgs = new Map<string, SharedOrg>();

  constructor({ mostBytes = 48_000_000, keepMs = 600_000, lookEveryMs = 10_000, loadMs = 5_000 }: IsolateOrgsOptions = {}) {
    this.#options = { mostBytes, keepMs, lookEveryMs, loadMs };
  }

  /** The org lane of a project; a project never gets another one's. */
  of(projectId: string): SharedOrg {
    const { lookEveryMs, loadMs } = this.#options;
    let org = this.#orgs.get(projectId);
    if (!org) this.#orgs.set(projectId, (org = new SharedOrg({ lookEveryMs, loadMs, changed: (grown) => this.#letGo(grown) })));
    return org;
  }

  /** What is in memory now. */
  get counts(): { readonly indexes: number; readonly chunks: number; readonly bytes: number } {
    const orgs = [...this.#orgs.values()];
    return {
      indexes: orgs.filter(({ index }) => index !== null).length,
      chunks: orgs.reduce((sum, { index }) => sum + (index?.held.chunks.size ?? 0), 0),
      bytes: orgs.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** `used` stays, however large: somebody waits for it. */
  #letGo(used: SharedOrg): void {
    const { mostBytes, keepMs } = this.#options;
    const others = [...this.#orgs.values()].filter((org) => org !== used && org.index !== null).toSorted((a, b) => a.usedAt - b.usedAt);
    let { bytes } = this.counts;
    for (const org of others) {
      if (bytes <= mostBytes && used.usedAt - org.usedAt <= keepMs) return;
      bytes -= org.bytes;
      org.letGo();
    }
  }
}

interface SharedOrgParts {
  readonly lookEveryMs: number;
  readonly loadMs: number;
  readonly changed: (org: SharedOrg) => void;
}

/** The org lane of one project, for all objects of its users. Whoever reads and writes it does so with stubs and promises of its own. */
export class SharedOrg {
  readonly #parts: SharedOrgParts;
  #load: SharedLoad<IndexedOrg>;
  #index: IndexedOrg | null = null;
  #bytes = 0;
  #usedAt = 0;
  #lookedAt = 0;

  constructor(parts: SharedOrgParts) {
    this.#parts = parts;
    this.#load = new SharedLoad(parts.loadMs);
  }

  /** Null before it is loaded, and after it was let go. */
  get index(): IndexedOrg | null {
    return this.#index;
  }

  /** What the index takes, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Epoch milliseconds. */
  get usedAt(): number {
    return this.#usedAt;
  }

  /** The index; where it is not in memory, what `load` brings, once for all that ask. */
  async get(load: () => Promise<IndexedOrg>): Promise<IndexedOrg> {
    this.#usedAt = Date.now();
    if (this.#index) return this.#index;
    const loading = this.#load;
    const loaded = await loading.get(load);
    // of two loads that both came to their end, the first; one that was let go meanwhile is of use to those that waited for it
    if (this.#index) return this.#index;
    if (this.#load === loading) {
      this.#index = loaded;
      this.#lookedAt = Date.now();
      this.grown();
    }
    return loaded;
  }

  /** True when it is time to look what others wrote: for the one that asks, who then does. */
  due(): boolean {
    this.#usedAt = Date.now();
    if (!this.#index || this.#usedAt - this.#lookedAt < this.#parts.lookEveryMs) return false;
    this.#lookedAt = this.#usedAt;
    return true;
  }

  /** Counts anew what it takes. */
  grown(): void {
    this.#bytes = this.#index ? bytesOf(this.#index) : 0;
    this.#parts.changed(this);
  }

  letGo(): void {
    this.#index = null;
    this.#bytes = 0;
    this.#load = new SharedLoad(this.#parts.loadMs);
  }
}

/** Postings, and the places of rows and passages in their maps. */
const BYTES_A_CHUNK = 1_000;

function bytesOf({ held }: IndexedOrg): number {
  let bytes = held.chunks.vectors?.bytes ?? 0;
  // a text, its terms, and what is told with it
  for (const { text, metadata } of held.rows.all()) bytes += BYTES_A_CHUNK + 2 * text.length + JSON.stringify(metadata).length;
  return bytes;
}
