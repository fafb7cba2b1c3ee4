import { nameOf } from '../../src/contract/errors.ts';
import type { PageSign } from '../../src/contract/protocol.ts';
import type { Identity } from '../../src/contract/types.ts';
import type { Clock } from '../clock.ts';
import { before } from '../deadline.ts';
import type { Journal } from '../journal.ts';
import type { OpenUser } from '../open-user.ts';
import type { OrgLane } from '../org-lane.ts';
import { CloudCall } from './cloud-call.ts';
import type { CloudTarget } from './cloud-target.ts';
import { alone, leaderLock, lockLeader, type Lead } from './leader.ts';
import { PushLoop, type PushStats } from './loop.ts';
import { countOutbox } from './outbox.ts';
import { pull, restartPull } from './pull.ts';
import { PULL_KEY, pullState, versionsIn, type CloudVersions } from './pull-state.ts';
import { push } from './push.ts';
import { systemTimers, type SyncTimers } from './timers.ts';

export interface CloudSyncParts {
  readonly identity: Identity;
  readonly target: CloudTarget;
  /** The user of the calls; null: they are about no person. */
  readonly userId: string | null;
  readonly user: OpenUser;
  readonly org: OrgLane;
  readonly journal: Journal | null;
  readonly clock: Clock;
  readonly newId: (prefix: string) => string;
  /** ISO 8601. */
  readonly now: () => string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly onIncident: (what: string) => void;
}

/** How the mirror stands. Codes, counts and dates alone. */
export interface SyncStats extends PushStats {
  readonly lastPullAt: string | null;
  /** Why the last pull brought nothing; null when it did. */
  readonly pullReason: string | null;
}

/** What a session waits for the first news of the cloud, in milliseconds. */
const FIRST_NEWS_MS = 1_000;
/** Between two looks at the cloud while nothing else asks for one, in milliseconds. */
const PULL_EVERY_MS = 300_000;
/** The same while somebody talks with this memory, and where the last look brought nothing, in milliseconds. */
const GLANCE_EVERY_MS = 10_000;
const GLANCE_AFTER_FAILURE_MS = 60_000;
/** After a look, so long nobody needs another one, in milliseconds. */
const FRESH_MS = 1_000;

/** One user's memory and its mirror in the cloud: what is written here goes there, and what others wrote there comes here. */
export class CloudSync {
  readonly #parts: CloudSyncParts;
  readonly #timers: SyncTimers;
  readonly #call: CloudCall;
  readonly #loop: PushLoop;
  readonly #closed = new AbortController();
  #pulling: Promise<void> | null = null;
  #told: CloudVersions | null = null;
  #pullReason: string | null = null;
  #lastPullAt: string | null = null;
  #lookedAt = -Infinity;
  #cancelTimer: () => void = () => undefined;

