import type { ProfileSnapshot } from '../src/contract/types.ts';
import type { CallBrief } from './brief/call-brief.ts';
import { newBrief, runningBrief } from './brief.ts';
import { byBreaths } from './by-breaths.ts';
import type { PermanentView } from './lanes/permanent.ts';
import type { LastBrief, WorkingView } from './lanes/working.ts';
import { rethread } from './management/rethread.ts';
import { tombstoneOf, type Tombstone } from './management/tombstone.ts';
import { HybridIndex, type KnownTerms } from './search/hybrid.ts';
import { textPassage } from './search/passage.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import type { LineBefore, QueryEmbedding } from './search/query.ts';
import { RECIPES, type Recipes } from './search/recipes.ts';
import { terms } from './search/tokens.ts';
import { dequantized } from './search/vectors/quantize.ts';
import { episodeOf, isProfile, isReadable, isSession } from './repair.ts';
import { episodePassages } from './search/utterances.ts';
import type { EpisodeRow, FactRow, MemoryRow, MetaRow, SessionRow } from './store/schema.ts';
import type { Store } from './store/store.ts';

export const PROFILE_KEY = 'profile';
/** `YYYY-MM-DD`. */
const DAY = 10;
/** A long call is not gone through for what was said last. */
const LINES_BEFORE = 3;
/** Where the log told last that something was forgotten. */
export const TOMBSTONE_KEY = 'tombstone';

/**
 * One user's memory as the lanes read it: projections of the stored rows, held in memory, kept up with the log.
 * It only follows the store; what is written is decided in `remember.ts`, `import-memory.ts` and `management/`.
 */
export class UserMemory implements WorkingView, PermanentView {
  readonly episodes: HybridIndex;
  readonly facts: HybridIndex;
  /** Where the log ended when this memory last caught up. */
  head = 0;
  /** The sequence number of the last tombstone; 0 while nothing was ever forgotten. */
  tombstone = 0;
  profile: ProfileSnapshot | null = null;
  readonly #episodeRows = new Map<string, EpisodeRow>();
  readonly #factRows = new Map<string, FactRow>();
  readonly #idsByKey = new Map<string, Set<string>>();
  readonly #turns = new Map<string, EpisodeRow[]>();
  readonly #lastLines = new Map<string, readonly string[]>();
  readonly #briefs = new Map<string, CallBrief>();
  readonly #sessions = new Map<string, SessionRow>();
  readonly #onIncident: (what: string) => void;
  readonly #counted: KnownTerms;

  /** `counted` spares the tokeniser where the terms of a passage are known. */
  constructor(
    arena: VectorArena,
    onIncident: (what: string) => void = () => undefined,
    counted: KnownTerms = () => undefined,
    recipes: Omit<Recipes, 'org'> = RECIPES,
  ) {
    this.#counted = counted;
    this.episodes = new HybridIndex(recipes.episodes, arena);
    this.facts = new HybridIndex(recipes.facts, arena);
    this.#onIncident = onIncident;
  }

  /** Reads what was written after `head`, by this or any other writer. */
  async catchUp(store: Store): Promise<void> {
    const head = await store.head();
    if (head === this.head) return;
    const [rows, profile, tombstone, sessions] = await Promise.all([
      store.scan('memories', { index: 'bySeq', after: this.head }),
      store.get('meta', PROFILE_KEY),
      store.get('meta', TOMBSTONE_KEY),
      store.scan('sessions', { index: 'bySeq', after: this.head }),
    ]);
    if (tombstone) this.noteMeta(tombstone);
    for (const each of await this.#buriedSince(store)) this.bury(each);
    if (profile) this.noteMeta(profile);
    for (const session of sessions) this.noteSession(session);
    for await (const some of byBreaths(rows)) {
      for (const row of some) {
        if (isReadable(row)) this.apply(row);
        else await this.#repair(store, row);
      }
    }
    this.head = head;
  }

  /**
   * What was forgotten after `head`. Its rows are gone, so it cannot be told by them; what was written again under its ids
   * is of a later number and comes after it.
   */
  async #buriedSince(store: Store): Promise<Tombstone[]> {
    const holdsNothing = this.#episodeRows.size === 0 && this.#factRows.size === 0 && this.#sessions.size === 0;
    if (this.tombstone <= this.head || holdsNothing) return [];
    const events = await store.scan('events', { after: this.head });
    return events.map(tombstoneOf).filter((each) => each !== null);
  }

