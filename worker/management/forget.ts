import type { ForgetMemoryRequest, ForgetResponse, ForgetSessionRequest } from '../../src/contract/local.ts';
import { finalBrief } from '../brief.ts';
import { FactChanges } from '../facts.ts';
import type { Entry, NewEvent } from '../log.ts';
import { profileWrites } from '../fact-writes.ts';
import { nextProfile } from '../profile.ts';
import { keyOf, removal } from '../store/rows.ts';
import { TABLES, turnKey, USER_TABLES, type EpisodeRow, type EventRow, type FactRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { PROFILE_KEY, TOMBSTONE_KEY } from '../user-memory.ts';
import type { ManagementParts } from './parts.ts';
import { redactFacts, redactWhole } from './redact.ts';
import { inParts, tombstoneOf, type Tombstone } from './tombstone.ts';
import { unknownMemory, unknownSession } from './unknown.ts';

/**
 * Forgets one fact, or one turn with the facts that were taken from it: rows, words in the log, terms and vectors, the
 * profile and briefs made of it. The turn's own row stays, which holds no word, so that a late retry does not bring it back.
 * Forgetting it again changes nothing.
 *
 * @throws RuntimeError `runtime.bad_request` with status 404 for an id that never was
 */
export async function forgetMemory({ memoryId }: ForgetMemoryRequest, parts: ManagementParts): Promise<ForgetResponse> {
  const { log, memory } = parts;
  await log.catchUp();
  let touched = sessionOf(memory.episode(memoryId), memory.fact(memoryId));
  if (touched !== null) await removeFiles(parts, touched);
  let forgotten = 0;
  const outcome = await log.append(async (seq) => {
    const episode = memory.episode(memoryId);
    const fact = memory.fact(memoryId);
    const facts = episode ? factsOfTurns(parts, [episode]) : fact ? [fact] : [];
    touched = sessionOf(episode, fact) ?? touched;
    forgotten = facts.length + (episode ? 1 : 0);
    if (forgotten === 0) {
      const tombstone = await tombstoneWith(parts, ({ memoryIds }) => memoryIds.includes(memoryId));
      if (!tombstone) throw unknownMemory();
      touched = tombstone.briefsOf[0] ?? null;
      return null;
    }
    const derived = await withoutFacts(parts, facts, seq);
    const said = episode ? await withoutTurn(parts, episode, seq) : NOTHING_SAID;
    const ids = [...facts, ...(episode ? [episode] : [])].map(({ id }) => id);
    return tombstoneEntry(parts, seq, [...derived.writes, ...said.writes, ...ids.map((remove): Write => ({ table: 'memories', remove }))], {
      scope: 'memory',
      memoryIds: ids,
      sessionIds: [],
      turns: episode ? [{ sessionId: episode.sessionId, turnId: episode.turnId }] : [],
      eventIds: [...derived.eventIds, ...said.eventIds],
      briefsOf: episode ? [episode.sessionId] : [],
    });
  });
  // also where nothing was left to forget: whoever asks again may have heard of a failure here
  await afterwards(parts);
  if (touched !== null) await renewFiles(parts, touched);
  return { status: 'ok', forgotten: outcome === 'nothing' ? 0 : forgotten };
}

/**
 * Forgets a session, open or ended, with all that was said in it and all that was made of that.
 *
 * @throws RuntimeError `runtime.bad_request` with status 404 for an id that never was
 */
export async function forgetSession({ sessionId }: ForgetSessionRequest, parts: ManagementParts): Promise<ForgetResponse> {
  const { log, memory } = parts;
  await log.catchUp();
  if (memory.session(sessionId)) await removeFiles(parts, sessionId);
  let forgotten = 0;
  const outcome = await log.append(async (seq) => {
    const episodes = memory.turnsOf(sessionId);
    if (!memory.session(sessionId) && episodes.length === 0) {
      if (await tombstoneWith(parts, ({ sessionIds }) => sessionIds.includes(sessionId))) return null;
      throw unknownSession();
    }
    const facts = factsOfTurns(parts, episodes);
    forgotten = facts.length + episodes.length;
    const derived = await withoutFacts(parts, facts, seq);
    const said = redactWhole(await log.store.scan('events', { index: 'bySession', equals: sessionId }));
    const ids = [...facts, ...episodes].map(({ id }) => id);
    const writes: Write[] = [
      ...derived.writes,
      ...said.writes,
      ...(await turnKeysOf(parts, sessionId)).map((remove): Write => ({ table: 'turns', remove })),
      ...ids.map((remove): Write => ({ table: 'memories', remove })),
      { table: 'sessions', remove: sessionId },
    ];
    return tombstoneEntry(parts, seq, writes, {
      scope: 'session',
      memoryIds: ids,
      sessionIds: [sessionId],
      turns: episodes.map(({ turnId }) => ({ sessionId, turnId })),
      eventIds: [...derived.eventIds, ...said.eventIds],
      briefsOf: [],
    });
  });
  await afterwards(parts);
  await parts.journal?.forget(sessionId);
  return { status: 'ok', forgotten: outcome === 'nothing' ? 0 : forgotten };
}

/** Forgets everything of the user: every row but where the log ends, and the tombstone that tells of it. */
export async function forgetUser(parts: ManagementParts): Promise<ForgetResponse> {
  const { log, memory } = parts;
  await log.catchUp();
  await removeFiles(parts);
  let forgotten = 0;
  await log.append(async (seq) => {
    forgotten = memory.counts.episodes + memory.counts.facts;
    const writes: Write[] = [];
    for (const table of USER_TABLES) {
      if (table === 'meta') continue;
      for (const row of await log.store.scan(table)) writes.push(removal(table, keyOf(row, TABLES[table].key)));
    }
    // a profile's version only ever grows: an empty one tells the others that theirs is out of date
    if (memory.profile) writes.push({ table: 'meta', put: { id: PROFILE_KEY, value: { version: memory.profile.version + 1, summary: '' } } });
    return tombstoneEntry(parts, seq, writes, { scope: 'user', memoryIds: [], sessionIds: [], turns: [], eventIds: [], briefsOf: [] });
  });
  await afterwards(parts);
  await parts.journal?.forget();
  return { status: 'ok', forgotten };
}

interface Without {
  readonly writes: readonly Write[];
  readonly eventIds: readonly string[];
}

const NOTHING_SAID: Without = { writes: [], eventIds: [] };

function factsOfTurns({ memory }: ManagementParts, turns: readonly EpisodeRow[]): FactRow[] {
  const keys = new Set(turns.map(({ sessionId, turnId }) => turnKey(sessionId, turnId)));
  return [...memory.factsWith([])].filter(({ source }) => source !== null && keys.has(turnKey(source.sessionId, source.turnId)));
}

/** The session whose files tell of a memory. */
function sessionOf(episode: EpisodeRow | undefined, fact: FactRow | undefined): string | null {
  return episode?.sessionId ?? fact?.source?.sessionId ?? null;
}

/** The histories and the profile without these facts, and the log without their words. */
async function withoutFacts({ log, memory }: ManagementParts, facts: readonly FactRow[], seq: number): Promise<Without> {
  const ids = new Set(facts.map(({ id }) => id));
  const changes = new FactChanges((key) => memory.factsOf(key));
  for (const fact of facts.toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : 0))) changes.remove(fact, seq);
  const left = [...memory.factsWith(changes.rows)].filter(({ id }) => !ids.has(id));
  const profile = nextProfile(memory.profile, left);
  const redacted = await redactFacts(log.store, facts);
  return {
    writes: [...changes.rows.map((put): Write => ({ table: 'memories', put })), ...profileWrites(profile, memory), ...redacted.writes],
    eventIds: redacted.eventIds,
  };
}

