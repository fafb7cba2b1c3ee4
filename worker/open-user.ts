import type { Identity } from '../src/contract/types.ts';
import { Backfill } from './embed/backfill.ts';
import type { Embedder } from './embed/embedder.ts';
import { Filing } from './filing.ts';
import { inTurnBy } from './in-turn.ts';
import type { Journal } from './journal.ts';
import { Log } from './log.ts';
import { connectPeers, type Peers } from './peers.ts';
import type { Recipes } from './search/recipes.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { Segments } from './segments/segments.ts';
import type { Store } from './store/store.ts';
import { UserMemory } from './user-memory.ts';

export interface OpenUserParts {
  readonly identity: Identity;
  readonly store: Store;
  readonly arena: VectorArena;
  /** Null turns embeddings off. */
  readonly embedder: Embedder | null;
  /** Files of the sessions; null where there are none. */
  readonly journal: Journal | null;
  /** How the indexes are searched. Default: as measured best. */
  readonly recipes?: Recipes | undefined;
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/** One user's database, open: its rows, the projections of them in memory, and what keeps both up. */
export class OpenUser {
  readonly store: Store;
  readonly segments: Segments;
  readonly memory: UserMemory;
  readonly log: Log;
  readonly filing: Filing;
  readonly backfill: Backfill;
  readonly #peers: Peers;
  readonly #onIncident: (what: string) => void;
  #onRows: () => void = () => undefined;
  #onForgotten: () => void = () => undefined;
  #closed = false;
  /** The store tells of a change once; reading it may fail, or another call may come meanwhile. */
  #behind = false;

  /** Takes the store over: it is closed with the memory, and when that cannot be opened. */
  static async open(parts: OpenUserParts): Promise<OpenUser> {
    try {
      return await OpenUser.#open(parts);
    } catch (thrown) {
      await parts.store.close();
      throw thrown;
    }
  }

  static async #open(parts: OpenUserParts): Promise<OpenUser> {
    const { store, arena, recipes, onIncident } = parts;
    const segments = new Segments(store, onIncident);
    await segments.open();
    const memory = new UserMemory(arena, onIncident, (passage) => segments.counted(passage), recipes);
    await memory.catchUp(store);
    // what a crash left of something forgotten
    if (memory.tombstone > 0) {
      if (segments.stale) await segments.purge([memory.facts, memory.episodes]);
      // nothing waits for it: others may keep the database busy
      store.scrub?.().catch(() => onIncident('forgotten words may still be in the log of the database'));
    }
    return new OpenUser(parts, segments, memory);
  }

  private constructor({ identity, store, embedder, journal, onIncident }: OpenUserParts, segments: Segments, memory: UserMemory) {
    this.store = store;
    this.segments = segments;
    this.memory = memory;
    this.#onIncident = onIncident;
    const indexes = [memory.facts, memory.episodes];
    this.filing = new Filing(journal, memory, onIncident);
    const name = `memoair/user/${JSON.stringify([identity.workspaceId, identity.userId])}`;
    this.#peers = connectPeers(name, () => this.#follow());
    this.log = new Log(
      store,
      memory,
      {
        onCommit: async (events) => {
          if (events.some(({ kind }) => kind === 'tombstone')) this.#forgetQueries();
          this.backfill.notify();
          this.#onRows();
          this.#peers.announce();
          await this.filing.take(events);
        },
        onBuried: () => {
          this.#forgetQueries();
          segments.purge(indexes).catch(() => onIncident('forgotten words are still in a segment: the next start takes them out'));
        },
      },
      inTurnBy(`${name}/log`),
    );
    this.backfill = new Backfill({ embedder, targets: [{ segments, indexes }], onIncident });
    this.backfill.start();
    // what was written while this memory opened was announced before it could hear
    this.#follow();
  }

  /** `listener` hears of rows that were written, here or elsewhere. One listener. */
  onRows(listener: () => void): void {
    this.#onRows = listener;
  }

  /** `listener` hears that something was forgotten, here or elsewhere. One listener. */
  onForgotten(listener: () => void): void {
    this.#onForgotten = listener;
  }

  /** What was asked may hold the words of what was forgotten. */
  #forgetQueries(): void {
    this.backfill.forgetQueries();
    this.#onForgotten();
  }

  /** Tells others that rows were changed apart from the log. */
  announce(): void {
    this.#peers.announce();
  }

  #follow(): void {
    const read = async (): Promise<void> => {
      await this.log.catchUp();
      this.backfill.notify();
      this.#onRows();
    };
    read().catch(() => this.#closed || this.#onIncident('the memory changed, but could not be read'));
  }

  /** Reads what another process wrote, where nothing tells of it. */
  async catchUp(): Promise<void> {
    if (this.store.changedElsewhere?.()) this.#behind = true;
    if (!this.#behind) return;
    await this.log.catchUp();
    this.#behind = false;
    this.#onRows();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.log.idle();
    await this.backfill.close();
    await this.filing.idle();
    this.#peers.close();
    for (const index of [this.memory.facts, this.memory.episodes]) index.dropVectors();
    await this.store.close();
  }
}
