import type { Extractor } from './extractor.ts';

/** The grammar in a file of its own: a recall does without it, and a worker that is smaller answers sooner. */
const load = () => import('./extraction.ts');

/** {@link extractFacts}, loaded when it is first needed. Rejects where its file cannot be loaded, and tries again the next time. */
export const extractLazily: Extractor = async (input) => (await load()).extractFacts(input);

/** Loads the grammar, and warms it up; nothing where it cannot be loaded. */
export async function warmUpLazily(): Promise<Iterable<void>> {
  return load().then(
    ({ warmUpExtractor }) => warmUpExtractor(),
    () => [],
  );
}
