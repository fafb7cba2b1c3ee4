import { nextTask } from './next-task.ts';

/** How long work goes on before everything else that waits has its turn, in milliseconds. */
const BREATH_MS = 40;
/** Rows between two looks at the clock. */
const ROWS = 64;

/** Rows in their order, some at a time, with a pause for everybody else now and then: never between rows of one number, which were written together. */
export async function* byBreaths<T extends { readonly seq: number }>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  let began = performance.now();
  for (let from = 0; from < rows.length;) {
    let to = Math.min(from + ROWS, rows.length);
    while (to < rows.length && rows[to]!.seq === rows[to - 1]!.seq) to++;
    yield rows.slice(from, to);
    from = to;
    if (performance.now() - began < BREATH_MS) continue;
    await nextTask();
    began = performance.now();
  }
}
