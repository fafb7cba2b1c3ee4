import type { Identity } from '../../src/contract/types.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import { Stems } from '../search/stems.ts';
import type { Store } from '../store/store.ts';
import { applyOrg, dropUnnamed, ORG_PULL_KEY, type OrgTarget } from './apply-org.ts';
import { PendingReader, type Asked, type Pending } from './apply-pending.ts';
import { markOf, saysTheSame, toldFact } from './apply-told.ts';
import { applyUser, type UserApplied, type UserPage, type UserTarget } from './apply-user.ts';
import { refusedPage, type BootstrapPage } from './assert-bootstrap.ts';
import { PagesAhead } from './pages-ahead.ts';
import { pullPage, type PullCall } from './pull-page.ts';
import { readyTerms } from './ready-terms.ts';
import { type CloudVersions, FROM_THE_START, type FullPull, PULL_KEY, pullState, type PullState, versionsOf } from './pull-state.ts';

/** How far a pull has come: rows that it changed so far. */
export interface PullProgress {
  readonly pages: number;
  readonly memories: number;
  readonly chunks: number;
  readonly removed: number;
}

/** What a pull brought, and what the cloud told. */
export interface Pulled extends PullProgress, CloudVersions {}

export interface PullParts {
  readonly call: PullCall;
  readonly identity: Identity;
  readonly user: UserTarget;
  readonly org: OrgTarget;
  readonly onProgress?: (progress: PullProgress) => void;
  /** Ends the pull between two pages, or while one is awaited. What was taken stays. */
  readonly signal?: AbortSignal;
}

/** Rows that go in one transaction. */
const BATCH = 256;
/** Times that a page is asked for again because another tab, or another user of the workspace, was faster. */
const TRIES = 20;

/**
 * One pass: asks for what changed since the last one, page by page, and takes each page in one transaction with the place that it
 * leads to. While one is taken the next are on their way. Between two pages nothing is held, and what was there before is answered from.
 * A crash repeats a page, which changes nothing.
 *
 * Recalls, turns and pushes go on meanwhile: what they write outranks what was told before they were sent.
 *
 * @throws RuntimeError `runtime.projection_unavailable` for a page that was refused, whole; the pages before it stay. `details.reason` is
 * `bootstrap_refused`, or `bootstrap_older` for versions lower than before, which {@link restartPull} makes an end of
 * @throws RuntimeError the same, `details.reason` saying why, where the cloud gave no page
 * @throws the reason of the signal
 * @example
 * ```ts
 * const { profileVersion } = await pull({ call: new CloudCall(parts), identity, user, org });
 * ```
 */
export async function pull(parts: PullParts): Promise<Pulled> {
  const pass = new Pass(parts);
  let pulled = await pass.run(false);
  // what only a pull from the start can settle
  if (await pass.doubts()) pulled = await pass.run(true);
  return pulled;
}

/**
 * Lets go of all that is known of where the cloud stands, so that the next pull takes what it tells for the truth, under whatever
 * versions: for a cloud that was set up anew, and only when a person or the app has said so.
 *
 * What the cloud has told or acknowledged before, and names no more, goes then, as after an erasure; what waits to be sent stays
 * and is sent. Nothing is sent a second time: who wants the new cloud to have what is here exports it first and imports it after.
 */
export async function restartPull(user: Pick<Store, 'commit'>, org: Pick<Store, 'commit'>): Promise<void> {
  await org.commit([{ table: 'meta', put: { id: ORG_PULL_KEY, value: { version: 0 } } }]);
  await user.commit([{ table: 'meta', put: { id: PULL_KEY, value: FROM_THE_START } }]);
}

class Pass {
  readonly #parts: PullParts;
  readonly #reader: PendingReader;
  readonly #pages: PagesAhead;
  /** Where pages began: one that leads there again would go on for ever. */
  readonly #passed = new Set<string>();
  #progress: PullProgress = { pages: 0, memories: 0, chunks: 0, removed: 0 };

