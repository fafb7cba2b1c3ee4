import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signs } from '../../../worker/extract/lasts.ts';

interface Example {
  readonly signs: readonly string[];
  readonly lasts: 0 | 1;
}

/** How many signs are kept: each costs the page three or four bytes. 600 find .03 less of an unseen set; more than 1,500 find nothing more. */
const KEPT = 1500;
const LEAST_SEEN = 3;
const ROUNDS = 40;
const RATE = 0.3;
const DECAY = 0.01;
/** Weights are written in tenths, three apart: fewer different ones compress better. */
const STEP = 3;

/** Statements, one a line: `+` or `-`, a tab, what was said. */
async function examples(file: string): Promise<readonly Example[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => ({ signs: [...new Set(signs(line.slice(2)))], lasts: line.startsWith('+') ? 1 : 0 }));
}

function counts(given: readonly Example[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const example of given) for (const sign of example.signs) seen.set(sign, (seen.get(sign) ?? 0) + 1);
  return seen;
}

/** Logistic regression with weight decay, each weight at a pace of its own; the same weights for the same examples. */
function fitted(given: readonly Example[], allowed: (sign: string) => boolean): ReadonlyMap<string, number> {
  const rows = given.map(({ signs: all, lasts }) => ({ lasts, known: all.filter(allowed) }));
  const weights = new Map<string, number>();
  const paces = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { known, lasts } of rows) {
      const sum = known.reduce((total, sign) => total + (weights.get(sign) ?? 0), 0);
      const error = lasts - 1 / (1 + Math.exp(-sum));
      for (const sign of known) {
        const weight = weights.get(sign) ?? 0;
        const slope = error - DECAY * weight;
        const pace = (paces.get(sign) ?? 1) + slope * slope;
        paces.set(sign, pace);
        weights.set(sign, weight + (RATE * slope) / Math.sqrt(pace));
      }
    }
  }
  return weights;
}

/** The signs that say most: the strongest that are not rare. A second fit makes up for those that are left out. */
function weightsOf(given: readonly Example[]): ReadonlyMap<string, number> {
  const seen = counts(given);
  const often = (sign: string): number => seen.get(sign) ?? 0;
  const first = fitted(given, (sign) => often(sign) >= LEAST_SEEN);
  const worth = ([sign, weight]: readonly [string, number]): number => Math.abs(weight) * Math.sqrt(often(sign));
  const kept = new Set(
    [...first]
      .sort((a, b) => worth(b) - worth(a) || (a[0] < b[0] ? -1 : 1))
      .slice(0, KEPT)
      .map(([sign]) => sign),
  );
  return fitted(given, (sign) => kept.has(sign));
}

/** Fits the weights of {@link signs} to the statements beside this file, and writes them as the module that the grammar reads. */
export async function fitWeights(folder: string): Promise<number> {
  const groups = new Map<number, string[]>();
  for (const [sign, weight] of weightsOf(await examples(join(folder, 'lasting.tsv')))) {
    const step = Math.round((weight * 10) / STEP) * STEP;
    if (step !== 0) groups.set(step, [...(groups.get(step) ?? []), sign]);
  }
  const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`);
  const rows = [...groups].sort(([a], [b]) => a - b).map(([step, group]) => `  [${step}, ${quoted(group.sort().join('|'))}],`);
  const head =
    '// Written by test/eval/facts/fit.ts from test/eval/facts/lasting.tsv.\n\n/** Signs of what lasts and of what passes, in tenths, with `|` between those of one weight. */\n';
  const text = `${head}export const WEIGHTS: readonly (readonly [number, string])[] = [\n${rows.join('\n')}\n];\n`;
  await writeFile(join(folder, '../../../worker/extract/weights.ts'), text);
  return rows.length;
}
