import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionModel } from '../../../src/node/model/provision.ts';
import { excerpt, zipfTexts } from '../data/texts.ts';
import { seeded } from '../data/random.ts';
import { buildWorker, openIsolate, type Isolate } from '../edge/isolate.ts';
import { EdgeUser } from '../edge/users.ts';
import { quantiles } from '../measure/quantiles.ts';
import type { Cell, Table } from '../report/table.ts';
import type { Section, SectionContext } from '../section.ts';

const MB = 1024 * 1024;
const IMPORTED = 1_000;
const TURNS = 20;
const AT_ONCE = 50;

async function weigh(isolate: Isolate, user: EdgeUser, what: string): Promise<Record<string, Cell>> {
  const memories = (await (await fetch(`${isolate.url}/bench/memories`)).json()) as number[];
  const { used, buffers } = await isolate.heap(() => user.stats());
  const wasm = memories.reduce((sum, bytes) => sum + bytes, 0);
  return { what, js: used / MB, buffers: buffers / MB, wasm: wasm / MB, all: (used + buffers + wasm) / MB };
}

/** One user with many memories: what an isolate holds, how soon it answers, and what an answer costs. */
async function oneUser({ options, progress, signal }: SectionContext, model: string, storage: string): Promise<Table[]> {
  const items = options.quick ? 500 : 10_000;
  const texts = zipfTexts(items, 1);
  const weights: Record<string, Cell>[] = [];
  let isolate = await openIsolate(model, storage);
  try {
    const ada = new EdgeUser(isolate.url, 'ada');
    await ada.start();
    await ada.embedded();
    weights.push(await weigh(isolate, ada, 'model loaded, one empty memory'));
    for (let from = 0; from < items; from += IMPORTED) await ada.import(texts.slice(from, from + IMPORTED), from);
    await ada.embedded((pending) => {
      signal.throwIfAborted();
      progress(`edge: ${pending} of ${items} memories to embed`);
    });
    weights.push(await weigh(isolate, ada, `and ${items} memories in it`));
  } finally {
    await isolate.close();
  }
  progress('edge: cold starts');
  const uniform = seeded(7);
  isolate = await openIsolate(model, storage);
  try {
    const ada = new EdgeUser(isolate.url, 'ada');
    // the isolate itself is started
    await fetch(isolate.url);
    const began = performance.now();
    await ada.ask(excerpt(texts[0]!, uniform));
    const lexical = performance.now() - began;
    while ((await ada.ask(excerpt(texts[1]!, uniform))).trace.degraded) signal.throwIfAborted();
    const dense = performance.now() - began;
    weights.push(await weigh(isolate, ada, 'the same, read again from storage'));
    const queries = Array.from({ length: options.quick ? 20 : 300 }, () => excerpt(texts[Math.floor(uniform() * items)]!, uniform));
    for (const query of queries.slice(0, 20)) await ada.ask(query);
    const cpu = await isolate.cpuMs();
    const times: number[] = [];
    for (const query of queries) {
      const from = performance.now();
      await ada.ask(query);
      times.push(performance.now() - from);
    }
    const spent = cpu === null ? null : ((await isolate.cpuMs())! - cpu) / queries.length;
    return [
      {
        id: 'edge-memory',
        title: 'What an isolate holds (MB; the platform ends one over 128)',
        columns: [
          { key: 'what', label: '' },
          { key: 'js', label: 'JavaScript', digits: 1 },
          { key: 'buffers', label: 'buffers', digits: 1 },
          { key: 'wasm', label: 'WebAssembly', digits: 1 },
          { key: 'all', label: 'sum', digits: 1 },
        ],
        rows: weights,
        notes: ['After garbage collection, as V8 tells it. The code of the worker and ONNX Runtime’s compiled module are not in it.'],
      },
      {
        id: 'edge-times',
        title: `One user with ${items} memories (ms)`,
        columns: [
          { key: 'lexical', label: 'cold: first answer', digits: 0 },
          { key: 'dense', label: 'first by meaning', digits: 0 },
          { key: 'p50', label: 'warm search p50', digits: 1 },
          { key: 'p95', label: 'p95', digits: 1 },
          { key: 'cpu', label: 'CPU a search', digits: 1 },
        ],
        rows: [{ lexical, dense, ...quantiles(times), cpu: spent }],
        notes: ['As a caller on the same machine sees it; CPU of the whole workerd process. Cold: isolate started, object and model not.'],
      },
    ];
  } finally {
    await isolate.close();
  }
}

/** What an object keeps open of its database. */
const FILES_AN_OBJECT = 3;

/** @throws Error where workerd, which keeps every object open, could not */
function assertFiles(users: number): void {
  const { userLimits } = process.report.getReport() as unknown as { userLimits?: { open_files: { hard: number | string } } };
  const most = Number(userLimits?.open_files.hard ?? Infinity);
  if (most < users * FILES_AN_OBJECT + 500)
    throw new Error(`This process may open ${most} files, and ${users} objects keep ${FILES_AN_OBJECT} each: ulimit -n 8192`);
}

