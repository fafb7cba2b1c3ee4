/** A page whose worker can be made to fail. What is asked of it goes over the loopback address, as an app asks. */
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { StartedCloud } from '../../support/cloud-command.ts';
import { channelOf, setClockOff, type Born, type Command } from './commands.ts';
import { damage, deleteDatabase, emptyStorage, fillStorage, type Damage } from './damage.ts';
// oxlint-disable-next-line import/default -- the bundler makes it
import faultyUrl from './faulty-worker.ts?worker&url';

export interface OpenOptions {
  readonly workspace: string;
  readonly user: string;
  readonly model?: string;
  readonly storage?: 'auto' | 'indexeddb' | 'memory';
  readonly cloud?: StartedCloud | undefined;
  readonly born?: readonly Born[];
  /** The worker's address has a query, as where a script is cached by its version. No faults are put into it. */
  readonly plain?: boolean;
}

/** An answer as the app has it. `ms` is what it took. */
export interface Seen {
  readonly status: number;
  readonly body: unknown;
  readonly ms: number;
}

/** What a row of the matrix does with the page. */
export interface App {
  open(options: OpenOptions): void;
  close(): Promise<void>;
  ask(method: string, path: string, body?: object): Promise<Seen>;
  /** Tells the worker what to do, and waits until it does. */
  fault(command: Command): Promise<void>;
  /** Ends the worker of the memory. */
  terminate(): void;
  /** Ends the worker of the model. */
  terminateModel(): void;
  damage(workspace: string, user: string, what: Damage): Promise<void>;
  deleteDatabase(workspace: string, user: string): Promise<void>;
  /** Fills what the browser lets this origin store, and lets go of that again. */
  fillStorage(): Promise<void>;
  emptyStorage(): Promise<void>;
  /** Milliseconds from the last `open` until a recall of the user's own words found them; null when it never did. */
  recall(sessionId: string, words: string): Promise<number | null>;
  /** What the page was told of: an incident that stats had no chance to tell. */
  incidents(): readonly string[];
}

const ADDRESS = 'http://127.0.0.1:7878';
/** A recall is asked again for so long, in milliseconds. */
const PATIENCE_MS = 20_000;
const RealWorker = Worker;
const workers: Worker[] = [];
const models: Worker[] = [];
globalThis.Worker = class extends RealWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options);
    (options?.name === 'memoair-embedder' ? models : workers).push(this);
  }
};

let runtime: Runtime | null = null;
let loopback: typeof fetch;
let line = '';
let openedAt = 0;
const told: string[] = [];

/** The server takes it out again: what the worker loads later has to come from where the worker came from. */
function addressOf(own: string, born: readonly Born[]): string {
  const { origin, pathname } = new URL(faultyUrl, location.href);
  return `${origin}/line/${own}/${born.join(',') || 'none'}${pathname}`;
}

const app: App = {
  open({ workspace, user, model, storage = 'auto', cloud, born = [], plain = false }) {
    line = crypto.randomUUID();
    openedAt = performance.now();
    // the app's own server would ask for it
    const token = async (): Promise<string> => {
      const headers = { authorization: `Bearer ${cloud!.apiKey}`, 'x-project-id': workspace, 'x-agent-id': 'agent_1', 'x-user-id': user };
      const asked = await fetch(`${cloud!.url}/v1/voice-sdk/token`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{}',
      });
      return ((await asked.json()) as { readonly token: string }).token;
    };
    runtime = createRuntime({
      workspaceId: workspace,
      userId: user,
      modelUrl: model ?? null,
      storage,
      workerUrl: plain ? `${faultyUrl}?v=1` : addressOf(line, born),
      onIncident: (what) => void told.push(what),
      ...(cloud ? { cloudBaseUrl: cloud.url, agentId: 'agent_1', getToken: token } : {}),
    });
    loopback = createLoopbackFetch(runtime);
  },
  close: async () => runtime?.close(),
  async ask(method, path, body) {
    const start = performance.now();
    const response = await loopback(`${ADDRESS}${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' || path.endsWith('/export') ? text : (JSON.parse(text) as unknown), ms: performance.now() - start };
  },
  async fault(command) {
    if (command.fault === 'clock') setClockOff(command.ms);
    const channel = channelOf(line)!;
    const done = new Promise<void>((resolve) => channel.addEventListener('message', () => resolve(), { once: true }));
    channel.postMessage(command);
    await done;
    channel.close();
  },
  terminate: () => workers.at(-1)?.terminate(),
  terminateModel: () => models.at(-1)?.terminate(),
  damage,
  deleteDatabase,
  fillStorage,
  emptyStorage,
  async recall(sessionId, words) {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end;) {
      const { status, body } = await app.ask('POST', '/v1/runtime/search_memory', { sessionId, query: words });
      if (status === 200 && (body as { readonly contextText: string }).contextText.includes(words)) return performance.now() - openedAt;
      if (status === 404) await app.ask('POST', '/v1/runtime/session/start', { sessionId, ...runtime!.identity });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return null;
  },
  incidents: () => told,
};
Object.assign(globalThis, { app });
