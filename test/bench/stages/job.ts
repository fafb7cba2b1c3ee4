import { DEFAULT_BUDGETS } from '../../../src/contract/defaults.ts';
import { compose } from '../../../worker/composer.ts';
import { contextLines } from '../../../worker/lanes/ranked-items.ts';
import { asksOf } from '../../../worker/search/asks.ts';
import { feedbackOf } from '../../../worker/search/feedback.ts';
import { countTerms } from '../../../worker/search/lexical/counted-terms.ts';
import { LexicalIndex } from '../../../worker/search/lexical/lexical-index.ts';
import { textPassage } from '../../../worker/search/passage.ts';
import { rankCandidates } from '../../../worker/search/ranking.ts';
import { EPISODES, ORG } from '../../../worker/search/recipes.ts';
import { terms } from '../../../worker/search/tokens.ts';
import { topSlots } from '../../../worker/search/top.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { VectorIndex } from '../../../worker/search/vectors/vector-index.ts';
import { makeDataset } from '../data/dataset.ts';
import { quantile } from '../measure/quantiles.ts';

export const STAGES = ['tokenise', 'lexical', 'scan', 'fuse', 'feedback', 'talk', 'compose'] as const;
export type Stages = Readonly<Record<(typeof STAGES)[number], number>>;

export interface StagesMeasured {
  readonly backend: string;
  /** Medians in milliseconds. */
  readonly stages: Stages;
}

const NO_LABEL = countTerms([]);

/** One index of so many passages, and what each step of a search in it takes. */
export function measureStages({ size, queries }: { readonly size: number; readonly queries: number }): StagesMeasured {
  const dataset = makeDataset({ size, queries });
  const lexical = new LexicalIndex(ORG);
  const vectors = new VectorIndex(new VectorArena(), dataset.dimension);
  const passages = dataset.texts.map((text, slot) => {
    lexical.add(slot, { text: countTerms(terms(text)), label: NO_LABEL }, undefined);
    vectors.set(slot, quantize(dataset.vector(slot)));
    return textPassage(`doc-${slot}`, text, { document: `doc-${slot}`, at: null });
  });
  const times: Record<keyof Stages, number[]> = { tokenise: [], lexical: [], scan: [], fuse: [], feedback: [], talk: [], compose: [] };
  const timed = <T>(stage: keyof Stages, work: () => T): T => {
    const begin = performance.now();
    const value = work();
    times[stage].push(performance.now() - begin);
    return value;
  };
  for (const { text, vector } of [...dataset.queries.slice(0, 50), ...dataset.queries]) {
    const asked = timed('tokenise', () => terms(text));
    const found = timed('lexical', () => {
      const scores = lexical.search(asked);
      return { scores, best: topSlots(scores.values, scores.matched, ORG.candidates) };
    });
    const near = timed('scan', () => vectors.nearest(vector, ORG.candidates));
    const fused = timed('fuse', () => {
      const seen = new Set(near.map(({ slot }) => slot));
      const others = found.best.filter((slot) => !seen.has(slot));
      const cosines = vectors.cosines(vector, others);
      const both = [...near, ...others.map((slot, i) => ({ slot, cosine: cosines[i]! }))];
      const candidates = both.map(({ slot, cosine }) => ({ slot, cosine, lexical: found.scores.values[slot]! }));
      const input = { candidates, passages, idfSum: found.scores.idfSum, denseWeight: 0.5, asks: asksOf(text) };
      return { input, ranked: rankCandidates(input, ORG) };
    });
    // what is done with talk alone: over as many candidates, of which it has half
    const feedback = timed('feedback', () => feedbackOf(fused.input, { vectors, query: vector, recipe: EPISODES }));
    timed('talk', () => rankCandidates({ ...fused.input, feedback }, EPISODES));
    timed('compose', () => compose({ profile: [], working: [], permanent: [], org: contextLines(fused.ranked) }, DEFAULT_BUDGETS));
  }
  const median = (stage: keyof Stages): number => quantile(times[stage].slice(50), 0.5);
  return { backend: vectors.backend, stages: Object.fromEntries(STAGES.map((stage) => [stage, median(stage)])) as Stages };
}
