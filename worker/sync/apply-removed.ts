import { finalBrief } from '../brief.ts';
import { redactFacts, redactWhole } from '../management/redact.ts';
import type { Tombstone } from '../management/tombstone.ts';
import type { EpisodeRow, EventRow, FactRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import type { UserMemory } from '../user-memory.ts';

/** What goes: rows, and the words in the log that told of them. */
export interface Removal {
  readonly writes: readonly Write[];
  readonly tombstone: Tombstone;
}

/** Facts and turns that are to go. Facts of `repeated` are no facts of their own after all, and what told them still waits to be sent. */
export interface Gone {
  readonly facts: readonly FactRow[];
  readonly repeated: readonly FactRow[];
  readonly episodes: readonly EpisodeRow[];
}

/**
 * Takes out what was forgotten elsewhere as if it had been forgotten here: rows, words in the log, briefs. The rows of turns that
 * make them idempotent stay and hold no word.
 */
export async function removalOf({ facts, repeated, episodes }: Gone, store: Pick<Store, 'get' | 'scan'>, memory: UserMemory, seq: number): Promise<Removal> {
  const redacted = await redactFacts(store, facts);
  const writes: Write[] = [...redacted.writes];
  const eventIds = [...redacted.eventIds];
  const sessionIds = new Set(episodes.map(({ sessionId }) => sessionId));
  for (const sessionId of sessionIds) {
    const gone = episodes.filter((episode) => episode.sessionId === sessionId);
    const events = await store.scan('events', { index: 'bySession', equals: sessionId });
    const said = redactWhole(events.filter((event) => gone.some((episode) => isOf(event, episode))));
    const brief = finalBrief(memory.turnsOf(sessionId).filter((turn) => !gone.includes(turn)));
    const session = memory.session(sessionId);
    eventIds.push(...said.eventIds);
    writes.push(
      ...said.writes,
      ...events.filter(hasBrief).map((event): Write => ({ table: 'events', put: { ...event, payload: { ...event.payload, brief } } })),
    );
    if (session) {
      const turns = Math.max(0, session.turns - gone.length);
      writes.push({ table: 'sessions', put: { ...session, seq, turns, brief: session.brief === '' ? '' : brief } });
    }
  }
  const ids = [...facts, ...repeated, ...episodes].map(({ id }) => id);
  return {
    writes: [...writes, ...ids.map((remove): Write => ({ table: 'memories', remove }))],
    tombstone: {
      scope: 'memory',
      memoryIds: ids,
      sessionIds: [],
      turns: episodes.map(({ sessionId, turnId }) => ({ sessionId, turnId })),
      eventIds,
      briefsOf: [...sessionIds],
    },
  };
}

/** Of two tellings of one turn each has its own event. */
function isOf({ kind, seq, payload }: EventRow, episode: EpisodeRow): boolean {
  return kind === 'turn' && (seq === episode.seq || (payload['turnId'] === episode.turnId && payload['memoryId'] === episode.id));
}

function hasBrief({ payload }: EventRow): boolean {
  return typeof payload['brief'] === 'string' && payload['brief'] !== '';
}
