import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSharedEval } from '../../support/shared-eval.ts';
import { judge, measureGate, type GateScores } from './gate.ts';

/** Scores by figure and question, and nothing of the data. `EVAL_GATE=write` writes them anew, after a change that is meant. */
const EXPECTED = join(import.meta.dirname, 'gate.json');
const LIMIT_MS = 300_000;

it('a loss is one that chance does not explain', () => {
  const before = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : 0.5));
  const verdict = (after: readonly number[]): string => judge({ row: before }, { row: after })[0]!.verdict;
  expect(verdict(before)).toBe('kept');
  expect(verdict(before.map((score, i) => (i === 7 ? 0 : score)))).toBe('kept');
  expect(verdict(before.map((score, i) => (i % 10 === 0 ? score - 0.5 : score)))).toBe('lost');
  expect(verdict(before.map((score, i) => (i % 10 === 1 ? score + 0.5 : score)))).toBe('gained');
  expect(verdict(before.slice(1))).toBe('lost');
});

if (!hasSharedEval) console.warn('The evaluation data is not beside this checkout: what recall finds was NOT measured.');

describe.runIf(hasSharedEval)('what recall finds', () => {
  it(
    'is no less than was committed, beyond noise',
    async () => {
      const measured = await measureGate();
      if (process.env['EVAL_GATE'] === 'write') await writeFile(EXPECTED, written(measured));
      const verdicts = judge(read(await readFile(EXPECTED, 'utf8')), measured);
      console.log(verdicts.map(({ line }) => line).join('\n'));
      expect(verdicts.filter(({ verdict }) => verdict === 'lost').map(({ line }) => line)).toEqual([]);
    },
    LIMIT_MS,
  );
});

/** A line of text a figure: a list of numbers would be formatted to a line a number. */
function written(scores: GateScores): string {
  const texts = Object.entries(scores).map(([figure, all]) => [figure, all.join(' ')]);
  return `${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`;
}

function read(json: string): GateScores {
  const texts = Object.entries(JSON.parse(json) as Readonly<Record<string, string>>);
  return Object.fromEntries(texts.map(([figure, all]) => [figure, all.split(' ').map(Number)]));
}
