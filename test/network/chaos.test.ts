import { expect, it } from 'vitest';
import { chaos } from './chaos-run.ts';
import { PUSH_DEAL } from './fault-deck.ts';
import { FAULTLESS } from './judge.ts';

const TURNS = 400;
const SEED = 7;
/** Few enough cards that all are dealt, however few pushes a slow machine needs for these turns. */
const DEAL = { ...PUSH_DEAL, none: 16, late: 1, twice: 1 };

it('three tabs that talk at once on a bad network have each turn in the cloud once and in order, and only what is refused for good stays here', async () => {
  const result = await chaos({ turns: TURNS, seed: SEED, deal: DEAL, silenceMs: 2_000, cursedOneIn: 80, patienceMs: 2_000 });
  expect(result.judgement).toEqual(FAULTLESS);
  expect(result.acknowledged).toBe(TURNS);
  const { cursed } = result;
  expect(cursed).toBe(5);
  const tab = { remembered: TURNS, pending: 0, dead: cursed, deadByMistake: 0 };
  expect(result.tabs).toEqual([tab, tab, tab]);
  // it was a bad network
  const unseen = [...Object.keys(DEAL), '409', '413'].filter((fault) => !result.faults[`push ${fault}`]);
  expect(unseen).toEqual([]);
}, 180_000);
