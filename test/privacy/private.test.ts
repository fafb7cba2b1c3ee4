import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { storagePaths } from '../../src/node/storage-paths.ts';
import type { DiagnosticsResponse } from '../../src/contract/diagnostics.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { createLocalRuntime, type LocalRuntimeOptions } from '../../src/runtime/local.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import type { Store } from '../../worker/store/store.ts';
import { leaks, type Evidence } from '../cloud/silence-markers.ts';
import { shown } from '../cloud/silence-sdk.ts';
import { IDS, SAID as S } from './markers.ts';

const IDENTITY = { workspaceId: IDS.workspace, userId: IDS.user };
const told: Evidence[] = [];
const errors: Evidence[] = [];
const written: Evidence[] = [];
const bundles: DiagnosticsResponse[] = [];
let folder: string;

/** Every call of both surfaces, with a marker wherever a word may stand; then once more each malformed. */
async function useAll(name: string, runtime: Runtime): Promise<void> {
  const fetch = createLoopbackFetch(runtime, { token: S.token });
  const ask = async (method: string, path: string, body?: unknown, token: string = S.token): Promise<void> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`http://127.0.0.1:7878${path}`, { method, headers, ...(text === undefined ? {} : { body: text }) });
    const answer = await response.text();
    if (response.status >= 400) errors.push({ where: `${response.status} of ${method} ${path} of ${name}`, text: answer });
  };
  const session = { sessionId: IDS.session };
  const metadata = { [S['key of metadata']]: S['value of metadata'] };
  const calls: readonly (readonly [method: string, path: string, body?: object])[] = [
    [
      'POST',
      '/v1/runtime/session/start',
      { ...session, ...IDENTITY, metadata: { ...metadata, user: { id: IDS.user, name: S['name of the user'], metadata } } },
    ],
    [
      'POST',
      '/v1/runtime/turn/after',
      {
        ...session,
        turnId: IDS.turn,
        userText: `I live in ${S['user text']}.`,
        assistantText: S['assistant text'],
        toolCalls: [{ name: S['name of a tool'] }],
        metadata,
      },
    ],
    [
      'POST',
      '/v1/local/memory/import',
      { items: [{ memoryId: S['id of a memory'], matchKey: `user.${S['key of a memory']}`, text: S['memory text'], metadata }] },
    ],
    ['POST', '/v1/voice-sdk/index/create', { name: S['name of an index'], documents: [{ id: S['id of a document'], text: S['document text'], metadata }] }],
    ['POST', '/v1/local/hint', { ...session, query: S.hint }],
    ['POST', '/v1/runtime/search_memory', { ...session, query: S.query, intent: S.intent, explain: true }],
    ['PATCH', `/v1/local/memory/${S['id of a memory']}`, { text: S['memory text'], metadata }],
    ['DELETE', `/v1/local/memory/${S['malformed request']}`],
    ['GET', `/v1/local/memory?q=${S.query}`],
    ['GET', '/v1/local/export'],
    ['POST', '/v1/runtime/session/end', { ...session, reason: S['reason of an end'] }],
    ['DELETE', `/v1/local/sessions/${IDS.session}`],
    ['POST', '/v1/runtime/search_memory', { ...session, query: S.query }],
  ];
  for (const [method, path, body] of calls) {
    await ask(method, path, body);
    await ask(method, path, body, S['malformed request']);
    if (!body) continue;
    const wrong = S['malformed request'];
    for (const field of Object.keys(body)) await ask(method, path, { ...body, [field]: { [wrong]: wrong } });
    for (const text of [wrong, `{"${wrong}": ${wrong}}`, JSON.stringify({ [wrong]: wrong })]) await ask(method, path, text);
  }
  const direct: Record<string, () => Promise<unknown>> = {
    startSession: () => runtime.startSession({ ...session, workspaceId: S['malformed request'], userId: IDS.user, mode: 'default', metadata }),
    searchMemory: () => runtime.searchMemory({ sessionId: S['malformed request'], query: S.query, intent: S.intent, includeSources: true, timeoutMs: 250 }),
    'afterTurn of nothing': () => runtime.afterTurn({ ...session, turnId: IDS.turn, userText: { [S['user text']]: 1 } } as never),
    importMemory: () => runtime.importMemory({ items: S['memory text'] } as never),
    createIndex: () =>
      runtime.createIndex({ name: S['name of an index'], documents: [{ id: S['id of a document'], text: { [S['document text']]: 1 } }] } as never),
  };
  for (const [call, attempt] of Object.entries(direct))
    await attempt().catch((thrown: unknown) => errors.push({ where: `${call} of ${name}`, text: shown(thrown) }));
}

