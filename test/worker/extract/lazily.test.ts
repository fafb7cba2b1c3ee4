import { expect, it } from 'vitest';
import { extractFacts } from '../../../worker/extract/grammar.ts';
import { extractLazily, warmUpLazily } from '../../../worker/extract/lazily.ts';

const TURN = { userText: "I live in Delhi, and I'm allergic to nuts.", at: '2026-01-01T00:00:00.000Z' };

it('the grammar that is loaded when it is needed reads what the grammar reads', async () => {
  const facts = await extractLazily(TURN);
  expect(facts.map(({ matchKey }) => matchKey)).toEqual(['user.location.current', 'user.allergy.nut']);
  expect(facts).toEqual(extractFacts(TURN));
});

it('the grammar is warmed up in many small pieces', async () => {
  expect([...(await warmUpLazily())].length).toBeGreaterThan(20);
});