  constructor(parts: CloudSyncParts) {
    const { identity, target, userId, user, clock, fetch } = parts;
    const { signal } = this.#closed;
    this.#parts = parts;
    this.#timers = target.timers ?? systemTimers;
    this.#call = new CloudCall({ ...target, projectId: identity.workspaceId, userId, fetch, clock, timers: systemTimers });
    const { store } = user;
    this.#loop = new PushLoop({
      push: (until, onTaken) => push({ store, call: this.#call, signal: until, onTaken }),
      count: () => countOutbox(store),
      lead: leadOf(parts),
      clock,
      timers: this.#timers,
      random: Math.random,
      signal,
      onProgress: target.onProgress,
    });
    user.onRows(() => this.#loop.wake());
    void this.#refresh();
  }

  /**
   * Looks at the cloud for a session that starts. What is here serves meanwhile, also what an earlier process was told; only where
   * nothing was ever told a moment is waited for. Null where that brought nothing.
   */
  async news(): Promise<CloudVersions | null> {
    this.#loop.nudge();
    const looking = this.#refresh();
    const known = this.#told ?? versionsIn(pullState(await this.#parts.user.store.get('meta', PULL_KEY)));
    if (known) return known;
    const told = await before(
      FIRST_NEWS_MS,
      looking.then(() => true),
      false,
    );
    if (!told) this.#pullReason ??= 'late';
    return this.#told;
  }

  /** Takes what is new in the cloud; resolves when that is done or cannot be. */
  pull(): Promise<void> {
    this.#lookedAt = -Infinity;
    return this.#refresh();
  }

  /** Takes what the cloud has for the truth, under whatever versions: see {@link restartPull}. */
  async restart(): Promise<void> {
    const { user, org, now } = this.#parts;
    await this.#pulling;
    await restartPull(user.store, (await org.target(now)).store);
    this.#told = null;
    return this.pull();
  }

  /** Somebody talks with this memory: what others wrote meanwhile comes for a later call, and none waits for it. */
  glance(): void {
    const every = this.#pullReason === null ? GLANCE_EVERY_MS : GLANCE_AFTER_FAILURE_MS;
    if (this.#parts.clock.elapsed() - this.#lookedAt >= every) void this.#refresh();
  }

  /** There is reason to think that the cloud can be reached now, or lets us in. */
  nudge(): void {
    this.#loop.nudge();
  }

  /** The page of this runtime has learned something of itself. */
  notice(sign: PageSign): void {
    if (sign === 'away') return this.#loop.release();
    if (sign === 'back') return this.#loop.resume();
    this.#loop.nudge(sign);
    if (sign === 'online') void this.#refresh();
  }

  flush(deadlineMs: number): Promise<{ readonly pushed: number; readonly pending: number }> {
    return this.#loop.flush(deadlineMs);
  }

  async stats(): Promise<SyncStats> {
    return { ...(await this.#loop.stats()), lastPullAt: this.#lastPullAt, pullReason: this.#pullReason };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#cancelTimer();
    await this.#loop.settled();
    await this.#pulling;
  }

  #refresh(): Promise<void> {
    const { clock } = this.#parts;
    if (this.#pulling) return this.#pulling;
    if (this.#closed.signal.aborted || clock.elapsed() - this.#lookedAt < FRESH_MS) return Promise.resolve();
    this.#cancelTimer();
    this.#pulling = this.#pull().finally(() => {
      this.#pulling = null;
      this.#lookedAt = clock.elapsed();
      if (!this.#closed.signal.aborted) this.#cancelTimer = this.#timers.after(PULL_EVERY_MS, () => void this.#refresh(), true);
    });
    return this.#pulling;
  }

  async #pull(): Promise<void> {
    const { identity, user, org, journal, newId, now, onIncident } = this.#parts;
    const { signal } = this.#closed;
    try {
      const { store, log, memory, segments } = user;
      const target = { store, log, memory, segments, journal, onIncident, newId, now };
      this.#told = await pull({ call: this.#call, identity, user: target, org: await org.target(now), signal });
      this.#lastPullAt = now();
      this.#pullReason = null;
      user.backfill.notify();
    } catch (thrown) {
      if (signal.aborted) return;
      const reason = reasonOf(thrown);
      // what goes on is told once
      if (reason !== this.#pullReason) onIncident(`the cloud told nothing: ${reason}`);
      this.#pullReason = reason;
    }
  }
}

/** Tabs share a database of the browser, and one of them sends. What is elsewhere nobody else sends, or anyone: an event has its effect once. */
function leadOf({ identity, target, user }: CloudSyncParts): Lead {
  if (user.store.kind !== 'indexeddb') return alone;
  const { locks = null } = (globalThis as { navigator?: { locks?: LockManager } }).navigator ?? {};
  return lockLeader(leaderLock(identity), target.locks ?? locks);
}

function reasonOf(thrown: unknown): string {
  const details: unknown = thrown instanceof Error && 'details' in thrown ? thrown.details : null;
  if (typeof details !== 'object' || details === null) return nameOf(thrown);
  const { reason, status } = details as { readonly reason?: unknown; readonly status?: unknown };
  return reason === 'status' && typeof status === 'number' ? `http_${status}` : typeof reason === 'string' ? reason : 'refused';
}
