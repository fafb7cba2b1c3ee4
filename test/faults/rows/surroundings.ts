import type { Born } from '../app/commands.ts';
import type { ModelFault } from '../site.ts';
import { outcome, reopened, withDevtools, words, type Row } from '../row.ts';
import { Talk } from '../talk.ts';

const DAY_MS = 86_400_000;

const clock = (title: string, ms: number): Row => ({
  id: `clock-${ms > 0 ? 'forward' : 'back'}`,
  group: 'The clock jumps',
  title,
  recovery: 'nothing to recover: the log is ordered by number',
  quick: ms < 0,
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), site.url).begin();
    await talk.tab.call('fault', { fault: 'clock', ms });
    const seen = await talk.say();
    const start = performance.now();
    await talk.recall();
    const took = performance.now() - start;
    await talk.tab.call('fault', { fault: 'clock', ms: 0 });
    await talk.say();
    return reopened(talk, seen, took, await talk.incidents());
  },
});

const model = (title: string, fault: ModelFault): Row => ({
  id: `model-${fault.replaceAll(' ', '-')}`,
  group: 'The model fails',
  title,
  recovery: 'recall goes by words; the next load of the page fetches it again',
  more: 'browser/runtime/model, worker/embed',
  run: async ({ browser, site }) => {
    site.model = fault;
    try {
      const talk = await new Talk(await (await browser()).newTab(), site.url, { model: `/model/${fault}/` }).begin();
      await modelIs(talk, 'failed');
      const seen = await talk.ask('POST', '/v1/runtime/search_memory', { sessionId: talk.sessionId, query: 'who collects stamps' });
      const reason = await modelIs(talk, 'failed');
      site.model = 'none';
      const start = performance.now();
      await talk.open();
      await modelIs(talk, 'ready');
      return await outcome(talk, seen, performance.now() - start, [`stats.model: ${reason}`]);
    } finally {
      site.model = 'none';
    }
  },
});

/** Waits for a state of the model, or for it to have come to one; its reason. */
async function modelIs(talk: Talk, wanted?: 'failed' | 'ready'): Promise<string> {
  for (;;) {
    const { body } = await talk.ask('GET', '/v1/local/stats');
    const { state, reason = '' } = (body as { readonly model: { readonly state: string; readonly reason?: string } }).model;
    if (wanted ? state === wanted : state !== 'loading') return reason;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const modelDies: Row = {
  id: 'model-worker',
  group: 'The model fails',
  title: 'its worker is ended',
  recovery: 'it is started again; recall goes by words meanwhile',
  more: 'browser/runtime/model',
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), site.url, { model: '/model/good/' }).begin();
    await modelIs(talk, 'ready');
    await talk.tab.call('terminateModel');
    const start = performance.now();
    const seen = await talk.ask('POST', '/v1/runtime/search_memory', { sessionId: talk.sessionId, query: 'who collects stamps' });
    await modelIs(talk, 'ready');
    const ms = performance.now() - start;
    return reopened(talk, seen, ms, await talk.incidents());
  },
};

/** A page in which something is missing from the start: it works without. */
const without = (id: string, title: string, where: string, born: readonly Born[], options: { readonly model?: string } = {}): Row => ({
  id,
  group: 'The page lacks something',
  title,
  recovery: 'it works without',
  ...(id === 'no-wasm' ? { more: 'csp/policy' } : {}),
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), `${site.url}${where}`, { born, ...options }).begin();
    const reason = await modelIs(talk);
    if (reason === '') await talk.embedded();
    const seen = await talk.ask('POST', '/v1/runtime/search_memory', { sessionId: talk.sessionId, query: 'who collects stamps of kestrel2x' });
    const stats = await talk.ask('GET', '/v1/local/stats');
    const { vectors, model: state } = stats.body as { readonly vectors: { readonly backend: string }; readonly model: { readonly state: string } };
    const told = [...(await talk.incidents()), ...(reason === '' ? [] : [`stats.model: ${reason}`])];
    return reopened(talk, `${words(seen)}; vectors: ${vectors.backend}, model: ${state.state}`, undefined, told);
  },
});

const noMemory: Row = {
  id: 'out-of-memory',
  group: 'The page lacks something',
  title: 'memory for WebAssembly, from one moment on',
  recovery: 'turns are kept; the next start has room again',
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), site.url, { model: '/model/good/' }).begin();
    await modelIs(talk, 'ready');
    await talk.tab.call('fault', { fault: 'no-memory' });
    // more than what is there has room for
    for (let n = 0; n < 150; n++) await talk.say();
    while ((await talk.incidents()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const seen = await talk.say();
    const found = await talk.recall();
    const told = await talk.incidents();
    return reopened(talk, `${words(seen)}${found === null ? '; recall finds nothing' : ''}`, undefined, told);
  },
};