  /** Lets go of what was forgotten, and of what was derived from it. */
  bury({ scope, memoryIds, sessionIds }: Tombstone): void {
    if (scope === 'user') return this.#buryAll();
    const [ids, sessions] = [new Set(memoryIds), new Set(sessionIds)];
    for (const id of ids) this.#dropFact(id);
    const touched = new Set([...ids].map((id) => this.#episodeRows.get(id)?.sessionId).filter((id) => id !== undefined));
    for (const sessionId of new Set([...sessions, ...touched])) this.#dropTurns(sessionId, sessions.has(sessionId) ? null : ids);
    for (const sessionId of sessions) this.#sessions.delete(sessionId);
  }

  #buryAll(): void {
    for (const index of [this.episodes, this.facts]) index.clear();
    for (const kept of [this.#episodeRows, this.#factRows, this.#idsByKey, this.#turns, this.#lastLines, this.#briefs, this.#sessions]) kept.clear();
    this.profile = null;
  }

  #dropFact(id: string): void {
    const row = this.#factRows.get(id);
    if (!row) return;
    this.#factRows.delete(id);
    if (row.matchKey !== null) this.#leaveKey(row.matchKey, id);
    this.facts.removeItem(id);
  }

  /** A key that nothing is under is not kept: it may name what was forgotten. */
  #leaveKey(matchKey: string, id: string): void {
    const ids = this.#idsByKey.get(matchKey);
    ids?.delete(id);
    if (ids?.size === 0) this.#idsByKey.delete(matchKey);
  }

  /** Drops these turns of a session; all for null. */
  #dropTurns(sessionId: string, ids: ReadonlySet<string> | null): void {
    const turns = this.turnsOf(sessionId);
    const gone = turns.filter(({ id }) => ids?.has(id) ?? true);
    for (const { id } of gone) {
      this.#episodeRows.delete(id);
      this.episodes.removeItem(id);
    }
    this.#briefs.delete(sessionId);
    const left = turns.filter(({ id }) => this.#episodeRows.has(id));
    if (left.length === 0) {
      this.#turns.delete(sessionId);
      this.#lastLines.delete(sessionId);
      return;
    }
    if (gone.length === 0) return;
    this.#turns.set(sessionId, left);
    // before the first that is gone nothing has changed, and so much stands before it in both lists
    const first = turns.indexOf(gone[0]!);
    this.#lastLines.set(
      sessionId,
      rethread(this.episodes, left, first, (passage) => this.#counted(passage)),
    );
  }

  /** A row that cannot be read: its turn is projected again from the event log, which is the truth. */
  async #repair(store: Store, row: MemoryRow): Promise<void> {
    const episode = row.kind === 'episode' && Number.isInteger(row.seq) ? episodeOf(await store.get('events', row.seq), row.id) : null;
    if (episode) this.apply(episode);
    this.#onIncident(episode ? 'a damaged row was made again from the event log' : 'a damaged row could not be made again and was left out');
  }

  /** Takes a row as committed; one seen before is replaced. */
  apply(row: MemoryRow): void {
    if (row.kind === 'episode') this.#applyEpisode(row);
    else this.#applyFact(row);
  }