/** Many users at once, each asked for what another one has said. */
async function manyUsers({ options, progress, signal }: SectionContext, model: string | null, storage: string): Promise<Record<string, Cell>> {
  const users = usersOf(options);
  assertFiles(users);
  const recall = model === null ? 'by words' : 'by meaning';
  const isolate = await openIsolate(model, storage);
  try {
    const secret = (n: number): string => `secret${n}x`;
    const edge = Array.from({ length: users }, (_, n) => new EdgeUser(isolate.url, `user-${n}`));
    const texts = zipfTexts(users * TURNS, 3);
    const acks: number[] = [];
    const searches: number[] = [];
    const timed = async <T>(times: number[], work: () => Promise<T>): Promise<T> => {
      const from = performance.now();
      const result = await work();
      times.push(performance.now() - from);
      return result;
    };
    // the first user of an isolate waits for its code and its model
    const first = new EdgeUser(isolate.url, 'first');
    await first.start();
    if (model !== null) await first.embedded();
    let next = 0;
    const began = performance.now();
    const fill = async (): Promise<void> => {
      for (let n = next++; n < users; n = next++) {
        signal.throwIfAborted();
        if (n % 50 === 0) progress(`edge, ${recall}: user ${n} of ${users}`);
        await edge[n]!.start();
        await edge[n]!.say('t0', `My password is ${secret(n)}.`);
        for (let turn = 1; turn < TURNS; turn++) await timed(acks, () => edge[n]!.say(`t${turn}`, texts[n * TURNS + turn]!));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fill));
    const seconds = (performance.now() - began) / 1000;
    const embedded = Number(await (await fetch(`${isolate.url}/bench/embedded`)).text());
    const uniform = seeded(11);
    let leaks = 0;
    let misses = 0;
    let probes = 0;
    const probe = async (): Promise<void> => {
      while (probes++ < users * 2) {
        signal.throwIfAborted();
        if (probes % 100 === 0) progress(`edge, ${recall}: probe ${probes} of ${users * 2}`);
        const [own, other] = [Math.floor(uniform() * users), Math.floor(uniform() * users)];
        const mine = JSON.stringify(await timed(searches, () => edge[own]!.ask(`what is the password ${secret(own)}`)));
        const theirs = JSON.stringify(await timed(searches, () => edge[own]!.ask(`password ${secret(other)}`)));
        if (!mine.includes(`password is ${secret(own)}`)) misses++;
        if (own !== other && theirs.includes(`password is ${secret(other)}`)) leaks++;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, probe));
    return {
      recall,
      turns: (users * TURNS) / seconds,
      ackP50: quantiles(acks).p50,
      ackP95: quantiles(acks).p95,
      searchP50: quantiles(searches).p50,
      searchP95: quantiles(searches).p95,
      embedded,
      misses,
      leaks,
    };
  } finally {
    await isolate.close();
  }
}

const usersOf = ({ quick }: SectionContext['options']): number => (quick ? 50 : 1_000);

/** The same users twice: what embedding beside them costs those who speak. */
async function load(context: SectionContext, model: string, storage: string): Promise<Table> {
  const users = usersOf(context.options);
  const rows = [await manyUsers(context, null, join(storage, 'words')), await manyUsers(context, model, join(storage, 'meaning'))];
  return {
    id: 'edge-users',
    title: `${users} users with ${TURNS} turns each, ${AT_ONCE} at once, in one isolate`,
    columns: [
      { key: 'recall', label: 'recall' },
      { key: 'turns', label: 'turns a second', digits: 0 },
      { key: 'ackP50', label: 'acknowledged ms p50', digits: 1 },
      { key: 'ackP95', label: 'p95', digits: 1 },
      { key: 'searchP50', label: 'search ms p50', digits: 1 },
      { key: 'searchP95', label: 'p95', digits: 1 },
      { key: 'embedded', label: 'embedded meanwhile', digits: 0 },
      { key: 'misses', label: 'own not found', digits: 0 },
      { key: 'leaks', label: 'another’s found', digits: 0 },
    ],
    rows,
    notes: [
      `${users * 4} searches of random users, each for what they said and for what somebody else did. Not one call failed: one that did would end this.`,
      `Everybody speaks as fast as they are answered, in the one thread of an isolate, so that a call waits for those of ${AT_ONCE - 1} others.`,
    ],
  };
}

export const edge: Section = {
  id: 'edge',
  title: 'A Durable Object a user, in real workerd',
  asked: ({ only }) => only.includes('edge'),
  async run(context) {
    const { folder } = await provisionModel();
    context.progress('edge: building the worker');
    await buildWorker(context.signal);
    const storage = await mkdtemp(join(tmpdir(), 'memoair-bench-edge-'));
    try {
      return { tables: [...(await oneUser(context, folder, join(storage, 'one'))), await load(context, folder, storage)], ratios: [] };
    } finally {
      await rm(storage, { recursive: true, force: true });
    }
  },
};