/** The script is cached under a name with a version, as many apps have it. */
const worker: Row = {
  id: 'worker-address',
  group: 'The page lacks something',
  title: "nothing: the worker's address has a query",
  recovery: 'nothing to recover: each call is answered once',
  quick: true,
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), site.url, { plain: true }).begin();
    const seen = await talk.say();
    return reopened(talk, seen, undefined, await talk.incidents());
  },
};

/** The browser keeps nothing: the memory lasts as long as the page. */
const inMemory = (
  id: string,
  title: string,
  launch: { readonly denied?: boolean; readonly secret?: boolean },
  born: readonly Born[],
  where?: Row['where'],
): Row => ({
  id,
  group: 'Storage is denied',
  title,
  recovery: 'memory lasts as long as the page, and stats say so',
  ...(where ? { where } : {}),
  more: 'browser/runtime/worker',
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser(launch)).newTab(), site.url, { born }).begin();
    const seen = await talk.say();
    const start = performance.now();
    await talk.recall();
    return outcome(talk, seen, performance.now() - start);
  },
});

const insisted: Row = {
  id: 'denied-insisted',
  group: 'Storage is denied',
  title: 'and the app insists on it (`storage: "indexeddb"`)',
  recovery: 'none: the app is told, and may go on without',
  run: async ({ browser, site }) => {
    const talk = new Talk(await (await browser()).newTab(), site.url, { born: ['SecurityError'], storage: 'indexeddb' });
    const seen = await talk.open();
    await talk.open(talk.tab, { storage: 'auto' });
    await talk.say();
    return outcome(talk, seen, await talk.recall());
  },
};

const secret: Row = {
  id: 'private-window',
  group: 'Storage is denied',
  title: 'a private window',
  recovery: 'memory is kept until the window is closed',
  where: ({ can }) => can.secret,
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser({ secret: true })).newTab(), site.url).begin();
    const seen = await talk.say();
    return reopened(talk, seen);
  },
};

const awayAndBack: Row = {
  id: 'back-forward',
  group: 'The page is put aside',
  title: 'left for another one and gone back to',
  recovery: 'it goes on, or starts anew',
  more: 'network/pagehide',
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), site.url).begin();
    const start = performance.now();
    await talk.tab.awayAndBack();
    const kept = await talk.ask('GET', '/v1/runtime/health').catch(() => null);
    if (!kept) await talk.open();
    const seen = await talk.say();
    const ms = performance.now() - start;
    return reopened(talk, `${words(seen)}, ${kept ? 'kept' : 'loaded anew'}`, ms, await talk.incidents());
  },
};

const leftInTheMiddle: Row = {
  id: 'left-in-the-middle',
  group: 'The page is put aside',
  title: 'left in the middle of a turn',
  recovery: 'the page is opened again',
  run: async ({ browser, site }) => {
    const talk = await new Talk(await (await browser()).newTab(), site.url).begin();
    talk.say().catch(() => undefined);
    await talk.tab.awayAndBack();
    await talk.open();
    const ms = await talk.recall();
    await talk.again();
    return outcome(talk, 'none: the page is left', ms);
  },
};

const frozen: Row = {
  id: 'frozen',
  group: 'The page is put aside',
  title: 'frozen, while another tab goes on',
  recovery: 'it goes on when it is thawed',
  where: withDevtools,
  more: 'network/pagehide',
  run: async ({ browser, site }) => {
    const running = await browser();
    const talk = await new Talk(await running.newTab(), site.url).begin();
    const first = talk.tab;
    await running.devtools!.freeze(first, true);
    await talk.open(await running.newTab());
    await talk.say();
    await running.devtools!.freeze(first, false);
    talk.tab = first;
    const start = performance.now();
    const seen = await talk.say();
    await talk.recall();
    return reopened(talk, seen, performance.now() - start, await talk.incidents());
  },
};

export const SURROUNDINGS: readonly Row[] = [
  clock('a day forward and back', DAY_MS),
  clock('a day back and forward', -DAY_MS),
  model('no file', 'missing'),
  model('no manifest', 'no manifest'),
  model('cut off', 'truncated'),
  model('one byte altered', 'altered'),
  modelDies,
  without('no-wasm', "WebAssembly: `script-src 'self'`", 'strict/', [], { model: '/model/good/' }),
  without('no-shared-memory', 'shared memory: it is not isolated', '', ['no-shared-memory'], { model: '/model/good/' }),
  without('no-wasm-memory', 'memory for WebAssembly, from the start', '', ['no-memory'], { model: '/model/good/' }),
  noMemory,
  worker,
  inMemory('denied-open', '`indexedDB.open` throws SecurityError', {}, ['SecurityError']),
  inMemory('denied-settings', "by the browser's settings", { denied: true }, [], ({ can }) => can.denied),
  insisted,
  secret,
  awayAndBack,
  leftInTheMiddle,
  frozen,
];