  #applyEpisode(row: EpisodeRow): void {
    const turns = this.#turns.get(row.sessionId);
    const before = this.#episodeRows.get(row.id);
    this.#episodeRows.set(row.id, row);
    if (before) return this.#replaceEpisode(before, row);
    if (turns) turns.push(row);
    else this.#turns.set(row.sessionId, [row]);
    const { passages, lines } = episodePassages(row, this.#lastLines.get(row.sessionId) ?? []);
    this.#lastLines.set(row.sessionId, lines);
    for (const passage of passages) this.episodes.add(passage, this.#counted(passage));
    // paid turn by turn, where a recall would wait for all
    this.#briefs.get(row.sessionId)?.read(this.turnsOf(row.sessionId));
  }

  /** What was said stays; whose line it is may be learned later. */
  #replaceEpisode(before: EpisodeRow, row: EpisodeRow): void {
    const turns = this.turnsOf(before.sessionId).map((turn) => (turn.id === row.id ? row : turn));
    this.#turns.set(before.sessionId, turns);
    this.#briefs.delete(before.sessionId);
    if (before.userName === row.userName) return;
    const lines = rethread(this.episodes, turns, turns.indexOf(row), (passage) => this.#counted(passage));
    this.#lastLines.set(before.sessionId, lines);
  }

  #applyFact(row: FactRow): void {
    const before = this.#factRows.get(row.id);
    this.#factRows.set(row.id, row);
    if (before?.matchKey) this.#leaveKey(before.matchKey, row.id);
    if (row.matchKey !== null) {
      const ids = this.#idsByKey.get(row.matchKey);
      if (ids) ids.add(row.id);
      else this.#idsByKey.set(row.matchKey, new Set([row.id]));
    }
    const passage = textPassage(row.id, row.text, { document: row.validFrom.slice(0, DAY), at: row.validFrom });
    if (before?.text !== row.text || before.validFrom !== row.validFrom || !this.facts.has(passage.id)) this.facts.add(passage, this.#counted(passage));
    this.facts.setCurrent(passage.id, row.validTo === null);
  }

  noteMeta(row: MetaRow): void {
    if (row.id === PROFILE_KEY && isProfile(row.value)) this.profile = row.value;
    if (row.id === TOMBSTONE_KEY && typeof row.value === 'number') this.tombstone = row.value;
  }

  noteSession(row: SessionRow): void {
    if (isSession(row)) {
      this.#sessions.set(row.id, row);
      if (row.endedAt !== null) this.#briefs.delete(row.id);
    } else this.#onIncident('a damaged session was left out');
  }

  session(id: string): SessionRow | undefined {
    return this.#sessions.get(id);
  }

  episode(id: string): EpisodeRow | undefined {
    return this.#episodeRows.get(id);
  }

  fact(id: string): FactRow | undefined {
    return this.#factRows.get(id);
  }

  /** Every fact under a matchKey, those that no longer hold included. */
  factsOf(matchKey: string): readonly FactRow[] {
    return [...(this.#idsByKey.get(matchKey) ?? [])].map((id) => this.#factRows.get(id)!);
  }

  /** Every fact, as it would be after `changed`. */
  *factsWith(changed: readonly FactRow[]): Iterable<FactRow> {
    const over = new Map(changed.map((row) => [row.id, row]));
    for (const row of this.#factRows.values()) if (!over.has(row.id)) yield row;
    yield* over.values();
  }

  /** Every turn, in no order of time. */
  allEpisodes(): Iterable<EpisodeRow> {
    return this.#episodeRows.values();
  }

  allSessions(): Iterable<SessionRow> {
    return this.#sessions.values();
  }

  turnsOf(sessionId: string): readonly EpisodeRow[] {
    return this.#turns.get(sessionId) ?? [];
  }

  /** What the user said last in a session, oldest first. `embed` is asked for the vector of a line that has none yet. */
  linesBefore(sessionId: string, embed: (text: string) => Promise<QueryEmbedding>): readonly LineBefore[] {
    const turns = this.turnsOf(sessionId).slice(-LINES_BEFORE);
    const own = turns.flatMap(({ id }) => this.episodes.passagesOf(id)).filter(({ role }) => role === 'user');
    return own.slice(-LINES_BEFORE).map(({ id, text, denseText }) => ({
      id,
      terms: terms(text),
      vector: async () => dequantized(this.episodes.vectorOf(id)) ?? (await embed(denseText)).vector,
    }));
  }

  briefOf(sessionId: string): string {
    return runningBrief(this.callOf(sessionId));
  }

  callOf(sessionId: string): CallBrief {
    const turns = this.turnsOf(sessionId);
    const known = this.#briefs.get(sessionId);
    if (known?.follows(turns)) return known.read(turns);
    const brief = newBrief().read(turns);
    this.#briefs.set(sessionId, brief);
    return brief;
  }

  lastBrief(sessionId: string): LastBrief | null {
    let last: LastBrief | null = null;
    for (const { id, brief, endedAt } of this.#sessions.values()) {
      if (id !== sessionId && endedAt !== null && brief !== '' && (last === null || endedAt > last.endedAt)) last = { sessionId: id, text: brief, endedAt };
    }
    return last;
  }

  get counts(): { readonly episodes: number; readonly facts: number } {
    return { episodes: this.#episodeRows.size, facts: this.#factRows.size };
  }
}
