import type { ProfileSnapshot } from '../src/contract/types.ts';
import { runningBrief } from './brief.ts';
import type { PermanentView } from './lanes/permanent.ts';
import type { LastBrief, WorkingView } from './lanes/working.ts';
import { HybridIndex, type KnownTerms } from './search/hybrid.ts';
import { textPassage } from './search/passage.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { EPISODES, FACTS } from './search/recipes.ts';
import { episodeOf, isProfile, isReadable, isSession } from './repair.ts';
import { episodePassages } from './search/utterances.ts';
import type { EpisodeRow, FactRow, MemoryRow, MetaRow, SessionRow } from './store/schema.ts';
import type { Store } from './store/store.ts';

export const PROFILE_KEY = 'profile';

/**
 * One user's memory as the lanes read it: projections of the stored rows, held in memory, kept up with the log.
 * It only follows the store; what is written is decided in `remember.ts` and `import-memory.ts`.
 */
export class UserMemory implements WorkingView, PermanentView {
  readonly episodes: HybridIndex;
  readonly facts: HybridIndex;
  /** Where the log ended when this memory last caught up. */
  head = 0;
  profile: ProfileSnapshot | null = null;
  readonly #episodeRows = new Map<string, EpisodeRow>();
  readonly #factRows = new Map<string, FactRow>();
  readonly #idsByKey = new Map<string, Set<string>>();
  readonly #turns = new Map<string, EpisodeRow[]>();
  readonly #lastLines = new Map<string, readonly string[]>();
  readonly #briefs = new Map<string, { readonly turns: number; readonly text: string }>();
  readonly #sessions = new Map<string, SessionRow>();
  readonly #onIncident: (what: string) => void;
  readonly #counted: KnownTerms;

  /** `counted` spares the tokeniser where the terms of a passage are known. */
  constructor(arena: VectorArena, onIncident: (what: string) => void = () => undefined, counted: KnownTerms = () => undefined) {
    this.#counted = counted;
    this.episodes = new HybridIndex(EPISODES, arena);
    this.facts = new HybridIndex(FACTS, arena);
    this.#onIncident = onIncident;
  }

  /** Reads what was written after `head`, by this or any other writer. */
  async catchUp(store: Store): Promise<void> {
    const head = await store.head();
    if (head === this.head) return;
    const [rows, profile, sessions] = await Promise.all([
      store.scan('memories', { index: 'bySeq', after: this.head }),
      store.get('meta', PROFILE_KEY),
      store.scan('sessions', { index: 'bySeq', after: this.head }),
    ]);
    if (profile) this.noteMeta(profile);
    for (const session of sessions) this.noteSession(session);
    for (const row of rows) {
      if (isReadable(row)) this.apply(row);
      else await this.#repair(store, row);
    }
    this.head = head;
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
    if (this.#episodeRows.has(row.id)) return;
    this.#episodeRows.set(row.id, row);
    const turns = this.#turns.get(row.sessionId);
    if (turns) turns.push(row);
    else this.#turns.set(row.sessionId, [row]);
    const { passages, lines } = episodePassages(row, this.#lastLines.get(row.sessionId) ?? []);
    this.#lastLines.set(row.sessionId, lines);
    for (const passage of passages) this.episodes.add(passage, this.#counted(passage));
  }

  #applyFact(row: FactRow): void {
    const before = this.#factRows.get(row.id);
    this.#factRows.set(row.id, row);
    if (before?.matchKey) this.#idsByKey.get(before.matchKey)?.delete(row.id);
    if (row.matchKey !== null) {
      const ids = this.#idsByKey.get(row.matchKey);
      if (ids) ids.add(row.id);
      else this.#idsByKey.set(row.matchKey, new Set([row.id]));
    }
    const passage = textPassage(row.id, row.text, { document: null, at: row.validFrom });
    if (before?.text !== row.text || before.validFrom !== row.validFrom || !this.facts.has(passage.id)) this.facts.add(passage, this.#counted(passage));
    this.facts.setCurrent(passage.id, row.validTo === null);
  }

  noteMeta(row: MetaRow): void {
    if (row.id === PROFILE_KEY && isProfile(row.value)) this.profile = row.value;
  }

  noteSession(row: SessionRow): void {
    if (isSession(row)) this.#sessions.set(row.id, row);
    else this.#onIncident('a damaged session was left out');
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

  turnsOf(sessionId: string): readonly EpisodeRow[] {
    return this.#turns.get(sessionId) ?? [];
  }

  briefOf(sessionId: string): string {
    const turns = this.turnsOf(sessionId);
    const known = this.#briefs.get(sessionId);
    if (known?.turns === turns.length) return known.text;
    const text = runningBrief(turns);
    this.#briefs.set(sessionId, { turns: turns.length, text });
    return text;
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
