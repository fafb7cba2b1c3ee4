import type { ImportEntry, ImportItem, ImportSession, ImportTurn } from '../../src/contract/local.ts';
import { FactChanges } from '../facts.ts';
import type { Entry, NewEvent } from '../log.ts';
import { profileWrites } from '../fact-writes.ts';
import { nextProfile } from '../profile.ts';
import { turnKey, type EpisodeRow, type FactRow, type SessionRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import type { ManagementParts } from './parts.ts';

type Outcome = 'imported' | 'updated' | 'unchanged';

/** Bytes of facts that one event tells, unless its one fact is larger: a cloud takes no event over a megabyte. */
const EVENT_BYTES = 204_800;

/** An event that tells facts. */
interface Telling {
  readonly seq: number;
  readonly items: ImportItem[];
  bytes: number;
}

/** What a batch of an import becomes: its events in order, each under its number, and the rows of them all. */
export class ImportBatch {
  readonly counts: Record<Outcome, number> = { imported: 0, updated: 0, unchanged: 0 };
  readonly #parts: Pick<ManagementParts, 'log' | 'memory' | 'newId'> & { readonly now: string };
  readonly #first: number;
  readonly #events: NewEvent[] = [];
  readonly #sessions = new Map<string, SessionRow>();
  readonly #turns = new Set<string>();
  readonly #writes: Write[] = [];
  readonly #facts: FactChanges;
  /** The facts of a batch share an event until it is full. It is made when the first of them changes something. */
  #telling: Telling | null = null;

  constructor(parts: Pick<ManagementParts, 'log' | 'memory' | 'newId'> & { readonly now: string }, first: number) {
    this.#parts = parts;
    this.#first = first;
    this.#facts = new FactChanges((key) => parts.memory.factsOf(key));
  }

  /** Takes the next item, which has its ids. */
  async take(item: ImportEntry): Promise<void> {
    this.counts[item.kind === 'session' ? this.#session(item) : item.kind === 'turn' ? await this.#turn(item) : this.#fact(item)]++;
  }

  /** All of it; null when nothing has changed. */
  entry(): Entry | null {
    const [event, ...more] = this.#events;
    if (!event) return null;
    const { memory } = this.#parts;
    const writes: Write[] = [
      ...[...this.#sessions.values()].map((put): Write => ({ table: 'sessions', put })),
      ...this.#writes,
      ...this.#facts.rows.map((put): Write => ({ table: 'memories', put })),
    ];
    const profile = this.#telling === null ? memory.profile : nextProfile(memory.profile, memory.factsWith(this.#facts.rows));
    return { event, more, writes: [...writes, ...profileWrites(profile, memory)] };
  }

  /** The number of the next event. */
  get #next(): number {
    return this.#first + this.#events.length;
  }

  #known(sessionId: string): SessionRow | undefined {
    return this.#sessions.get(sessionId) ?? this.#parts.memory.session(sessionId);
  }

  #session(item: ImportSession): Outcome {
    if (this.#known(item.sessionId)) return 'unchanged';
    const startedAt = utc(item.startedAt) ?? this.#parts.now;
    const endedAt = utc(item.endedAt);
    this.#open(
      {
        id: item.sessionId,
        seq: this.#next,
        mode: item.mode,
        startedAt,
        lastActiveAt: utc(item.lastActiveAt) ?? endedAt ?? startedAt,
        endedAt,
        metadata: item.metadata,
        turns: 0,
        brief: endedAt === null ? '' : (item.brief ?? ''),
      },
      { mode: item.mode, metadata: item.metadata, startedAt },
    );
    return 'imported';
  }

  #open(row: SessionRow, payload: NewEvent['payload']): void {
    this.#event('session_start', row.id, payload);
    if (row.endedAt !== null) this.#event('session_end', row.id, { reason: 'imported', brief: row.brief, endedAt: row.endedAt });
    this.#sessions.set(row.id, { ...row, seq: this.#next - 1 });
  }

  async #turn(item: ImportTurn): Promise<Outcome> {
    const { log, memory, newId, now } = this.#parts;
    const { sessionId, turnId, userText, assistantText } = item;
    const key = turnKey(sessionId, turnId);
    if (this.#turns.has(key) || (await log.store.get('turns', key))) return 'unchanged';
    this.#turns.add(key);
    const at = utc(item.occurredAt) ?? now;
    if (!this.#known(sessionId)) {
      const row: SessionRow = { id: sessionId, seq: 0, mode: 'default', startedAt: at, lastActiveAt: at, endedAt: at, metadata: {}, turns: 0, brief: '' };
      this.#open(row, { mode: row.mode, metadata: {}, startedAt: at });
    }
    const id = item.memoryId === undefined || memory.fact(item.memoryId) || memory.episode(item.memoryId) ? newId('epi') : item.memoryId;
    const seq = this.#next;
    const eventId = item.localEventId ?? newId('evt');
    const episode: EpisodeRow = { id, kind: 'episode', seq, at, sessionId, turnId, userText, assistantText, userName: item.userName ?? null };
    // its facts are items of their own: nobody is to take them from it a second time
    const facts: readonly unknown[] = [];
    const payload = { turnId, userText, assistantText, toolCalls: item.toolCalls ?? [], metadata: item.metadata ?? {}, occurredAt: at, memoryId: id, facts };
    this.#events.push({ id: eventId, kind: 'turn', sessionId, at: now, payload });
    this.#writes.push({ table: 'turns', put: { id: key, eventId, seq } }, { table: 'memories', put: episode });
    const session = this.#known(sessionId)!;
    this.#sessions.set(sessionId, { ...session, seq, turns: session.turns + 1 });
    return 'imported';
  }

  #fact(item: ImportItem): Outcome {
    const before = this.#facts.row(item.memoryId!) ?? this.#parts.memory.fact(item.memoryId!);
    const row = factOf(item, before, this.#parts.now);
    const outcome = before === undefined ? 'imported' : same(before, row) ? 'unchanged' : 'updated';
    if (outcome !== 'unchanged') this.#facts.add({ ...row, seq: this.#tell(item) });
    return outcome;
  }

  /** The number of the event that tells it. */
  #tell(item: ImportItem): number {
    const bytes = new TextEncoder().encode(JSON.stringify(item)).length;
    if (this.#telling === null || this.#telling.bytes + bytes > EVENT_BYTES) {
      const items: ImportItem[] = [];
      this.#telling = { seq: this.#next, items, bytes: 0 };
      this.#event('memory_import', '', { items });
    }
    this.#telling.items.push(item);
    this.#telling.bytes += bytes;
    return this.#telling.seq;
  }

  #event(kind: NewEvent['kind'], sessionId: string, payload: NewEvent['payload']): void {
    this.#events.push({ id: this.#parts.newId('evt'), kind, sessionId, at: this.#parts.now, payload });
  }
}

function factOf(item: ImportItem, before: FactRow | undefined, now: string): Omit<FactRow, 'seq'> {
  return {
    id: item.memoryId!,
    kind: 'fact',
    at: utc(item.occurredAt) ?? before?.at ?? now,
    matchKey: item.matchKey ?? null,
    text: item.text,
    validFrom: utc(item.validFrom) ?? before?.validFrom ?? now,
    validTo: utc(item.validTo),
    source: item.source ?? before?.source ?? null,
    metadata: item.metadata ?? {},
  };
}

function same(a: FactRow, b: Omit<FactRow, 'seq'>): boolean {
  // a fact that was superseded since stays so when its own text comes again
  return (
    a.text === b.text &&
    a.matchKey === b.matchKey &&
    a.validFrom === b.validFrom &&
    (a.validTo === b.validTo || b.validTo === null) &&
    JSON.stringify(a.metadata) === JSON.stringify(b.metadata)
  );
}

/** Dates are stored in UTC, so that they sort as text. */
function utc(date: string | undefined): string | null {
  return date === undefined ? null : new Date(date).toISOString();
}
