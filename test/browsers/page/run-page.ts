import { startTests } from 'vitest/internal/browser';
import type { VitestRunner } from 'vitest/runners';
import type { Told } from '../told.ts';

type Files = Readonly<Record<string, () => Promise<unknown>>>;
type Suite = Parameters<NonNullable<VitestRunner['onAfterRunSuite']>>[0];
type Case = Parameters<NonNullable<VitestRunner['onAfterRunTask']>>[0];

const CONFIG: VitestRunner['config'] = {
  root: '/',
  setupFiles: [],
  name: undefined,
  passWithNoTests: false,
  testNamePattern: undefined,
  allowOnly: false,
  sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' },
  chaiConfig: undefined,
  maxConcurrency: 5,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  tagsFilter: undefined,
  strictTags: false,
};

/**
 * Runs the test file that the address of this page names, `?run=1&file=test/…&only=pattern`, and tells the server what came of
 * each test. `files`: all there are, by their path from this folder.
 */
export async function runPage(files: Files): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const path = asked.get('file') ?? '';
  const load = files[`../../${path.replace(/^test\//, '')}`];
  if (!load) throw new Error(`${path} is none of the files of this page.`);
  // in order, and by the functions that were there before a test replaced them
  const send = globalThis.fetch.bind(globalThis);
  let sent: Promise<unknown> = Promise.resolve();
  const tell = (told: Told): void => void (sent = sent.then(() => send(`/told/${asked.get('run')}`, { method: 'POST', body: JSON.stringify(told) })));
  const errors: string[] = [];
  addEventListener('unhandledrejection', ({ reason }) => errors.push(lineOf(reason)));
  addEventListener('error', ({ error, message }) => errors.push(lineOf(error ?? message)));
  const only = asked.get('only');
  const runner: VitestRunner = {
    config: only === null ? CONFIG : { ...CONFIG, testNamePattern: new RegExp(only) },
    importFile: load,
    onBeforeTryTask: (test) => tell({ what: 'began', name: nameOf(test) }),
    onAfterRunTask: (test) => tell({ what: 'ended', test: { name: nameOf(test), state: stateOf(test), why: (test.result?.errors ?? []).map(lineOf) } }),
    onAfterRunSuite: (suite) => errors.push(...(suite.result?.errors ?? []).map(lineOf)),
  };
  Object.assign(globalThis, { app: {} });
  const [file] = await startTests([path], runner).catch((thrown: unknown) => (errors.push(lineOf(thrown)), []));
  // the runner is not told of those
  for (const test of casesIn(file?.tasks ?? []))
    if (stateOf(test) === 'skipped') tell({ what: 'ended', test: { name: nameOf(test), state: 'skipped', why: [] } });
  tell({ what: 'over', errors });
  await sent;
}

const casesIn = (tasks: Suite['tasks']): Case[] => tasks.flatMap((task) => (task.type === 'suite' ? casesIn(task.tasks) : task));

function nameOf(test: Case): string {
  const names: string[] = [test.name];
  for (let { suite } = test; suite && suite !== test.file; { suite } = suite) names.unshift(suite.name);
  return names.join(' > ');
}

function stateOf({ mode, result }: Case): 'passed' | 'failed' | 'skipped' {
  if (mode === 'skip' || mode === 'todo' || result?.state === 'skip') return 'skipped';
  return result?.state === 'pass' ? 'passed' : 'failed';
}

/** Name and first lines: an assertion's has what was expected in its second. */
function lineOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { name = 'Error', message = '' } = thrown as { readonly name?: string; readonly message?: string };
  return `${name}: ${message.split('\n').slice(0, 2).join(' ').slice(0, 400)}`;
}