/** The log and the session without the words of a turn; the session's brief is made anew of the other turns. */
async function withoutTurn({ log, memory }: ManagementParts, episode: EpisodeRow, seq: number): Promise<Without> {
  const { sessionId } = episode;
  const events = await log.store.scan('events', { index: 'bySession', equals: sessionId });
  const said = redactWhole(events.filter((event) => event.kind === 'turn' && (event.seq === episode.seq || event.payload['turnId'] === episode.turnId)));
  const brief = finalBrief(memory.turnsOf(sessionId).filter(({ id }) => id !== episode.id));
  const session = memory.session(sessionId);
  return {
    writes: [
      ...said.writes,
      ...events.filter(hasBrief).map((event): Write => ({ table: 'events', put: { ...event, payload: { ...event.payload, brief } } })),
      ...(session
        ? [
            {
              table: 'sessions',
              put: { ...session, seq, turns: Math.max(0, session.turns - 1), brief: session.brief === '' ? '' : brief },
            } satisfies Write,
          ]
        : []),
    ],
    eventIds: said.eventIds,
  };
}

function hasBrief({ payload }: EventRow): boolean {
  return typeof payload['brief'] === 'string' && payload['brief'] !== '';
}

/** Keys of a session's rows in `turns`, forgotten turns included: they begin alike. */
async function turnKeysOf({ log }: ManagementParts, sessionId: string): Promise<string[]> {
  const start = turnKey(sessionId, '').slice(0, -'""]'.length);
  const keys: string[] = [];
  for (let after = start; ;) {
    const page = await log.store.scan('turns', { after, limit: PAGE });
    for (const { id } of page) {
      if (!id.startsWith(start)) return keys;
      keys.push(id);
    }
    if (page.length < PAGE) return keys;
    after = page.at(-1)!.id;
  }
}

const PAGE = 500;

function tombstoneEntry({ newId, now }: ManagementParts, seq: number, writes: readonly Write[], tombstone: Tombstone): Entry {
  const at = now();
  const parts = inParts(tombstone).map((payload): NewEvent => ({ id: newId('evt'), kind: 'tombstone', sessionId: '', at, payload: { ...payload } }));
  const [event, ...more] = parts;
  return { event: event!, more, writes: [...writes, { table: 'meta', put: { id: TOMBSTONE_KEY, value: seq + more.length } }] };
}

async function tombstoneWith({ log }: ManagementParts, names: (tombstone: Tombstone) => boolean): Promise<Tombstone | undefined> {
  const events = await log.store.scan('events', { index: 'bySession', equals: '' });
  return events.map(tombstoneOf).find((tombstone) => tombstone !== null && names(tombstone)) ?? undefined;
}

/**
 * The segments are written apart, behind the transaction: what a crash leaves in them is found at the next start. The log
 * of the store is emptied last, when no word is anywhere else.
 */
async function afterwards({ log, memory, segments }: ManagementParts): Promise<void> {
  await segments.purge([memory.facts, memory.episodes]);
  await log.store.scrub?.();
}

/**
 * Files go before the store is told, since nothing finds them again after a crash between the two. They are a copy: where
 * the store refuses, the next start of the session makes them again. What cannot be removed is told of at the end.
 */
async function removeFiles({ journal }: ManagementParts, sessionId?: string): Promise<void> {
  await journal?.forget(sessionId).catch(() => undefined);
}

async function renewFiles({ log, memory, journal }: ManagementParts, sessionId: string): Promise<void> {
  if (!journal) return;
  await journal.forget(sessionId);
  await journal.mend(sessionId, await log.store.scan('events', { index: 'bySession', equals: sessionId }));
  const session = memory.session(sessionId);
  if (session) await journal.brief(sessionId, session.brief || memory.briefOf(sessionId), session.turns);
}