/** What can be asked of how a runtime stands. */
async function look(name: string, runtime: Runtime): Promise<void> {
  const bundle = await runtime.diagnostics();
  bundles.push(bundle);
  told.push({ where: `diagnostics of ${name}`, text: JSON.stringify(bundle) });
  await runtime.stats().then(
    (stats) => told.push({ where: `stats of ${name}`, text: JSON.stringify(stats) }),
    (thrown: unknown) => errors.push({ where: `stats of ${name}`, text: shown(thrown) }),
  );
}

async function meet(name: string, options: Partial<LocalRuntimeOptions>): Promise<void> {
  const runtime = await createLocalRuntime({ ...IDENTITY, ...options });
  await useAll(name, runtime);
  await look(name, runtime);
  await runtime.close();
  await runtime.health().catch((thrown: unknown) => errors.push({ where: `a close of ${name}`, text: shown(thrown) }));
}

/** An error as careless code throws it. */
function careless(marker: string, ...quoted: readonly unknown[]): Error {
  const error = new Error(`${marker} at ${JSON.stringify(quoted)}`, { cause: new SyntaxError(`Unexpected token in "${marker}"`) });
  return Object.assign(error, { name: `It says ${marker}`, code: `no code but ${marker}`, details: { reason: marker, quoted } });
}

const failingEmbedder: Embedder = {
  ready: () => Promise.reject(careless(S['words of an embedder'])),
  state: async () => ({ state: 'failed', progress: 0, info: null, reason: `https://models.example/${S.token}?key=${S.token} "${S['words of an embedder']}"` }),
  embed: (texts) => Promise.reject(careless(S['words of an embedder'], texts)),
  close: async () => undefined,
};

/** A store whose every `nth` call fails, and says of what it was asked. */
function failingStore(nth: number): Store {
  let calls = 0;
  return new Proxy(new MemoryStore(), {
    get: (store, name) => {
      const value: unknown = Reflect.get(store, name, store);
      if (typeof value !== 'function' || name === 'close') return value;
      return (...args: unknown[]): unknown => {
        if (++calls % nth === 0) return Promise.reject(careless(S['words of a store'], args));
        return (value as (...args: unknown[]) => unknown).apply(store, args);
      };
    },
  });
}

/** Memory in a file whose rows somebody has broken. */
async function meetBrokenRows(): Promise<void> {
  const start = nodeRuntimes({ storageRoot: folder, embedder: null });
  const well = await start(IDENTITY);
  const session = { sessionId: IDS.session, ...IDENTITY };
  await well.startSession({ ...session, mode: 'default', metadata: {} });
  await well.afterTurn({ sessionId: IDS.session, turnId: IDS.turn, userText: S['user text'], assistantText: '', toolCalls: [], metadata: {} });
  await look('a memory in files', well);
  await well.close();
  for (const [name, row] of Object.entries({
    'rows of another shape': JSON.stringify({ id: 'x', seq: 2, text: { [S['user text']]: S['user text'] } }),
    'rows that are no JSON': `{"text": ${S['user text']}`,
  })) {
    const database = new libsql(storagePaths(folder, IDENTITY).userDatabase);
    for (const table of ['memories', 'sessions', 'events']) database.prepare(`update ${table} set row = ?`).run(row);
    database.close();
    const broken = await start(IDENTITY).catch((thrown: unknown) => void errors.push({ where: `an opening over ${name}`, text: shown(thrown) }));
    if (!broken) continue;
    await useAll(name, broken);
    await look(name, broken);
    await broken.close();
  }
}

