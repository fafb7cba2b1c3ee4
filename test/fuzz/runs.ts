/**
 * How often a property is tried: `usual` times in CI, and FUZZ_RUNS times where that is set (`npm run fuzz`), of which `share` is its part
 * where one thing has several properties. A failure tells its seed; FUZZ_SEED tries the same again.
 */
export function runs(usual: number, share = 1): { readonly numRuns: number; readonly seed?: number } {
  const { FUZZ_RUNS, FUZZ_SEED } = process.env;
  const asked = Math.ceil(Number(FUZZ_RUNS ?? 0) * share);
  return { numRuns: asked > 0 ? asked : usual, ...(FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) }) };
}
