/** An app whose user talks for long, in as many tabs as are open. */
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { workerHeapBytes } from '../../bench/page/heap.ts';
import { Day, type DayOptions, type DayState } from '../day.ts';
import { dumpDatabases } from './dump.ts';
import { talkInTab, type TabTalk, type TabTalkOptions } from './tab-talk.ts';

/** What a driver does with the page. */
export interface App {
  /** A call of the loopback runtime. Rejects for an answer other than 200. */
  call(method: string, path: string, body?: object): Promise<unknown>;
  /** The text that a path answers. */
  text(path: string): Promise<string>;
  /** Lives a day, and tells `onDay` of each checkpoint. */
  day(options: Pick<DayOptions, 'turns' | 'turnsOfSession' | 'seed' | 'checkpoints'>): Promise<Awaited<ReturnType<Day['judge']>>>;
  forgetUser(): Promise<number>;
  /** Live bytes of the worker after a collection, and what the origin stores; null where the browser does not tell. */
  held(): Promise<{ readonly heap: number | null; readonly stored: number | null }>;
  talk(options: TabTalkOptions): Promise<TabTalk>;
  /** Everything that the origin's databases hold, as text. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

declare global {
  /** Of the driver. */
  var onDay: ((state: DayState) => Promise<void>) | undefined;
  var memory: App;
}

const runtime = createRuntime({ workspaceId: 'ws_soak', userId: 'user_soak', modelUrl: null });
const loopback = createLoopbackFetch(runtime);
let lived: Day | null = null;

async function ask(method: string, path: string, body?: object): Promise<string> {
  const init = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await loopback(`http://127.0.0.1:7878${path}`, { method, ...init });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}

globalThis.memory = {
  call: async (method, path, body) => JSON.parse(await ask(method, path, body)) as unknown,
  text: (path) => ask('GET', path),
  async day(options) {
    lived = new Day({ ...options, runtime, pass: () => undefined, onCheckpoint: async (state) => globalThis.onDay?.(state) });
    await lived.live();
    return lived.judge();
  },
  forgetUser: async () => lived?.forgetUser() ?? 0,
  held: async () => ({ heap: await workerHeapBytes(), stored: (await navigator.storage.estimate()).usage ?? null }),
  talk: (options) => talkInTab(runtime, options),
  dump: dumpDatabases,
  close: () => runtime.close(),
};
