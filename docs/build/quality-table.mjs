import { markdownTable } from './table.mjs';

/** What a row of the evaluation is called, and the figures of it that are shown. */
const ROWS = [
  [
    'locomo-turns',
    'LoCoMo turns (725 questions)',
    [
      ['itemR5', 'itemR@5'],
      ['itemNdcg', 'itemNDCG'],
    ],
  ],
  ['locomo-turns-context', 'the same, default budgets', [['ctxRec', 'evidence in contextText']]],
  ['locomo-facts', 'LoCoMo facts (610, permanent lane)', [['ndcg', 'nDCG@10']]],
  ['madial', 'MADial (80, permanent lane)', [['ndcg', 'nDCG@10']]],
  ['madial-history', 'the same behind the lines said before', [['ndcg', 'nDCG@10']]],
  ['banking77', 'BANKING77 (500, org lane)', [['ndcg', 'nDCG@10']]],
  ['pubmedqa', 'PubMedQA (400, org lane)', [['ndcg', 'nDCG@10']]],
  ['xquad-en', 'XQuAD en (612, org lane)', [['ndcg', 'nDCG@10']]],
  ['xquad-de', 'XQuAD de (150)', [['ndcg', 'nDCG@10']]],
  ['xquad-hi', 'XQuAD hi (150)', [['ndcg', 'nDCG@10']]],
  ['xquad-zh', 'XQuAD zh (150)', [['ndcg', 'nDCG@10']]],
];
/** Other ways to search the same lines. */
const BASELINES = ['MiniSearch', 'dense'];

/** The sets beside floor, goal, the larger model and other engines. `here` and `larger` are what `npm run eval -- --json` writes. */
export function qualityTable(here, larger) {
  const rows = ROWS.flatMap(([id, set, figures]) =>
    figures.map(([key, measure], i) => {
      const row = here.rows.find(({ row: name }) => name === id);
      const { floor, goal } = row.targets.find(({ figure }) => figure === key);
      const bge = larger.rows.find(({ row: name }) => name === id).figures[key].mean;
      const others = BASELINES.map((name) => row.baselines[name]?.[key]);
      return [i === 0 ? set : '', measure, bold(row.figures[key]), `${short(floor)} · ${short(goal)}`, fraction(bge), ...others.map(fractionOrNone)];
    }),
  );
  return markdownTable([['set', 'measure', 'here (95 %)', 'floor · goal', 'bge', 'MiniSearch\\*', 'default model alone'], ...rows]);
}

/** The README's: how much of the evidence is found, beside what a search by words alone and the model alone find. */
export function qualitySummary(here) {
  const rows = ROWS.filter(([id]) => ['locomo-turns', 'locomo-turns-context', 'banking77', 'xquad-de', 'xquad-hi'].includes(id)).map(
    ([id, set, [[key, measure]]]) => {
      const row = here.rows.find(({ row: name }) => name === id);
      return [set, measure, `**${fraction(row.figures[key].mean)}**`, ...BASELINES.map((name) => fractionOrNone(row.baselines[name]?.[key]))];
    },
  );
  return markdownTable([['set', 'measure', 'here', 'MiniSearch', 'default model alone'], ...rows]);
}

const fraction = (value) => value.toFixed(3).replace(/^0/, '');
const fractionOrNone = (value) => (value === undefined ? '–' : fraction(value));
const short = (value) => fraction(value).replace(/0+$/, '');
const bold = ({ mean, interval: [low, high] }) => `**${fraction(mean)}** (${fraction(low)}–${fraction(high)})`;
