import type { MemoryObjectEnv, ObjectNamespace, OrgRows, SnapshotBucket } from '../../../src/edge/index.ts';

/** Calls of org objects, as tests count them and hold them up. */
export class Watched {
  /** Readings of a whole org lane that were begun. */
  loads = 0;
  /** Readings of all chunks of one. */
  readings = 0;
  /** Pieces of commits that one call could not bring. */
  pieces = 0;
  /** Parts of snapshots that were read. */
  parts = 0;
  #stall = false;

  /** The next whole reading never comes to an end. */
  stallNext(): void {
    this.#stall = true;
  }

  env<Env extends MemoryObjectEnv>(env: Env): Env {
    return { ...env, ORG: this.#over(env.ORG), ...(env.ORG_SNAPSHOTS ? { ORG_SNAPSHOTS: this.#bucket(env.ORG_SNAPSHOTS) } : {}) };
  }

  #bucket(bucket: Pick<SnapshotBucket, 'get'>): Pick<SnapshotBucket, 'get'> {
    return {
      get: (key) => {
        this.parts++;
        return bucket.get(key);
      },
    };
  }

  #over(namespace: ObjectNamespace<unknown, unknown>): ObjectNamespace<unknown, unknown> {
    return { idFromName: (name) => namespace.idFromName(name), get: (id) => this.#rows(namespace.get(id) as OrgRows) };
  }

  #rows(rows: OrgRows): OrgRows {
    const watched: Pick<OrgRows, 'page' | 'stage'> = {
      stage: (id, writes) => {
        this.pieces++;
        return rows.stage(id, writes);
      },
      page: (table, range, last) => {
        if (table === 'chunks' && range.after === 0 && !last) this.readings++;
        if (table === 'segments' && range.after === undefined && !last) {
          this.loads++;
          if (this.#stall) {
            this.#stall = false;
            return new Promise(() => undefined);
          }
        }
        return rows.page(table, range, last);
      },
    };
    // a stub has every name there is for a method
    return new Proxy(rows, {
      get: (stub, name) =>
        name in watched ? Reflect.get(watched, name) : (...given: unknown[]) => (Reflect.get(stub, name) as (...of: unknown[]) => unknown)(...given),
    });
  }
}
