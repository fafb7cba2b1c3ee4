import { before } from '../deadline.ts';
import type { ExtractedFact, Extractor } from './extractor.ts';

/** What a turn waits for its facts, in milliseconds: it is acknowledged within a second. */
const PATIENCE_MS = 500;
const LATE = Symbol('late');

/** The same extractor, which costs a turn its facts when it throws or is late, and never the turn itself. */
export function carefully(extract: Extractor, onIncident: (what: string) => void): Extractor {
  return async (input) => {
    try {
      const found: readonly ExtractedFact[] | typeof LATE = await before(PATIENCE_MS, Promise.resolve(extract(input)), LATE);
      if (found !== LATE) return found;
      onIncident('the extractor was late: a turn was stored without its facts');
    } catch (thrown) {
      onIncident(`the extractor failed: a turn was stored without its facts (${thrown instanceof Error ? thrown.name : 'Error'})`);
    }
    return [];
  };
}
