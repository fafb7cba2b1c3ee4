import type { ExtractedFact } from './extract/extractor.ts';
import type { FactRow } from './store/schema.ts';

/** Reads every fact under a key, those that no longer hold included. */
export type FactHistory = (matchKey: string) => readonly FactRow[];

/** Rows that change, keyed by id, so that a later fact of one batch sees the earlier ones. */
export class FactChanges {
  readonly #rows = new Map<string, FactRow>();
  readonly #removed = new Set<string>();
  readonly #history: FactHistory;

  constructor(history: FactHistory) {
    this.#history = history;
  }

  get rows(): FactRow[] {
    return [...this.#rows.values()];
  }

  /** A row that changes; undefined for one that stays as it was. */
  row(id: string): FactRow | undefined {
    return this.#rows.get(id);
  }

  /** What was, is and will be under a key, oldest first. */
  #timeline(matchKey: string): FactRow[] {
    const rows = new Map(this.#history(matchKey).map((row) => [row.id, row]));
    for (const row of this.#rows.values()) if (row.matchKey === matchKey || rows.has(row.id)) rows.set(row.id, row);
    const there = [...rows.values()].filter((row) => row.matchKey === matchKey && !this.#removed.has(row.id));
    return there.sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0));
  }

  /** What held under a key at a moment, oldest first: one fact, or more where an import told one that has an end of its own. */
  #holding(matchKey: string, at: string, except?: string): FactRow[] {
    return this.#timeline(matchKey).filter((row) => row.id !== except && row.validFrom <= at && (row.validTo === null || row.validTo > at));
  }

  /**
   * Adds a fact. The one that held when it begins is superseded: it ends there and is kept. One that is told later than
   * it happened takes its place in the history: it holds until the next one under its key begins.
   */
  add(row: FactRow): void {
    this.#removed.delete(row.id);
    if (row.matchKey === null || row.validTo !== null) {
      this.#rows.set(row.id, row);
      return;
    }
    const before = this.#holding(row.matchKey, row.validFrom, row.id);
    const next = this.#timeline(row.matchKey).find((other) => other.id !== row.id && other.validFrom > row.validFrom);
    for (const each of before) this.end(each, row.validFrom, row.seq);
    this.#rows.set(row.id, { ...row, validTo: next?.validFrom ?? null });
  }

  end(fact: FactRow, at: string, seq: number): void {
    this.#rows.set(fact.id, { ...fact, seq, validTo: at });
  }

  /** Takes a fact out of its history. The one that it superseded has its time back, and is returned. */
  remove(fact: FactRow, seq: number): FactRow | undefined {
    const gone = this.#rows.get(fact.id) ?? fact;
    this.#rows.delete(fact.id);
    this.#removed.add(fact.id);
    if (gone.matchKey === null) return undefined;
    const before = this.#timeline(gone.matchKey).findLast((row) => row.validTo === gone.validFrom && row.validFrom <= gone.validFrom);
    if (before && before.validTo !== gone.validTo) this.#rows.set(before.id, { ...before, seq, validTo: gone.validTo });
    return before;
  }

  /** Puts a fact in the place of its former self. Under another key, or from another time on, it leaves its history and enters the other. */
  replace(former: FactRow, row: FactRow): void {
    if (former.matchKey === row.matchKey && former.validFrom === row.validFrom) {
      if (former.validTo === row.validTo) this.#rows.set(row.id, row);
      else this.add(row);
      return;
    }
    const before = this.remove(former, row.seq);
    // one with an end of its own touches no other, unless it had superseded one
    if (row.validTo !== null && before && row.matchKey === former.matchKey && before.validFrom <= row.validFrom) this.end(before, row.validFrom, row.seq);
    this.add(row);
  }

  /**
   * Takes what an extractor found in one turn. A fact said again while it holds is not stored again. Returns the id of each
   * that became a fact of its own, null for the others.
   */
  take(
    found: readonly ExtractedFact[],
    turn: { readonly seq: number; readonly at: string; readonly source: FactRow['source'] },
    newId: () => string,
  ): (string | null)[] {
    return found.map(({ matchKey, text, ends }) => {
      const current = this.#holding(matchKey, turn.at).at(-1);
      if (ends) {
        if (current && speaksOf(text, current)) this.end(current, turn.at, turn.seq);
        return null;
      }
      if (current !== undefined && saysAgain(text, current)) return null;
      const id = newId();
      this.add({
        id,
        kind: 'fact',
        seq: turn.seq,
        at: turn.at,
        matchKey,
        text,
        validFrom: turn.at,
        validTo: null,
        source: turn.source,
        metadata: {},
      });
      return id;
    });
  }
}

/** Keys that name their value: what is said under one again is the same fact, unless it says more. */
const VALUE_IN_KEY = /^user\.(?:likes|dislikes|allergy|language|fear|supports|learning)\.[a-z0-9-]+$/u;

/** How often or since when: to leave it out says nothing new. */
const WHEN = /^(?:every|each|on|in|at|since|for|once|twice|daily|weekly|most|three|four|five|\d)(?![\p{L}])/iu;

/**
 * Does a text say no more than the fact that holds? "User loves tea." after "User likes tea.", "User plays chess." after
 * "User plays chess every Friday.". What says more, or something else, takes its place: "User lives in London." after
 * "User lives in London, Ontario.".
 */
function saysAgain(text: string, { text: held, matchKey }: FactRow): boolean {
  const less = text.replace(/\.$/u, '').toLowerCase();
  const more = held.replace(/\.$/u, '').toLowerCase();
  if (less === more) return true;
  if (more.startsWith(`${less} `)) return WHEN.test(more.slice(less.length + 1));
  return matchKey !== null && VALUE_IN_KEY.test(matchKey) && isWithin(less, more);
}

/** Are all words of a sentence but its verb, the second, in another one? */
function isWithin(sentence: string, other: string): boolean {
  const there = new Set(other.split(/[^\p{L}\p{M}\p{N}]+/u));
  return sentence.split(/[^\p{L}\p{M}\p{N}]+/u).every((word, i) => i === 1 || word === '' || there.has(word));
}

/** "User no longer lives in Delhi." ends a fact that names Delhi, not the one that came after it. */
function speaksOf(ending: string, fact: FactRow): boolean {
  const names = ending.slice('User'.length).match(/\p{Lu}[\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
  return names.every((name) => fact.text.includes(name));
}
