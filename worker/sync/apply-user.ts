import type { CloudEpisode } from '../../src/contract/cloud.ts';
import type { ProfileSnapshot } from '../../src/contract/types.ts';
import type { Journal } from '../journal.ts';
import type { Entry, Log, NewEvent } from '../log.ts';
import { profileWrites } from '../fact-writes.ts';
import { nextProfile } from '../profile.ts';
import type { Segments } from '../segments/segments.ts';
import { turnKey, type EpisodeRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { TOMBSTONE_KEY, type UserMemory } from '../user-memory.ts';
import { rebase } from './apply-facts.ts';
import { PULLED, type Asked, type Pending, type PendingReader } from './apply-pending.ts';
import { removalOf } from './apply-removed.ts';
import { episodeAsTold, factAsTold, markOf, type ToldEpisodeRow } from './apply-told.ts';
import { refusedPage, type BootstrapPage } from './assert-bootstrap.ts';
import { PULL_KEY, pullState, type PullState } from './pull-state.ts';

/** One user's memory, open, to which pages are applied. */
export interface UserTarget {
  readonly store: Store;
  readonly log: Log;
  readonly memory: UserMemory;
  readonly segments: Segments;
  readonly journal?: Journal | null;
  /** Something went wrong and was survived. */
  readonly onIncident?: (what: string) => void;
  readonly newId: (prefix: string) => string;
  /** ISO 8601. */
  readonly now: () => string;
}

/** What is to be taken in one transaction. */
export interface UserPage {
  readonly items: BootstrapPage['permanent']['items'];
  readonly removed: readonly string[];
  /** Null where the cloud has none: it is made of the facts then. */
  readonly profile: ProfileSnapshot | null;
  /** Everything is told anew: what is named has to be known for it later. */
  readonly full: boolean;
  /** Facts to be worked out again, though nothing was told of them. */
  readonly doubted: readonly string[];
  readonly asked: Asked;
  /** The state as it was when the page was asked for; another one now means that somebody else has pulled, and nothing is taken. */
  readonly from: PullState;
  /** The state after it. `mark` is the number that the page gets in the log. */
  readonly next: (from: PullState, mark: number, pending: Pending) => PullState;
}

/** What a page changed; null when somebody else was faster with it. */
export interface UserApplied {
  readonly state: PullState;
  readonly memories: number;
  readonly removed: number;
}

/**
 * Takes a page, in one transaction with the place in the pull that it leads to. Local writes that the cloud does not know yet
 * outrank it. Turns of other devices become events of this log, under the ids that they have everywhere; nothing of it is to be sent.
 *
 * @throws RuntimeError `runtime.projection_unavailable` for a page that cannot be; nothing of it is taken
 */
export async function applyUser(page: UserPage, target: UserTarget, reader: PendingReader): Promise<UserApplied | null> {
  const { log, store, memory, segments } = target;
  let done: UserApplied | null = null;
  let sessions: readonly string[] = [];
  let [first, count] = [0, 0];
  const outcome = await log.append(async (seq) => {
    done = null;
    const stored = pullState(await store.get('meta', PULL_KEY));
    if (stored.token !== page.from.token) return null;
    const pending = await reader.since(page.asked);
    const made = await entryOf(page, target, pending, seq);
    const state = page.next({ ...stored, stale: stored.stale || made.stale }, seq, pending);
    done = { state, memories: made.memories, removed: made.removed };
    sessions = made.sessionsTouched;
    // as where it is forgotten here: files go first, since nothing finds them again after a crash between the two
    for (const sessionId of sessions) await target.journal?.forget(sessionId).catch(() => undefined);
    [first, count] = [seq, 1 + (made.entry?.more?.length ?? 0)];
    const write: Write = { table: 'meta', put: { id: PULL_KEY, value: state } };
    if (!made.entry) {
      // the log tells of changes, and this is none
      if (JSON.stringify(state) !== JSON.stringify(stored)) await store.commit([write]);
      return null;
    }
    return { ...made.entry, writes: [...made.entry.writes, write] };
  });
  if (outcome === 'appended') reader.pulled(first, count);
  if (outcome === 'appended' && sessions.length > 0) await renewFiles(target, sessions);
  if (outcome === 'appended' && (done as UserApplied | null)?.removed) {
    await segments.purge([memory.facts, memory.episodes]);
    // the next start tries it again
    await store.scrub?.().catch(() => target.onIncident?.('forgotten words may still be in the log of the database'));
  }
  return done;
}

interface Made {
  readonly entry: Entry | null;
  readonly memories: number;
  readonly removed: number;
  readonly stale: boolean;
  /** Sessions whose files tell of what went. */
  readonly sessionsTouched: readonly string[];
}

async function entryOf(page: UserPage, { store, memory, newId, now }: UserTarget, pending: Pending, seq: number): Promise<Made> {
  const turns = takeTurns(page, memory, pending, seq);
  const told = new Map(page.items.flatMap((item) => (item.kind === 'fact' ? [[item.memoryId, factAsTold(item, seq)] as const] : [])));
  for (const id of told.keys())
    if (memory.episode(id) || turns.ids.has(id)) throw refusedPage('permanent.items.memoryId', 'that of a fact or of a turn, and not of both');
  const removed = new Set(page.removed.filter((id) => !told.has(id)));
  const facts = rebase({ told, removed, doubted: page.doubted }, memory, pending, seq);
  const repeated = facts.gone.filter(({ id }) => pending.made.has(id));
  const gone = { facts: facts.gone.filter(({ id }) => !pending.made.has(id)), repeated, episodes: turns.gone };
  const removal = facts.gone.length + turns.gone.length > 0 ? await removalOf(gone, store, memory, seq) : null;
  const goneIds = new Set(facts.gone.map(({ id }) => id));
  const profile = profileOf(page.profile, memory, pending, () => [...memory.factsWith(facts.puts)].filter(({ id }) => !goneIds.has(id)));
  const count = facts.puts.length + turns.events.length + turns.writes.length;
  if (count === 0 && !removal && profile === memory.profile) {
    return { entry: null, memories: 0, removed: 0, stale: facts.hidden || turns.hidden, sessionsTouched: [] };
  }
  const payload: NewEvent['payload'] = { ...removal?.tombstone, [PULLED]: facts.puts.length + turns.events.length };
  const event: NewEvent = { id: newId('evt'), kind: removal ? 'tombstone' : 'memory_import', sessionId: '', at: now(), payload };
  const writes: Write[] = [
    ...(removal?.writes ?? []),
    ...facts.puts.map((put): Write => ({ table: 'memories', put })),
    ...turns.writes,
    ...profileWrites(profile, memory),
    ...(removal ? [{ table: 'meta', put: { id: TOMBSTONE_KEY, value: seq } } satisfies Write] : []),
    // what came from the cloud is not sent there
    ...Array.from({ length: 1 + turns.events.length }, (_, i): Write => ({ table: 'outbox', remove: seq + i })),
  ];
  return {
    entry: { event, more: turns.events, writes },
    memories: facts.puts.length + turns.events.length,
    removed: removal?.tombstone.memoryIds.length ?? 0,
    stale: facts.hidden || turns.hidden,
    sessionsTouched: [...new Set([...(removal?.tombstone.briefsOf ?? []), ...gone.facts.flatMap(({ source }) => source?.sessionId ?? [])])],
  };
}

interface Turns {
  readonly events: readonly NewEvent[];
  readonly writes: readonly Write[];
  readonly gone: readonly EpisodeRow[];
  readonly ids: ReadonlySet<string>;
  readonly hidden: boolean;
}

/** Episodes of the page: those of other devices as events of their own after the page's, in the order in which they were said. */
function takeTurns({ items, removed, asked, full }: UserPage, memory: UserMemory, pending: Pending, seq: number): Turns {
  const told = items.filter((item) => item.kind === 'episode').toSorted((a, b) => compare(a.occurredAt, b.occurredAt) || a.seq - b.seq);
  const ids = new Set(told.map(({ memoryId }) => memoryId));
  const gone = new Map<string, EpisodeRow>();
  const leave = (row: EpisodeRow | undefined): void => {
    if (row && !ids.has(row.id) && !pending.made.has(row.id)) gone.set(row.id, row);
  };
  for (const id of removed) leave(memory.episode(id));
  const events: NewEvent[] = [];
  const writes: Write[] = [];
  const fresh = new Set<string>();
  let hidden = false;
  for (const each of told) {
    const { memoryId: id, sessionId, turnId, eventId, userName } = each;
    if (memory.fact(id)) throw refusedPage('permanent.items.memoryId', 'that of a fact or of a turn, and not of both');
    const known = memory.episode(id);
    const forgotten = pending.forgot({ id, sessionId, turnId, at: each.occurredAt }, eventId);
    hidden ||= forgotten === 'by date';
    if (forgotten !== null) continue;
    if (known) {
      // keeps the number of its own event
      const put: ToldEpisodeRow = { ...known, userName, told: seq };
      if (full || markOf(known) === 0 || known.userName !== userName) writes.push({ table: 'memories', put });
      continue;
    }
    if (fresh.has(id)) continue;
    fresh.add(id);
    // the same turn, told by this device too: the cloud holds one of them
    const twin = memory.turnsOf(sessionId).find((turn) => turn.turnId === turnId);
    if (twin && twin.seq <= asked.head) leave(twin);
    events.push(eventOf(each));
    const at = seq + events.length;
    if (!twin || gone.has(twin.id)) writes.push({ table: 'turns', put: { id: turnKey(sessionId, turnId), eventId, seq: at } });
    writes.push({ table: 'memories', put: episodeAsTold(each, at, seq) });
  }
  return { events, writes, gone: [...gone.values()], ids, hidden };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function eventOf({ eventId, sessionId, turnId, userText, assistantText, occurredAt, memoryId }: CloudEpisode): NewEvent {
  // its facts are told apart: nobody is to take them from it a second time
  const payload = { turnId, userText, assistantText, toolCalls: [], metadata: {}, occurredAt, memoryId, facts: [], [PULLED]: 1 };
  return { id: eventId, kind: 'turn', sessionId, at: occurredAt, payload };
}

/**
 * The profile after a page: the cloud's, under a version no lower than before; made of the facts while local writes about them wait.
 */
function profileOf(
  told: ProfileSnapshot | null,
  { profile }: Pick<UserMemory, 'profile'>,
  pending: Pending,
  facts: () => Parameters<typeof nextProfile>[1],
): ProfileSnapshot | null {
  const version = profile?.version ?? 0;
  const newest = told && told.version > version ? told : profile;
  if (!told || pending.ofFacts) return nextProfile(newest, facts());
  if (told.summary === (profile?.summary ?? '')) return told.version > version && profile ? told : profile;
  return told.version > version ? told : { version: version + 1, summary: told.summary };
}

async function renewFiles({ journal, log, memory }: UserTarget, sessions: readonly string[]): Promise<void> {
  if (!journal) return;
  for (const sessionId of sessions) {
    await journal.forget(sessionId);
    await journal.mend(sessionId, await log.store.scan('events', { index: 'bySession', equals: sessionId }));
    const session = memory.session(sessionId);
    if (session) await journal.brief(sessionId, session.brief || memory.briefOf(sessionId), session.turns);
  }
}