/** Memory under a passphrase: opened by it, by a wrong one, by none, and changed over to another. */
async function meetEncrypted(): Promise<void> {
  const root = join(folder, 'encrypted');
  const passphrase = S.passphrase;
  const wrong = { passphrase: S['wrong passphrase'] };
  const openings: Record<string, NonNullable<Parameters<typeof nodeRuntimes>[0]>['encryption']> = {
    'a passphrase': { passphrase },
    'a wrong passphrase': wrong,
    'no passphrase': undefined,
    'a wrong former passphrase': { passphrase: `${passphrase} anew`, former: wrong },
    'a former passphrase': { passphrase: `${passphrase} anew`, former: { passphrase } },
    'a passphrase that is none': { passphrase: { [passphrase]: passphrase } as never },
    'a key that its function does not give': {
      secret: () => {
        throw careless(passphrase);
      },
    },
  };
  for (const [name, encryption] of Object.entries(openings)) {
    try {
      const runtime = await nodeRuntimes({ storageRoot: root, embedder: null, ...(encryption === undefined ? {} : { encryption }) })(IDENTITY);
      await useAll(name, runtime);
      await look(name, runtime);
      await runtime.close();
    } catch (thrown) {
      errors.push({ where: `an opening with ${name}`, text: shown(thrown) });
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoair-private-'));
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => (written.push({ where: stream, text: String(text) }), true)),
  );
  const levels = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((level) =>
    vi
      .spyOn(console, level)
      .mockImplementation((...args: unknown[]) => void written.push({ where: `console.${level}`, text: args.map((each) => shown(each)).join(' ') })),
  );
  try {
    await meet('a runtime that is well', {});
    await meet('an extractor that throws', {
      extractor: ({ userText }) => {
        throw careless(S['words of an extractor'], userText);
      },
    });
    await meet('an embedder that fails', { embedder: failingEmbedder });
    await meet('lanes that throw', {
      wrapLanes: (lanes) => {
        const search = (asked: unknown): Promise<never> => Promise.reject(careless(S['words of a lane'], String(asked)));
        return { ...lanes, working: { search }, permanent: { search }, org: { search }, profile: { search } };
      },
    });
    for (const nth of [13, 5, 3])
      await meet(`a store that fails at every call of ${nth}`, {
        stores: { openUser: async () => failingStore(nth), openOrg: async () => failingStore(nth) },
      }).catch((thrown: unknown) => errors.push({ where: `an opening where every call of ${nth} fails`, text: shown(thrown) }));
    await meetBrokenRows();
    await meetEncrypted();
  } finally {
    for (const spy of [...spies, ...levels]) spy.mockRestore();
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what a person says, and whom an app calls what', () => {
  it('is in no diagnostics and in no stats', () => {
    expect(told.map(({ where }) => where)).toEqual(expect.arrayContaining(['diagnostics of a passphrase', 'diagnostics of a former passphrase']));
    expect(leaks(told, { ...S, ...IDS })).toEqual([]);
  });

  it('is in no error, whatever one looks at of it', () => {
    const statuses = errors.map(({ where }) => where.slice(0, 3));
    for (const status of ['400', '401', '404', '500']) expect(statuses).toContain(status);
    const openings = ['over rows that are no JSON', 'with a wrong passphrase', 'with no passphrase', 'with a key that its function does not give'];
    expect(errors.map(({ where }) => where)).toEqual(expect.arrayContaining(openings.map((how) => `an opening ${how}`)));
    // causes were there to be looked at
    expect(errors.some(({ text }) => text.includes('Its message is left out'))).toBe(true);
    expect(errors.length).toBeGreaterThan(100);
    expect(leaks(errors, { ...S, ...IDS })).toEqual([]);
  });

  it('is not on the console', () => {
    expect(leaks(written, { ...S, ...IDS })).toEqual([]);
  });
});

describe('diagnostics', () => {
  it('tell what helps: versions, platform, counts, times by stage, outbox', () => {
    const [well] = bundles;
    expect(well).toMatchObject({
      format: 1,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      platform: { kind: 'node', engine: `Node ${process.versions.node}`, webgpu: 'none' },
      stats: { storage: { kind: 'memory' }, sync: { cloud: 'none' } },
      store: { schema: expect.any(Number) as number, rows: { events: expect.any(Number) as number } },
      outbox: { dead: 0, attempts: 0, oldestMs: expect.any(Number) as number },
      config: { embeddings: false, orgOnly: false, cloud: false, journal: false },
    });
    expect(well!.recalls.count).toBeGreaterThan(0);
    expect(well!.recalls.ms.total).toEqual({ p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) });
  });

  it('are told although the store fails, with gaps and with what went wrong', () => {
    const incidents = bundles.flatMap((bundle) => bundle.incidents.map(({ what }) => what));
    expect(incidents.join('\n')).toContain('the extractor failed');
    expect(incidents.join('\n')).toContain('damaged');
    expect(bundles.some(({ stats, outbox, store }) => stats === null || outbox === null || Object.values(store.rows).includes(null))).toBe(true);
  });

  it('come from GET /v1/local/diagnostics to whoever has the token', async () => {
    await using runtime = await createLocalRuntime(IDENTITY);
    const fetch = createLoopbackFetch(runtime, { token: 'tok' });
    const ask = (headers: Record<string, string>): Promise<Response> => fetch('http://127.0.0.1:7878/v1/local/diagnostics', { headers });
    expect((await ask({})).status).toBe(401);
    const answer = await ask({ authorization: 'Bearer tok' });
    expect([answer.status, answer.headers.get('cache-control'), ((await answer.json()) as DiagnosticsResponse).format]).toEqual([200, 'no-store', 1]);
  });
});
