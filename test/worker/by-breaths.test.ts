import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byBreaths } from '../../worker/by-breaths.ts';

const rowsOf = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b).map((seq, at) => ({ seq, at }));

it('gives every row in its order, and those of one number together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), async (numbers) => {
      const rows = rowsOf(numbers);
      const given: (readonly { seq: number; at: number }[])[] = [];
      for await (const some of byBreaths(rows)) given.push(some);
      expect(given.flat()).toEqual(rows);
      for (const [i, some] of given.entries()) expect(given[i + 1]?.[0]?.seq).not.toBe(some.at(-1)!.seq);
    }),
  );
});

it('takes a row for as much as it is said to weigh', async () => {
  const given: number[] = [];
  for await (const some of byBreaths(rowsOf([1, 2, 3, 4, 5]), { weigh: ({ seq }) => (seq === 2 ? 500 : 1) })) given.push(some.length);
  expect(given).toEqual([2, 3]);
});

it('lets a timer have its turn while it goes on', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  for await (const some of byBreaths(rowsOf(Array.from({ length: 640 }, (_, i) => i)))) {
    expect(some).toHaveLength(64);
    for (const end = performance.now() + 25; performance.now() < end;);
  }
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});
