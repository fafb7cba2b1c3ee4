import type { Dataset } from './dataset.ts';

/** Rounding of float32 sums: scores this near to each other are a tie. */
const TIE = 1e-6;

function dot(dataset: Dataset, index: number, query: Float32Array): number {
  const { flat, dimension } = dataset;
  let sum = 0;
  for (let i = 0, at = index * dimension; i < dimension; i++) sum += flat[at + i]! * query[i]!;
  return sum;
}

/** The kth best score of each query by brute force: what a hit has to reach. */
export function kthScores(dataset: Dataset, k: number): number[] {
  return dataset.queries.map(({ vector }) => {
    const best: number[] = Array.from({ length: k }, () => -Infinity);
    for (let index = 0; index < dataset.size; index++) {
      const score = dot(dataset, index, vector);
      if (score <= best[k - 1]!) continue;
      let at = k - 1;
      for (; at > 0 && best[at - 1]! < score; at--) best[at] = best[at - 1]!;
      best[at] = score;
    }
    return best[k - 1]!;
  });
}

/** Share of the k best that were found: a hit counts when its true score reaches the kth, so that ties cost nothing. */
export function recallAt(dataset: Dataset, query: Float32Array, hits: readonly number[], k: number, kthScore: number): number {
  const known = [...new Set(hits)].slice(0, k).filter((index) => Number.isInteger(index) && index >= 0 && index < dataset.size);
  return known.filter((index) => dot(dataset, index, query) >= kthScore - TIE).length / k;
}
