import { nextTask } from '../next-task.ts';
import type { Extractor } from './extractor.ts';

type Grammar = typeof import('./extraction.ts');

/** The grammar as a worker uses it. */
export interface LazyGrammar {
  /** Rejects where the grammar's file cannot be loaded, and tries again the next time. */
  readonly extract: Extractor;
  /** Loads the grammar and reads samples with it, one a step; none where it cannot be loaded. */
  readonly warmUp: () => Promise<Iterable<void>>;
}

/** How long the thread is kept at a time, in milliseconds: others are answered in between. */
const AT_A_TIME_MS = 8;

/**
 * {@link extractFacts} in a file of its own: a recall does without it, and a worker that is smaller answers sooner. Its
 * expressions are compiled before the first turn is read, a few at a time.
 */
export function lazyGrammar(): LazyGrammar {
  let compiled: Promise<Grammar> | null = null;
  const ready = (): Promise<Grammar> =>
    (compiled ??= load().catch((thrown: unknown) => {
      compiled = null;
      throw thrown;
    }));
  return {
    extract: async (input) => (await ready()).extractFacts(input),
    warmUp: () =>
      ready().then(
        ({ readSamples }) => readSamples(),
        () => [],
      ),
  };
}

async function load(): Promise<Grammar> {
  const grammar = await import('./extraction.ts');
  let from = performance.now();
  for (const _ of grammar.compileExpressions()) {
    if (performance.now() - from < AT_A_TIME_MS) continue;
    await nextTask();
    from = performance.now();
  }
  return grammar;
}
