import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { costTable, HABITS, monthlyCost, SLEEPS, total } from '../bench/edge/cost.ts';

/** The cells of a table, row by row, however wide they are written. */
const cellsOf = (table: string): string[] => table.split('\n').map((row) => row.replaceAll(/ *\| */g, '|').replaceAll(/-+/g, '-'));

it('docs/edge-cost.md holds the table that the figures come to', async () => {
  const page = cellsOf(await readFile(new URL('../../docs/edge-cost.md', import.meta.url), 'utf8'));
  const table = cellsOf(costTable());
  expect(page.slice(page.indexOf(table[0]!)).slice(0, table.length)).toEqual(table);
});

it('a small account pays for nothing beyond its plan', () => {
  for (const sleep of SLEEPS) expect(total(monthlyCost({ ...HABITS, users: 100 }, sleep))).toBe(0);
});

it('users cost twice as much where there are twice as many', () => {
  for (const sleep of SLEEPS) {
    const [once, twice] = [HABITS.users, 2 * HABITS.users].map((users) => total(monthlyCost({ ...HABITS, users }, sleep)));
    expect(twice! / once!).toBeCloseTo(2, 1);
  }
});