  constructor(parts: PullParts) {
    const { call, identity, signal, org, user } = parts;
    this.#parts = parts;
    this.#reader = new PendingReader(user.store, user.memory);
    const stems = new Stems();
    this.#pages = new PagesAhead({
      ask: async (since, versions) => {
        const asked = await this.#reader.asked();
        return { asked, page: await pullPage(call, since, { identity, versions }, signal) };
      },
      ready: (page) => readyTerms(page.org.chunks, org.memory, stems, signal),
    });
  }

  async run(fromTheStart: boolean): Promise<Pulled> {
    const { user, signal } = this.#parts;
    await user.log.catchUp();
    this.#passed.clear();
    if (fromTheStart) await this.#startAnew();
    for (let tries = 0; tries < TRIES;) {
      signal?.throwIfAborted();
      const page = await this.#page();
      if (!page) {
        tries++;
        continue;
      }
      tries = 0;
      this.#note({ pages: 1 });
      if (page.more) continue;
      return {
        ...this.#progress,
        profileVersion: page.profile?.version ?? null,
        permanentManifestVersion: page.permanent.manifestVersion,
        orgManifestVersion: page.org.manifestVersion,
        syncToken: page.syncToken,
      };
    }
    throw new RuntimeError('runtime.projection_unavailable', 'Others pulled all the time and this pull got nowhere. It may be tried again.', {
      details: { reason: 'overtaken' },
    });
  }

  /** True when something is here that the cloud should have told, or was told and could not be taken; and it can be settled now. */
  async doubts(): Promise<boolean> {
    const state = await this.#state();
    const pending = await this.#reader.since(await this.#reader.asked());
    return state.stale && !pending.forgets;
  }

  async #state(): Promise<PullState> {
    return pullState(await this.#parts.user.store.get('meta', PULL_KEY));
  }

  async #startAnew(): Promise<void> {
    const { versions } = await this.#state();
    const value: PullState = { ...FROM_THE_START, versions };
    await this.#parts.user.store.commit([{ table: 'meta', put: { id: PULL_KEY, value } }]);
  }

  #note({ pages = 0, memories = 0, chunks = 0, removed = 0 }: Partial<PullProgress>): void {
    const before = this.#progress;
    this.#progress = {
      pages: before.pages + pages,
      memories: before.memories + memories,
      chunks: before.chunks + chunks,
      removed: before.removed + removed,
    };
    this.#parts.onProgress?.(this.#progress);
  }

  /** Asks for the next page and takes it; null when somebody else was faster, and it has to be asked for again. */
  async #page(): Promise<BootstrapPage | null> {
    const { org, user } = this.#parts;
    const from = await this.#state();
    const { asked, page, counted } = await this.#pages.next(from.token, from.versions);
    this.#passed.add(from.token);
    if (page.more && this.#passed.has(page.syncToken)) throw refusedPage('syncToken', 'one that leads on while there is more');
    const orgMark = (await org.store.head()) + 1;
    const before = this.#progress.chunks;
    const chunks = await applyOrg(page, org, counted, (rows) => this.#parts.onProgress?.({ ...this.#progress, chunks: before + rows }));
    if (chunks === null) return null;
    this.#note({ chunks });
    const beginning: FullPull | null = page.full ? (from.full ?? { mark: user.memory.head + 1, orgMark, head: asked.head }) : null;
    if (beginning && !page.more) return this.#last(page, from, beginning, asked);
    const next = (now: PullState): PullState => ({ ...now, token: page.syncToken, versions: versionsOf(page, now.versions), full: beginning });
    if (!(await this.#take({ ...told(page), doubted: [], asked, from, next }))) return null;
    if (!page.more) await this.#settle(page, asked);
    return page;
  }

  /** The last page of a pull from the start: what none of the pages named is no more. */
  async #last(page: BootstrapPage, from: PullState, full: FullPull, asked: Asked): Promise<BootstrapPage | null> {
    const { org } = this.#parts;
    // named by this page, the place stays: a crash repeats it
    if (!(await this.#take({ ...told(page), doubted: [], asked, from, next: (now) => now }))) return null;
    this.#note({ removed: await dropUnnamed(full.orgMark, org) });
    const unnamed = await this.#unnamed(full, asked);
    for (let at = 0; at < unnamed.length; at += BATCH) {
      const removed = unnamed.slice(at, at + BATCH);
      if (!(await this.#take({ ...nothing(page), removed, asked, from, next: (now) => now }))) return null;
    }
    const next = (now: PullState): PullState => ({ ...now, token: page.syncToken, versions: versionsOf(page, now.versions), full: null });
    if (!(await this.#take({ ...nothing(page), asked, from, next }))) return null;
    await this.#settle(page, asked);
    return page;
  }

  async #take(page: UserPage): Promise<UserApplied | null> {
    const applied = await applyUser(page, this.#parts.user, this.#reader);
    if (applied) this.#note({ memories: applied.memories, removed: applied.removed });
    return applied;
  }

  async #unnamed({ mark, head }: FullPull, asked: Asked): Promise<string[]> {
    const pending = await this.#reader.since(asked);
    const rows = await this.#parts.user.store.scan('memories');
    return rows.filter((row) => (markOf(row) === 0 ? row.seq <= head && !pending.made.has(row.id) : markOf(row) < mark)).map(({ id }) => id);
  }

  /**
   * Looks at what was written here since all was as the cloud told it. What follows from what was told, and from what still waits to
   * be sent, is left; what does not is put right, or is a reason to pull from the start.
   */
  async #settle(page: BootstrapPage, asked: Asked): Promise<void> {
    const { store } = this.#parts.user;
    const from = await this.#state();
    const pending = await this.#reader.since(asked);
    const rows = await store.scan('memories', { index: 'bySeq', after: from.settled });
    const untold = rows.some((row) => markOf(row) === 0 && row.seq <= asked.head && !pending.made.has(row.id));
    const doubted = rows.flatMap((row) => {
      const known = row.kind === 'fact' ? toldFact(row) : null;
      return row.kind === 'fact' && known && !saysTheSame(row, known) ? [row.id] : [];
    });
    if (rows.length === 0 || (doubted.length === 0 && !untold && !pending.none)) return;
    const next = (now: PullState, mark: number, waiting: Pending): PullState => ({
      ...now,
      stale: now.stale || untold,
      settled: untold || !waiting.none ? now.settled : Math.max(now.settled, mark - 1),
    });
    for (let at = 0; at === 0 || at < doubted.length; at += BATCH)
      await this.#take({ ...nothing(page), doubted: doubted.slice(at, at + BATCH), asked, from, next: at + BATCH < doubted.length ? (now) => now : next });
  }
}

function told({ permanent, profile, full }: BootstrapPage): Pick<UserPage, 'items' | 'removed' | 'profile' | 'full'> {
  const { items, removed } = permanent;
  const named = new Set(items.map(({ memoryId }) => memoryId));
  return { items, removed: removed.filter((id) => !named.has(id)), profile, full };
}

function nothing({ profile }: BootstrapPage): Pick<UserPage, 'items' | 'removed' | 'profile' | 'full' | 'doubted'> {
  return { items: [], removed: [], profile, full: false, doubted: [] };
}
