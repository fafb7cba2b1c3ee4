import { nameOf } from '../src/contract/errors.ts';
import type { ExtractedFact } from './extract/extractor.ts';
import { resolveGroups } from './extract/groups.ts';
import { before } from './deadline.ts';
import { factWrites } from './fact-writes.ts';
import { FactChanges } from './facts.ts';
import type { Entry, Log, NewEvent } from './log.ts';
import type { EpisodeRow, FactRow } from './store/schema.ts';
import type { UserMemory } from './user-memory.ts';

export interface LateFactsParts {
  readonly log: Log;
  readonly memory: UserMemory;
  readonly newId: (prefix: string) => string;
  readonly onIncident: (what: string) => void;
}

/** A turn that was stored, and when. */
export interface StoredTurn {
  readonly episodeId: string;
  readonly at: string;
}

/**
 * Facts whose turn was stored before they were found: they follow it in events of their own, dated as the turn's own event, so that
 * whoever forgot that turn elsewhere meanwhile has forgotten them too.
 */
export class LateFacts {
  readonly #parts: LateFactsParts;
  readonly #waiting = new Set<Promise<void>>();

  constructor(parts: LateFactsParts) {
    this.#parts = parts;
  }

  /** Stores what comes late of a turn. */
  follow(turn: StoredTurn, late: Promise<readonly ExtractedFact[]>): void {
    const done = this.#store(turn, late)
      .catch((thrown: unknown) => this.#parts.onIncident(`facts that came late could not be stored (${nameOf(thrown)})`))
      .finally(() => this.#waiting.delete(done));
    this.#waiting.add(done);
  }

  /** Resolves when all that is awaited is stored, at the latest after `ms`. */
  async settled(ms: number): Promise<void> {
    await before(ms, Promise.all(this.#waiting), undefined);
  }

  async #store(turn: StoredTurn, late: Promise<readonly ExtractedFact[]>): Promise<void> {
    const found = await late;
    if (found.length > 0) await this.#parts.log.append((seq) => this.#entry(turn, found, seq));
  }

  /** Null where the turn was forgotten since, or says nothing new. */
  #entry({ episodeId, at }: StoredTurn, found: readonly ExtractedFact[], seq: number): Entry | null {
    const { memory, newId } = this.#parts;
    const turn = memory.episode(episodeId);
    if (!turn) return null;
    const facts = new FactChanges((key) => memory.factsOf(key));
    const taken = facts.take(resolveGroups(found, memory.factsWith([])), { seq, at: turn.at, source: sourceOf(turn) }, () => newId('mem'));
    const said = facts.rows.filter(({ id }) => taken.includes(id));
    // what one of them takes the place of follows from it
    const ended = facts.rows.filter((row) => !said.some(({ id, matchKey }) => id === row.id || matchKey === row.matchKey));
    const eventOf = (kind: NewEvent['kind'], payload: NewEvent['payload']): NewEvent => ({ id: newId('evt'), kind, sessionId: '', at, payload });
    const [event, ...more] = [
      ...(said.length > 0 ? [eventOf('memory_import', { items: said.map(told) })] : []),
      ...ended.map((row) => eventOf('memory_edit', edited(row))),
    ];
    if (!event) return null;
    return { event, more, writes: factWrites(facts, memory) };
  }
}

const sourceOf = ({ sessionId, turnId }: EpisodeRow): NonNullable<FactRow['source']> => ({ sessionId, turnId });

/** A fact as an import tells it to the cloud, which works out itself until when it holds. */
function told({ id, at, matchKey, text, validFrom, source, metadata }: FactRow): Record<string, unknown> {
  return { memoryId: id, text, validFrom, occurredAt: at, metadata, ...(matchKey === null ? {} : { matchKey }), ...(source === null ? {} : { source }) };
}

/** The end of a fact as an edit tells it, which never brings back what was forgotten. */
function edited({ id, matchKey, text, validFrom, validTo, metadata }: FactRow): Record<string, unknown> {
  return { memoryId: id, matchKey, text, validFrom, validTo, metadata };
}
