/**
 * What this code uses of Cloudflare Workers, by shape: the platform's own types fit, and nothing of them has to be installed.
 *
 * @module
 */

/** Storage of a Durable Object with SQLite. */
export interface ObjectStorage {
  readonly sql: { exec(query: string, ...bindings: (string | number | ArrayBuffer | null)[]): { raw(): Iterable<unknown[]> } };
  /** Synchronous, in the same database. */
  readonly kv: { get(key: string): unknown; put(key: string, value: unknown): void };
  transactionSync<R>(work: () => R): R;
  /** One alarm an object: a later call replaces it. Epoch milliseconds. */
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

/** What a Durable Object is given of itself. */
export interface ObjectState {
  readonly storage: ObjectStorage;
}

/** A binding to a class of Durable Objects. */
export interface ObjectNamespace<Id, Stub> {
  idFromName(name: string): Id;
  get(id: Id): Stub;
}

/** A Durable Object from outside. */
export interface Fetcher {
  fetch(request: Request): Promise<Response>;
}
