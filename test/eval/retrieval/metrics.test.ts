import { expect, it } from 'vitest';
import { score, type Found } from './metrics.ts';

const none = { items: [], contextText: null };
const scored = (found: Partial<Found>, relevant: readonly string[], evidence: readonly string[] = []) => score({ ...none, ...found }, relevant, evidence);
const single = (...ids: string[]): readonly (readonly string[])[] => ids.map((id) => [id]);

it('a lone relevant record in second place', () => {
  const { r5, ndcg, mrr, hit1, itemR5, itemNdcg } = scored({ items: single('x', 'a', 'y') }, ['a']);
  expect([r5, mrr, hit1, itemR5]).toEqual([1, 1 / 2, 0, 1]);
  // 1 / log2(3) of what the first place would give
  expect(ndcg).toBeCloseTo(0.6309, 4);
  expect(itemNdcg).toBeCloseTo(0.6309, 4);
});

it('recall looks at five ids, nDCG at ten, and nothing at the eleventh', () => {
  const sixth = scored({ items: single('1', '2', '3', '4', '5', 'a') }, ['a', 'b']);
  expect(sixth.r5).toBe(0);
  // 1 / log2(7), of 1 + 1 / log2(3)
  expect(sixth.ndcg).toBeCloseTo(0.3562 / 1.6309, 4);
  expect(sixth.mrr).toBeCloseTo(1 / 6);
  const eleventh = scored({ items: single('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'a') }, ['a']);
  expect(eleventh).toMatchObject({ r5: 0, ndcg: 0, mrr: 0, itemNdcg: 0 });
});

it('an id counts once, in its first place', () => {
  expect(scored({ items: [['a'], ['a', 'x'], ['b']] }, ['a', 'b'])).toMatchObject({ r5: 1, hit1: 1, mrr: 1 });
});

it('an item that holds two relevant records gains once, one that brings none anew gains nothing', () => {
  const { itemR5, itemNdcg, r5 } = scored({ items: [['a', 'b'], ['a'], ['c']] }, ['a', 'b', 'c']);
  expect(itemR5).toBe(1);
  expect(r5).toBe(1);
  // 1 + 1 / log2(4), of 1 + 1 / log2(3) + 1 / log2(4)
  expect(itemNdcg).toBeCloseTo(1.5 / 2.1309, 4);
});

it('items past the fifth count for nDCG, and not for recall', () => {
  const { itemR5, itemNdcg } = scored({ items: [['1'], ['2'], ['3'], ['4'], ['5'], ['a']] }, ['a']);
  expect(itemR5).toBe(0);
  expect(itemNdcg).toBeCloseTo(1 / Math.log2(7));
});

it('what a context recalls are whole texts, in whatever case and spacing', () => {
  const contextText = '## permanent\n- Anna: I moved  to\nLISBON in May.';
  expect(scored({ contextText }, ['a', 'b'], ['I moved to Lisbon in May.', 'It rains a lot there.']).ctxRec).toBe(1 / 2);
  expect(scored({ contextText }, ['a', 'b'], ['', 'I moved to']).ctxRec).toBe(1 / 2);
  expect(scored({ contextText: null }, ['a'], ['x']).ctxRec).toBeNull();
});

it('nothing found scores nothing', () => {
  expect(scored({ contextText: '' }, ['a'], ['x'])).toEqual({ r5: 0, ndcg: 0, mrr: 0, hit1: 0, itemR5: 0, itemNdcg: 0, ctxRec: 0 });
});
