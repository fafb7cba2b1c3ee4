import { expect, it } from 'vitest';
import { bootstrap, mean, quantile } from './statistics.ts';

it('a quantile is the nearest rank', () => {
  const values = [40, 10, 30, 20];
  expect([0.25, 0.5, 0.95, 0, 1].map((share) => quantile(values, share))).toEqual([10, 20, 40, 10, 40]);
  expect(quantile([], 0.5)).toBeNaN();
});

it('an interval holds the mean, is as wide as the values differ, and is the same each time', () => {
  const coins = Array.from({ length: 100 }, (_, i) => i % 2);
  const [low, high] = bootstrap(coins);
  // 1.96 · .5 / √100 on either side
  expect(low).toBeGreaterThan(0.38);
  expect(low).toBeLessThan(0.43);
  expect(high).toBeGreaterThan(0.57);
  expect(high).toBeLessThan(0.62);
  expect(bootstrap(coins)).toEqual([low, high]);
  expect(bootstrap(coins.map(() => 0.25))).toEqual([0.25, 0.25]);
  expect(mean(coins)).toBe(0.5);
});
