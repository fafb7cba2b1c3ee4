import { expect, it } from 'vitest';
import { extractFacts } from '../../../worker/extract/grammar.ts';
import { lazyGrammar } from '../../../worker/extract/lazily.ts';

const TURN = { userText: "I live in Delhi, and I'm allergic to nuts.", at: '2026-01-01T00:00:00.000Z' };

// first, while its expressions are new
it('others have their turn while its expressions are compiled', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await lazyGrammar().extract(TURN);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

it('the grammar that is loaded when it is needed reads what the grammar reads', async () => {
  const facts = await lazyGrammar().extract(TURN);
  expect(facts.map(({ matchKey }) => matchKey)).toEqual(['user.location.current', 'user.allergy.nut']);
  expect(facts).toEqual(extractFacts(TURN));
});

it('the grammar is warmed up in many small pieces', async () => {
  expect([...(await lazyGrammar().warmUp())].length).toBeGreaterThan(20);
});
