import type { IncidentListener, StoreIncident } from './incident.ts';
import { openDatabase, type Database } from './indexed-db-open.ts';
import type { TableName } from './schema.ts';
import { StoreClosedError } from './store.ts';

/** Which database, and who hears of what happened to it. */
export interface ConnectionOptions {
  /** Name of the database; everything under one name is one database per origin. */
  readonly name: string;
  /** The tables it has: `USER_TABLES` or `ORG_TABLES`. */
  readonly tables: readonly TableName[];
  readonly onIncident: IncidentListener;
  /** Its rows are sealed: see `worker/store/encrypted`. Default false. */
  readonly sealed?: boolean;
  /** The browser's own when left out. */
  readonly indexedDB?: IDBFactory;
}

/** How often one operation is repeated on a fresh connection. */
const RETRIES = 2;

/**
 * Whether `error` is what a dead connection answers: `InvalidStateError` when a transaction is started on it (from opening
 * it means that the browser denies us storage), `AbortError` to one that was running (nobody else aborts and lets it
 * show), `UnknownError` from WebKit when its storage process went away.
 * https://bugs.webkit.org/show_bug.cgi?id=309386
 */
function isLost(error: unknown, opened: boolean): boolean {
  if (!(error instanceof DOMException)) return false;
  return error.name === 'AbortError' || error.name === 'UnknownError' || (opened && error.name === 'InvalidStateError');
}

/**
 * One database that outlives its handles: opened at first use, closed when another tab asks for it, opened again at
 * the next use. An operation that met a dead handle is repeated, so it must be safe to run twice.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #running = new Set<Promise<unknown>>();
  #database: Promise<Database> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Runs `operation` on an open handle. Rejects with StoreClosedError after `close`, with StoreVersionError, or as `operation` does. */
  async use<R>(operation: (database: Database) => Promise<R>): Promise<R> {
    if (this.#closing) throw new StoreClosedError();
    const running = this.#attempt(operation);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Idempotent. Waits for the operations under way. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    const database = await this.#database?.catch(() => undefined);
    database?.close();
    this.#database = undefined;
  }

  async #attempt<R>(operation: (database: Database) => Promise<R>): Promise<R> {
    for (let retries = 0; ; retries += 1) {
      const opening = this.#open();
      let opened = false;
      try {
        const database = await opening;
        opened = true;
        return await operation(database);
      } catch (error) {
        const again = retries < RETRIES && isLost(error, opened);
        if (again || !opened) this.#drop(opening, again ? { code: 'connection-lost', database: this.#options.name, cause: error } : undefined);
        if (!again) throw error;
      }
    }
  }

  #open(): Promise<Database> {
    if (this.#database) return this.#database;
    const { name, tables, sealed, onIncident } = this.#options;
    const opening: Promise<Database> = openDatabase({
      name,
      tables,
      sealed,
      indexedDB: this.#options.indexedDB ?? globalThis.indexedDB,
      onBlocked: () => onIncident({ code: 'blocked', database: name }),
      onVersionChange: () => this.#drop(opening, { code: 'version-change', database: name }),
      onTerminated: () => this.#drop(opening, { code: 'connection-lost', database: name }),
    });
    this.#database = opening;
    return opening;
  }

  /** Lets go of a handle; told once a handle, however many operations met it. What still runs on it may finish. */
  #drop(opening: Promise<Database>, incident: StoreIncident | undefined): void {
    if (this.#database !== opening) return;
    this.#database = undefined;
    opening.then(
      (database) => database.close(),
      () => undefined,
    );
    if (incident) this.#options.onIncident(incident);
  }
}
