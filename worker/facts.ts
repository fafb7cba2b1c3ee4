import type { ExtractedFact } from './extract/extractor.ts';
import type { FactRow } from './store/schema.ts';

/** Reads every fact under a key, those that no longer hold included. */
export type FactHistory = (matchKey: string) => readonly FactRow[];

/** Rows that change, keyed by id, so that a later fact of one batch sees the earlier ones. */
export class FactChanges {
  readonly #rows = new Map<string, FactRow>();
  readonly #history: FactHistory;

  constructor(history: FactHistory) {
    this.#history = history;
  }

  get rows(): FactRow[] {
    return [...this.#rows.values()];
  }

  /** What was, is and will be under a key, oldest first. */
  #timeline(matchKey: string): FactRow[] {
    const rows = new Map(this.#history(matchKey).map((row) => [row.id, row]));
    for (const row of this.#rows.values()) if (row.matchKey === matchKey || rows.has(row.id)) rows.set(row.id, row);
    return [...rows.values()].filter((row) => row.matchKey === matchKey).sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0));
  }

  /** The fact that held under a key at a moment. */
  #holding(matchKey: string, at: string, except?: string): FactRow | undefined {
    return this.#timeline(matchKey)
      .filter((row) => row.id !== except && row.validFrom <= at && (row.validTo === null || row.validTo > at))
      .at(-1);
  }

  /**
   * Adds a fact. The one that held when it begins is superseded: it ends there and is kept. One that is told later than
   * it happened takes its place in the history: it holds until the next one under its key begins.
   */
  add(row: FactRow): void {
    if (row.matchKey === null || row.validTo !== null) {
      this.#rows.set(row.id, row);
      return;
    }
    const before = this.#holding(row.matchKey, row.validFrom, row.id);
    const next = this.#timeline(row.matchKey).find((other) => other.id !== row.id && other.validFrom > row.validFrom);
    if (before) this.end(before, row.validFrom, row.seq);
    this.#rows.set(row.id, { ...row, validTo: next?.validFrom ?? null });
  }

  end(fact: FactRow, at: string, seq: number): void {
    this.#rows.set(fact.id, { ...fact, seq, validTo: at });
  }

  /** Takes what an extractor found in one turn. A fact said again while it holds is not stored again. */
  take(found: readonly ExtractedFact[], turn: { readonly seq: number; readonly at: string; readonly source: FactRow['source'] }, newId: () => string): void {
    for (const { matchKey, text, ends } of found) {
      const current = this.#holding(matchKey, turn.at);
      if (ends) {
        if (current && speaksOf(text, current)) this.end(current, turn.at, turn.seq);
      } else if (current?.text !== text) {
        this.add({
          id: newId(),
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
      }
    }
  }
}

/** "User no longer lives in Delhi." ends a fact that names Delhi, not the one that came after it. */
function speaksOf(ending: string, fact: FactRow): boolean {
  const names = ending.slice('User'.length).match(/\p{Lu}[\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
  return names.every((name) => fact.text.includes(name));
}
