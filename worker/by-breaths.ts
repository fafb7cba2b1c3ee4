import { nextTask } from './next-task.ts';

/** How long work goes on before everything else that waits has its turn, in milliseconds. */
const BREATH_MS = 40;
const SHORT_MS = 8;
/** Rows between two looks at the clock. */
const ROWS = 64;

export interface Breathing<T> {
  /** What a row counts for; 1 where it is not said. */
  readonly weigh?: (row: T) => number;
  /** Somebody waits for other things: breaths are short. */
  readonly short?: boolean;
}

/** Rows in their order, some at a time, with a pause for everybody else now and then: never between rows of one number, which were written together. */
export async function* byBreaths<T extends { readonly seq: number }>(
  rows: readonly T[],
  { weigh = () => 1, short = false }: Breathing<T> = {},
): AsyncGenerator<readonly T[]> {
  const breath = short ? SHORT_MS : BREATH_MS;
  let began = performance.now();
  for (let from = 0; from < rows.length;) {
    let to = from;
    for (let weight = 0; to < rows.length && (weight < ROWS || rows[to]!.seq === rows[to - 1]!.seq); to++) weight += weigh(rows[to]!);
    yield rows.slice(from, to);
    from = to;
    if (performance.now() - began < breath) continue;
    await nextTask();
    began = performance.now();
  }
}
