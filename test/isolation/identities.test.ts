import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import type { Identity } from '../../src/contract/types.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { loopbackFetch } from '../../src/loopback/fetch.ts';
import { responder } from '../../src/loopback/responder.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { createLocalRuntime, createRuntimeHost } from '../../src/runtime/local.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';

const WORKSPACE = 'ws';
const ANNA = { workspaceId: WORKSPACE, userId: 'anna' };
const BEN = { workspaceId: WORKSPACE, userId: 'ben' };
const PORTS = { anna: 7878, ben: 7879 };
const SECRET = 'xylophone';

interface Told {
  readonly status: number;
  readonly text: string;
}

/** Two users of one workspace, each behind a port of one process. */
interface Two {
  readonly ask: (port: number, method: string, path: string, body?: object) => Promise<Told>;
  readonly annas: { readonly sessionId: string; readonly memoryId: string; readonly eventId: string; readonly cursor: string };
  readonly close: () => Promise<void>;
}

async function two(start: (identity: Identity) => Promise<Runtime>): Promise<Two> {
  const [anna, ben] = await Promise.all([start(ANNA), start(BEN)]);
  const ports = new LoopbackPorts();
  ports.bind(PORTS.anna, responder(anna));
  ports.bind(PORTS.ben, responder(ben));
  const fetch = loopbackFetch(ports);
  const ask: Two['ask'] = async (port, method, path, body) => {
    const init = { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, text: await response.text() };
  };
  for (const [port, identity] of [
    [PORTS.anna, ANNA],
    [PORTS.ben, BEN],
  ] as const) {
    await ask(port, 'POST', '/v1/runtime/session/start', { sessionId: `call of ${identity.userId}`, ...identity });
    for (const turnId of ['t1', 't2'])
      await ask(port, 'POST', '/v1/runtime/turn/after', {
        sessionId: `call of ${identity.userId}`,
        turnId,
        userText: identity === ANNA ? `My secret word is ${SECRET}. I live in Delhi.` : 'I live in Pune.',
        assistantText: '',
      });
  }
  const listed = JSON.parse((await ask(PORTS.anna, 'GET', '/v1/local/memory?lane=permanent&limit=1')).text) as {
    items: { memoryId: string }[];
    nextCursor: string;
  };
  const waiting = JSON.parse((await ask(PORTS.anna, 'GET', '/v1/local/outbox')).text) as { items: { id: string }[] };
  const annas = { sessionId: 'call of anna', memoryId: listed.items[0]!.memoryId, eventId: waiting.items[0]!.id, cursor: listed.nextCursor };
  return { ask, annas, close: async () => void (await Promise.all([anna.close(), ben.close()])) };
}

/** Every call that takes an id, with that of Anna and with one that nobody has. */
function probes({ annas }: Two): (readonly [what: string, method: string, path: string, body?: object])[][] {
  const of = (ids: Two['annas']) =>
    [
      ['a search', 'POST', '/v1/runtime/search_memory', { sessionId: ids.sessionId, query: 'what is the secret word' }],
      ['a hint', 'POST', '/v1/local/hint', { sessionId: ids.sessionId, query: 'what is the secret word' }],
      ['a turn', 'POST', '/v1/runtime/turn/after', { sessionId: ids.sessionId, turnId: 't1', userText: 'x', assistantText: '' }],
      ['an end', 'POST', '/v1/runtime/session/end', { sessionId: ids.sessionId, reason: 'completed' }],
      ['an edit', 'PATCH', `/v1/local/memory/${ids.memoryId}`, { text: 'x' }],
      ['forgetting a memory', 'DELETE', `/v1/local/memory/${ids.memoryId}`],
      ['forgetting a session', 'DELETE', `/v1/local/sessions/${encodeURIComponent(ids.sessionId)}`],
      ['a retry', 'POST', `/v1/local/outbox/${ids.eventId}/retry`],
    ] as const;
  const nobodys = { ...annas, sessionId: 'call of nobody', memoryId: annas.memoryId.replace(/.$/, (last) => (last === '0' ? '1' : '0')), eventId: 'evt_none' };
  return of(annas).map((call, i) => [call, of(nobodys)[i]!]);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoair-isolation-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllGlobals());

const HOSTS: Record<string, () => (identity: Identity) => Promise<Runtime>> = {
  'in memory, on one host': () => {
    const host = createRuntimeHost();
    return (identity) => createLocalRuntime({ ...identity, host });
  },
  'in files of one folder': () => nodeRuntimes({ storageRoot: folder, embedder: null }),
};

