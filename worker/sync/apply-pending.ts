import { isForgotten, tombstoneOf, type Tombstone } from '../management/tombstone.ts';
import { textHash } from '../search/text-hash.ts';
import type { EpisodeRow, EventRow, FactRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { UserMemory } from '../user-memory.ts';

/** Field of an event that came from the cloud, or tells what came from there: nothing of it waits to be sent. */
export const PULLED = 'pulled';

/** A fact that a turn states or ends. */
interface Statement {
  readonly id: string;
  readonly matchKey: string;
  readonly text: string;
  readonly ends: boolean;
}

/** A fact as an import or an edit tells it; what is undefined stays as it was. */
export interface Told {
  readonly id: string;
  readonly matchKey: string | null;
  readonly text: string;
  readonly validFrom: string | undefined;
  readonly validTo: string | null;
  readonly at: string | undefined;
  readonly source: FactRow['source'] | undefined;
  readonly metadata: FactRow['metadata'];
}

/** A local write that the cloud is not known to have. */
export type PendingWrite = { readonly seq: number; readonly at: string } & (
  | { readonly kind: 'turn'; readonly memoryId: string | null; readonly source: NonNullable<FactRow['source']>; readonly facts: readonly Statement[] }
  | { readonly kind: 'import' | 'edit'; readonly facts: readonly Told[] }
  | { readonly kind: 'forget'; readonly tombstone: Tombstone }
);

/** What stood where when a page was asked for: what was sent before that is in the page. */
export interface Asked {
  /** The log's end. */
  readonly head: number;
  /** Numbers of the events that waited. */
  readonly waiting: ReadonlySet<number>;
}

/** Local writes in the order of the log, to be made again on top of what the cloud tells. */
export class Pending {
  readonly writes: readonly PendingWrite[];
  /** Memories that one of them makes. */
  readonly made: ReadonlySet<string>;

  constructor(writes: readonly PendingWrite[]) {
    this.writes = writes;
    this.made = new Set(writes.flatMap(idsMade));
  }

  get none(): boolean {
    return this.writes.length === 0;
  }

  get forgets(): boolean {
    return this.writes.some(({ kind }) => kind === 'forget');
  }

  /** True when one of them changes facts. */
  get ofFacts(): boolean {
    return this.writes.some((write) => write.kind === 'forget' || write.facts.length > 0);
  }

  /** Whether an episode was forgotten here meanwhile: by its id, which is for good, or by its date, of which the cloud knows better. */
  forgot(episode: Pick<EpisodeRow, 'id' | 'sessionId' | 'turnId' | 'at'>, eventId: string): 'for good' | 'by date' | null {
    const forgets = this.writes.filter((write) => write.kind === 'forget');
    if (forgets.some(({ tombstone }) => namesWhatever(tombstone, episode.id, eventId))) return 'for good';
    return forgets.some((write) => namesBefore(write, episode)) ? 'by date' : null;
  }
}

function idsMade(write: PendingWrite): string[] {
  if (write.kind === 'turn') return [...(write.memoryId === null ? [] : [write.memoryId]), ...write.facts.map(({ id }) => id)];
  return write.kind === 'import' ? write.facts.map(({ id }) => id) : [];
}

function namesWhatever({ memoryIds, eventIds }: Tombstone, id: string, eventId?: string): boolean {
  return memoryIds.includes(id) || (eventId !== undefined && eventIds.includes(eventId));
}

/** By session, turn or user: as far as it is older than the tombstone. */
function namesBefore(
  write: PendingWrite & { readonly kind: 'forget' },
  said: { readonly sessionId: string; readonly turnId: string; readonly at: string },
): boolean {
  const { scope, sessionIds, turns } = write.tombstone;
  if (said.at >= write.at) return false;
  return scope === 'user' || sessionIds.includes(said.sessionId) || turns.some((turn) => turn.sessionId === said.sessionId && turn.turnId === said.turnId);
}

/** Whether a tombstone takes a fact. */
export function takesFact(write: PendingWrite & { readonly kind: 'forget' }, { id, source, at }: FactRow): boolean {
  if (namesWhatever(write.tombstone, id)) return true;
  return source === null ? write.tombstone.scope === 'user' && at < write.at : namesBefore(write, { ...source, at });
}

/** Reads the pending writes of one log, each event once. */
export class PendingReader {
  readonly #store: Pick<Store, 'get' | 'scan'>;
  readonly #memory: Pick<UserMemory, 'head' | 'tombstone'>;
  readonly #known = new Map<number, PendingWrite | null>();
  #tombstone = 0;

  constructor(store: Pick<Store, 'get' | 'scan'>, memory: Pick<UserMemory, 'head' | 'tombstone'>) {
    this.#store = store;
    this.#memory = memory;
  }

  /** What stands where now, for a page that is about to be asked for. */
  async asked(): Promise<Asked> {
    const { head } = this.#memory;
    return { head, waiting: new Set((await this.#store.scan('outbox')).map(({ seq }) => seq)) };
  }

  /** Events that a page has become: there is nothing of them to be read. */
  pulled(first: number, count: number): void {
    for (let seq = first; seq < first + count; seq++) this.#known.set(seq, null);
  }

  /** What a page that was asked for then may not know of. Dead letters count: what they told is here and nowhere else. */
  async since({ head, waiting }: Asked): Promise<Pending> {
    // events were redacted
    if (this.#memory.tombstone !== this.#tombstone) this.#known.clear();
    this.#tombstone = this.#memory.tombstone;
    const seqs = new Set([...waiting, ...(await this.#store.scan('outbox')).map(({ seq }) => seq)]);
    for (let seq = head + 1; seq <= this.#memory.head; seq++) seqs.add(seq);
    const unknown = [...seqs].filter((seq) => !this.#known.has(seq));
    for (let from = 0; from < unknown.length; from += READ)
      await Promise.all(
        unknown.slice(from, from + READ).map(async (seq) => {
          const event = await this.#store.get('events', seq);
          this.#known.set(seq, event ? writeOf(event) : null);
        }),
      );
    return new Pending([...seqs].sort((a, b) => a - b).flatMap((seq) => this.#known.get(seq) ?? []));
  }
}

/** Events that are read at once. */
const READ = 256;

function writeOf(event: EventRow): PendingWrite | null {
  const { kind, seq, at, payload, sessionId, id } = event;
  if (isForgotten(event) || Object.hasOwn(payload, PULLED)) return null;
  if (kind === 'tombstone') return { kind: 'forget', seq, at, tombstone: tombstoneOf(event)! };
  if (kind === 'memory_import') return { kind: 'import', seq, at, facts: recordsOf(payload['items']).flatMap(toldOf) };
  if (kind === 'memory_edit') return { kind: 'edit', seq, at, facts: toldOf(payload) };
  const turnId = textOf(payload['turnId']);
  if (kind !== 'turn' || turnId === undefined) return null;
  const facts = recordsOf(payload['facts']).flatMap((fact): Statement[] => {
    const [matchKey, text] = [textOf(fact['matchKey']), textOf(fact['text'])];
    if (matchKey === undefined || text === undefined) return [];
    // the id that the cloud gives a fact that was none of its own on the device
    return [{ id: textOf(fact['memoryId']) ?? `mem_${id}_${textHash(matchKey)}`, matchKey, text, ends: fact['ends'] === true }];
  });
  return {
    kind: 'turn',
    seq,
    at: textOf(payload['occurredAt']) ?? at,
    memoryId: textOf(payload['memoryId']) ?? null,
    source: { sessionId, turnId },
    facts,
  };
}

function toldOf(item: Readonly<Record<string, unknown>>): Told[] {
  const [id, text] = [textOf(item['memoryId']), textOf(item['text'])];
  if (id === undefined || text === undefined) return [];
  const { source, metadata } = item;
  const [turn] = recordsOf([source]);
  const [sessionId, turnId] = [textOf(turn?.['sessionId']), textOf(turn?.['turnId'])];
  return [
    {
      id,
      text,
      matchKey: textOf(item['matchKey']) ?? null,
      validFrom: dateOf(item['validFrom']),
      validTo: dateOf(item['validTo']) ?? null,
      at: dateOf(item['occurredAt']),
      source: sessionId === undefined || turnId === undefined ? undefined : { sessionId, turnId },
      metadata: recordsOf([metadata])[0] ?? {},
    },
  ];
}

function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null && !Array.isArray(each)) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Dates are stored in UTC; what is no date was refused where it came in. */
function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;
}
