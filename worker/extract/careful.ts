import { nameOf } from '../../src/contract/errors.ts';
import { before } from '../deadline.ts';
import type { ExtractedFact, Extractor, ExtractorInput } from './extractor.ts';

/** What a turn waits for its facts, in milliseconds: it is acknowledged within a second. */
const PATIENCE_MS = 500;
/** What comes later than this is not asked for any more: a model that was loading is ready by then. */
const LATEST_MS = 30_000;
const LATE = Symbol('late');

/** What is known of a turn's facts when the turn is to be stored. */
export interface Extraction {
  readonly facts: readonly ExtractedFact[];
  /** What the extractor finds after that; null when it has answered. Never rejects. */
  readonly late: Promise<readonly ExtractedFact[]> | null;
}

/** The same extractor, which costs a turn its facts when it throws or never answers, holds it up for half a second at most, and never costs the turn itself. */
export function carefully(extract: Extractor, onIncident: (what: string) => void): (input: ExtractorInput) => Promise<Extraction> {
  const asked = async (input: ExtractorInput): Promise<readonly ExtractedFact[]> => {
    try {
      const found = await before(LATEST_MS, Promise.resolve(extract(input)), LATE);
      if (found !== LATE) return found;
      onIncident('the extractor gave no answer: a turn was stored without its facts');
    } catch (thrown) {
      onIncident(`the extractor failed: a turn was stored without its facts (${nameOf(thrown)})`);
    }
    return [];
  };
  return async (input) => {
    const facts = asked(input);
    const found = await before(PATIENCE_MS, facts, LATE);
    return found === LATE ? { facts: [], late: facts } : { facts: found, late: null };
  };
}
