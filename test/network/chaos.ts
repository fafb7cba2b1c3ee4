/** `npm run chaos`: the chaos test at any size. Prints how it goes and what came of it; ends with 1 when something is wrong. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createProgress } from '../bench/report/progress.ts';
import { formatTable } from '../bench/report/table.ts';
import { chaos, type ChaosProgress, type ChaosResult } from './chaos-run.ts';
import { PUSH_DEAL } from './fault-deck.ts';

const USAGE = `npm run chaos [-- options]

  --events N     turns that three tabs say together (10000)
  --seed N       of what goes wrong (7)
  --json FILE    writes what came of it`;

/** Longer than the runtime waits for an answer. */
const SILENCE_MS = 35_000;
/** A silence costs half a minute: it comes less often than in a short run. */
const DEAL = { ...PUSH_DEAL, none: 70, late: 6, twice: 6, lost: 3, 'answer lost': 3, overtaken: 3, '429': 2, '500': 2, truncated: 2, 'wrong shape': 2 };
const CURSED_ONE_IN = 200;
const PATIENCE_MS = 20_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '7' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  const [turns, seed] = [positive(values.events), positive(values.seed)];
  const progress = createProgress(Date.now());
  const result = await chaos({
    turns,
    seed,
    deal: DEAL,
    silenceMs: SILENCE_MS,
    cursedOneIn: CURSED_ONE_IN,
    patienceMs: PATIENCE_MS,
    onProgress: (now) => progress.say(lineOf(now, turns)),
  });
  const wrong = faultsOf(result, turns);
  progress.print(tables(result));
  progress.print(wrong.length === 0 ? 'Every turn had its effect once and in order; nothing waits.' : `Wrong: ${wrong.join(', ')}.`);
  if (values.json) await writeFile(values.json, `${JSON.stringify({ ...result, wrong }, null, 2)}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${text} is no number of 1 or more.\n\n${USAGE}`);
  return value;
}

function lineOf({ acknowledged, effects, pending, dead, faults, state }: ChaosProgress, turns: number): string {
  return `${acknowledged} of ${turns} turns acknowledged, ${effects} events in the cloud, ${pending} wait, ${dead} dead, ${faults} faults; ${state}`;
}

/** What is not as it has to be. */
function faultsOf({ judgement, tabs, acknowledged, cursed }: ChaosResult, turns: number): string[] {
  const wrong = Object.entries(judgement).flatMap(([what, times]) => (times === 0 ? [] : [`${what} ${times}`]));
  if (acknowledged !== turns) wrong.push(`acknowledged ${acknowledged}`);
  for (const [i, tab] of tabs.entries()) {
    const due = { remembered: turns, pending: 0, dead: cursed, deadByMistake: 0 };
    for (const what of ['remembered', 'pending', 'dead', 'deadByMistake'] as const)
      if (tab[what] !== due[what]) wrong.push(`tab ${i + 1}: ${what} ${tab[what]}`);
  }
  return wrong;
}

function tables({ faults, judgement, ...result }: ChaosResult): string {
  const { seed, seconds, browser, acknowledged, events, batches, mostEvents, pausesEnded, nudges, cursed } = result;
  const figures = {
    acknowledged,
    events,
    batches,
    'most events of a batch': mostEvents,
    'meant to be dead': cursed,
    'pauses ended': pausesEnded,
    nudges,
    ...judgement,
  };
  const rowsOf = (counts: Readonly<Record<string, number>>): { what: string; times: number }[] =>
    Object.entries(counts).map(([what, times]) => ({ what, times }));
  const columns = [
    { key: 'what', label: '' },
    { key: 'times', label: 'times', digits: 0 },
  ];
  const put = rowsOf(faults).sort((a, b) => (a.what < b.what ? -1 : 1));
  return [
    formatTable({ id: 'faults', title: 'What the network did', columns, rows: put, notes: [] }),
    formatTable({
      id: 'result',
      title: `What came of it: seed ${seed}, ${Math.round(seconds)} s, Chromium ${browser}`,
      columns,
      rows: rowsOf(figures),
      notes: [],
    }),
  ].join('\n');
}

await main();
