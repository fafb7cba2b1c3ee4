import type { ExtractedFact } from './extract/extractor.ts';
import type { FactRow } from './store/schema.ts';

/** Reads the fact that holds under a key. */
export type OpenFact = (matchKey: string) => FactRow | undefined;

/** Rows that change, keyed by id, so that a later fact of one batch sees the earlier ones. */
export class FactChanges {
  readonly #rows = new Map<string, FactRow>();
  readonly #open: OpenFact;

  constructor(open: OpenFact) {
    this.#open = open;
  }

  get rows(): FactRow[] {
    return [...this.#rows.values()];
  }

  #current(matchKey: string): FactRow | undefined {
    for (const row of this.rows.toReversed()) if (row.matchKey === matchKey && row.validTo === null) return row;
    const stored = this.#open(matchKey);
    return stored && !this.#rows.has(stored.id) ? stored : undefined;
  }

  /**
   * Adds a fact. One that holds under the same key is superseded: it ends where the new one begins and is kept. A fact
   * older than the one that holds is history: it ends where that one began.
   */
  add(row: FactRow): void {
    const current = row.matchKey === null ? undefined : this.#current(row.matchKey);
    if (!current || current.id === row.id || row.validTo !== null) {
      this.#rows.set(row.id, row);
      return;
    }
    if (current.validFrom > row.validFrom) {
      this.#rows.set(row.id, { ...row, validTo: current.validFrom });
      return;
    }
    this.end(current, row.validFrom, row.seq);
    this.#rows.set(row.id, row);
  }

  end(fact: FactRow, at: string, seq: number): void {
    this.#rows.set(fact.id, { ...fact, seq, validTo: at });
  }

  /** Takes what an extractor found in one turn. A fact said again is not stored again. */
  take(found: readonly ExtractedFact[], turn: { readonly seq: number; readonly at: string; readonly source: FactRow['source'] }, newId: () => string): void {
    for (const { matchKey, text, ends } of found) {
      const current = this.#current(matchKey);
      if (ends) {
        if (current && current.validFrom <= turn.at && speaksOf(text, current)) this.end(current, turn.at, turn.seq);
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
