import type { TurnAfterRequest } from '../src/contract/types.ts';
import type { ExtractedFact, ExtractorInput } from './extract/extractor.ts';
import { resolveGroups } from './extract/groups.ts';
import { FactChanges } from './facts.ts';
import type { Entry } from './log.ts';
import { profileWrites } from './fact-writes.ts';
import { nextProfile } from './profile.ts';
import { namesRole } from './search/utterances.ts';
import { turnKey, type EpisodeRow, type SessionRow } from './store/schema.ts';
import type { Write } from './store/store.ts';
import { type UserMemory } from './user-memory.ts';

export interface Remembering {
  readonly memory: UserMemory;
  /** What is known of the turn's facts by now. */
  readonly extract: (input: ExtractorInput) => Promise<readonly ExtractedFact[]>;
  /** Of its event and its episode: the same when the entry is made again. */
  readonly ids: { readonly event: string; readonly episode: string };
  readonly newId: (prefix: string) => string;
}

/** What a turn becomes: its event, the episode, the facts that it states or ends, the session's and the profile's next state. */
export async function turnEntry(request: TurnAfterRequest, session: SessionRow, seq: number, now: string, remembering: Remembering): Promise<Entry> {
  const { memory, extract, ids, newId } = remembering;
  const at = occurredAt(request, now);
  const episode: EpisodeRow = {
    id: ids.episode,
    kind: 'episode',
    seq,
    at,
    sessionId: request.sessionId,
    turnId: request.turnId,
    userText: request.userText,
    assistantText: request.assistantText,
    userName: userNameOf(session),
  };
  // only the user's own words: what the assistant said, and what it recalled, never becomes a fact
  const found = resolveGroups(await extract({ userText: request.userText, at }), memory.factsWith([]));
  const facts = new FactChanges((key) => memory.factsOf(key));
  const taken = facts.take(found, { seq, at, source: { sessionId: request.sessionId, turnId: request.turnId } }, () => newId('mem'));
  const profile = facts.rows.length > 0 ? nextProfile(memory.profile, memory.factsWith(facts.rows)) : memory.profile;
  const writes: Write[] = [
    { table: 'turns', put: { id: turnKey(request.sessionId, request.turnId), eventId: ids.event, seq } },
    { table: 'memories', put: episode },
    ...facts.rows.map((put): Write => ({ table: 'memories', put })),
    { table: 'sessions', put: { ...session, seq, turns: session.turns + 1, lastActiveAt: now } },
    ...profileWrites(profile, memory),
  ];
  const { userText, assistantText, toolCalls, metadata, turnId } = request;
  return {
    event: {
      id: ids.event,
      kind: 'turn',
      sessionId: request.sessionId,
      at: now,
      // ids and facts for the cloud, which would name and find them otherwise than this device did
      payload: {
        turnId,
        userText,
        assistantText,
        toolCalls,
        metadata,
        occurredAt: at,
        memoryId: episode.id,
        facts: found.map((fact, i) => ({ ...fact, ...(taken[i] ? { memoryId: taken[i] } : {}) })),
      },
    },
    writes,
  };
}

/** When the turn was spoken: as the importer says, else now. Stored in UTC so that dates sort as text. */
function occurredAt(request: TurnAfterRequest, now: string): string {
  const given = request.metadata['occurredAt'];
  return typeof given === 'string' ? new Date(given).toISOString() : now;
}

/** The name that the app gave for its user (`metadata.user.name` at session/start). */
function userNameOf(session: SessionRow): string | null {
  const user = session.metadata['user'];
  if (typeof user !== 'object' || user === null || !('name' in user)) return null;
  const name = typeof user.name === 'string' ? user.name.trim().slice(0, 64) : '';
  return name === '' || namesRole(name) ? null : name;
}
