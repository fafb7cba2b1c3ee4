import { nameOf } from '../src/contract/errors.ts';
import type { ExtractedFact } from './extract/extractor.ts';
import { resolveGroups } from './extract/groups.ts';
import { before } from './deadline.ts';
import { FactChanges } from './facts.ts';
import type { Entry, Log } from './log.ts';
import { nextProfile } from './profile.ts';
import type { EpisodeRow, FactRow } from './store/schema.ts';
import type { Write } from './store/store.ts';
import { PROFILE_KEY, type UserMemory } from './user-memory.ts';

export interface LateFactsParts {
  readonly log: Log;
  readonly memory: UserMemory;
  readonly newId: (prefix: string) => string;
  readonly now: () => string;
  readonly onIncident: (what: string) => void;
}

/** Facts whose turn was stored before they were found: they follow it in an event of their own, dated as the turn is. */
export class LateFacts {
  readonly #parts: LateFactsParts;
  readonly #waiting = new Set<Promise<void>>();

  constructor(parts: LateFactsParts) {
    this.#parts = parts;
  }

  /** Stores what comes late of the turn that `episodeId` names. */
  follow(episodeId: string, late: Promise<readonly ExtractedFact[]>): void {
    const done = this.#store(episodeId, late)
      .catch((thrown: unknown) => this.#parts.onIncident(`facts that came late could not be stored (${nameOf(thrown)})`))
      .finally(() => this.#waiting.delete(done));
    this.#waiting.add(done);
  }

  /** Resolves when all that is awaited is stored, at the latest after `ms`. */
  async settled(ms: number): Promise<void> {
    await before(ms, Promise.all(this.#waiting), undefined);
  }

  async #store(episodeId: string, late: Promise<readonly ExtractedFact[]>): Promise<void> {
    const found = await late;
    if (found.length > 0) await this.#parts.log.append((seq) => this.#entry(episodeId, found, seq));
  }

  /** Null where the turn was forgotten since, or says nothing new. */
  #entry(episodeId: string, found: readonly ExtractedFact[], seq: number): Entry | null {
    const { memory, newId, now } = this.#parts;
    const turn = memory.episode(episodeId);
    if (!turn) return null;
    const facts = new FactChanges((key) => memory.factsOf(key));
    facts.take(resolveGroups(found, memory.factsWith([])), { seq, at: turn.at, source: sourceOf(turn) }, () => newId('mem'));
    if (facts.rows.length === 0) return null;
    const profile = nextProfile(memory.profile, memory.factsWith(facts.rows));
    const writes: Write[] = facts.rows.map((put) => ({ table: 'memories', put }));
    if (profile !== memory.profile) writes.push({ table: 'meta', put: { id: PROFILE_KEY, value: profile } });
    return { event: { id: newId('evt'), kind: 'memory_import', sessionId: '', at: now(), payload: { items: facts.rows.map(told) } }, writes };
  }
}

const sourceOf = ({ sessionId, turnId }: EpisodeRow): NonNullable<FactRow['source']> => ({ sessionId, turnId });

/** A fact as an import tells it to the cloud. */
function told({ id, at, matchKey, text, validFrom, validTo, source, metadata }: FactRow): Record<string, unknown> {
  return {
    memoryId: id,
    text,
    validFrom,
    occurredAt: at,
    metadata,
    ...(matchKey === null ? {} : { matchKey }),
    ...(validTo === null ? {} : { validTo }),
    ...(source === null ? {} : { source }),
  };
}