describe.each(Object.entries(HOSTS))('two users of one process, %s', (where, hostOf) => {
  it('an id of the other and one that nobody has are answered alike, to the letter', async () => {
    const both = await two(hostOf());
    for (const [others, nobodys] of probes(both)) {
      const [what, method, path, body] = others!;
      // a session that another user of the folder had is opened empty: the published client keeps its session when its port is handed on
      if (where.includes('files') && path.startsWith('/v1/runtime/')) continue;
      if (where.includes('files') && path.endsWith('/hint')) continue;
      const told = await both.ask(PORTS.ben, method, path, body);
      const unknown = await both.ask(PORTS.ben, nobodys![1], nobodys![2], nobodys![3]);
      expect([what, told]).toEqual([what, unknown]);
      expect(told.text).not.toContain(SECRET);
    }
    if (where.includes('files')) {
      const ask = (sessionId: string): Promise<Told> => both.ask(PORTS.ben, 'POST', '/v1/runtime/search_memory', { sessionId, query: 'secret word' });
      expect([(await ask(both.annas.sessionId)).status, (await ask('call of nobody')).status]).toEqual([200, 404]);
    }
    // and nothing of it reached her
    const kept = await both.ask(PORTS.anna, 'GET', '/v1/local/export');
    expect(kept.text.match(new RegExp(SECRET, 'g'))!.length).toBeGreaterThanOrEqual(2);
    await both.close();
  });

  it('nothing that one said is in any answer to the other', async () => {
    const both = await two(hostOf());
    const { ask, annas } = both;
    const answers = [
      await ask(PORTS.ben, 'POST', '/v1/runtime/search_memory', { sessionId: annas.sessionId, query: `secret word ${SECRET[0]}`, explain: true }),
      await ask(PORTS.ben, 'POST', '/v1/runtime/search_memory', { sessionId: 'call of ben', query: 'what is the secret word, where do I live', explain: true }),
      await ask(PORTS.ben, 'GET', '/v1/local/memory?limit=500'),
      await ask(PORTS.ben, 'GET', `/v1/local/memory?cursor=${encodeURIComponent(annas.cursor)}`),
      await ask(PORTS.ben, 'GET', `/v1/local/memory?q=${SECRET}`),
      await ask(PORTS.ben, 'GET', '/v1/local/export'),
      await ask(PORTS.ben, 'GET', '/v1/local/outbox'),
      await ask(PORTS.ben, 'GET', '/v1/local/stats'),
      await ask(PORTS.ben, 'GET', '/v1/local/diagnostics'),
      await ask(PORTS.ben, 'GET', '/v1/runtime/health'),
    ];
    for (const { text } of answers) expect(text).not.toMatch(new RegExp(`${SECRET}(?!")|Delhi|${annas.memoryId}|${annas.eventId}`));
    expect(answers[1]!.text).toContain('Pune');
    await both.close();
  });
});

describe('what crosses between runtimes over channels', () => {
  it('is that something was written, under the name of its user: no word, and nobody else hears it', async () => {
    const heard: { readonly name: string; readonly data: unknown }[] = [];
    vi.stubGlobal(
      'BroadcastChannel',
      class extends BroadcastChannel {
        override postMessage(data: unknown): void {
          heard.push({ name: this.name, data });
          super.postMessage(data);
        }
      },
    );
    const both = await two(HOSTS['in memory, on one host']!());
    heard.length = 0;
    await both.ask(PORTS.anna, 'POST', '/v1/runtime/turn/after', {
      sessionId: 'call of anna',
      turnId: 't3',
      userText: `It is still ${SECRET}.`,
      assistantText: '',
    });
    await both.ask(PORTS.anna, 'POST', '/v1/voice-sdk/index/create', { name: 'faq', documents: [{ id: 'd', text: 'Open at nine.' }] });
    await both.close();
    expect(new Set(heard.map(({ data }) => data))).toEqual(new Set([null]));
    expect(new Set(heard.map(({ name }) => name))).toEqual(new Set(['memoair/user/["ws","anna"]', 'memoair/org/"ws"']));
  });
});

describe('what is kept of a query', () => {
  const INFO = { name: 'fake', dimension: 4, stamp: 'fake:1', backend: 'test' };

  it('helps the one who asked it and no other user of the same documents', async () => {
    let late = false;
    const embedder: Embedder = {
      ready: async () => INFO,
      state: async () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
      embed: (texts, { priority }) =>
        late && priority === 'query' ? new Promise(() => undefined) : Promise.resolve(texts.map(() => Float32Array.of(1, 0, 0, 0))),
      close: async () => undefined,
    };
    const start = nodeRuntimes({ storageRoot: join(folder, 'shared'), embedder: () => embedder });
    const [anna, ben] = await Promise.all([ANNA, BEN].map((identity) => start(identity)));
    for (const runtime of [anna!, ben!]) await runtime.startSession({ sessionId: 's', ...runtime.identity, mode: 'default', metadata: {} });
    await anna!.createIndex({ name: 'faq', documents: [{ id: 'd', text: 'Returns are taken back within 30 days.' }] });
    await vi.waitFor(async () => expect((await ben!.stats()).pendingEmbeddings).toBe(0));
    const ask = (runtime: Runtime) =>
      runtime
        .searchMemory({
          sessionId: 's',
          query: 'how do I return a thing',
          intent: 'answer_current_user',
          includeSources: false,
          timeoutMs: 150,
          lanes: ['org'],
        })
        .then(({ trace }) => trace.degraded);
    await vi.waitFor(async () => expect(await ask(anna!)).toBe(false));
    late = true;
    // to her it is ready; he has to wait for the model as for any other query
    expect(await ask(anna!)).toBe(false);
    expect(await ask(ben!)).toBe(true);
    await Promise.all([anna!.close(), ben!.close()]);
  });
});
