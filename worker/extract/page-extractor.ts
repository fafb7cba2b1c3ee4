import * as v from 'valibot';
import type { PageEndpoint } from '../../src/contract/protocol.ts';
import type { ExtractedFact, Extractor } from './extractor.ts';

const MOST_FACTS = 64;
const Fact = v.object({
  matchKey: v.pipe(v.string(), v.maxLength(200), v.regex(/^[a-z0-9]+(\.[a-z0-9-]+)+$/u)),
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.regex(/^[^\p{Cc}\u2028\u2029]+$/u)),
  ends: v.optional(v.boolean(), false),
});

/** What an app's own extractor answered, as far as it can be kept: at most 64 facts, those that are malformed left out. */
export function wellFormed(answer: unknown): readonly ExtractedFact[] {
  if (!Array.isArray(answer)) throw new TypeError('The extractor has to answer with a list of facts.');
  return answer.slice(0, MOST_FACTS).flatMap((each: unknown) => {
    const { success, output } = v.safeParse(Fact, each);
    return success ? [output] : [];
  });
}

/** The app's extractor, which runs in the page. What a page is late with follows its turn, as with any other. */
export function pageExtractor(page: PageEndpoint): Extractor {
  return async (input) => wellFormed(await page.extract(input));
}
