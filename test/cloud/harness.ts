import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud, type Cloud, type CloudOptions } from '../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import type { CloudStore } from '../../src/cloud/cloud-store.ts';
import type { CloudBootstrapResponse, CloudChunk, CloudEvent, CloudMemory, CloudPushResponse } from '../../src/contract/cloud.ts';
import { openCloudFile } from '../../src/node/cloud/open-cloud-file.ts';
import { handClock, type HandClock } from '../worker/hand-clock.ts';
import { KEY, OTHER_KEY, SECRET } from './keys.ts';

export { KEY, OTHER_KEY, SECRET };

export interface StoreUnderTest {
  readonly store: CloudStore;
  /** Opens what the store has kept, once more. */
  readonly reopen: () => Promise<CloudStore>;
  readonly dispose: () => Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

export const openMemory: OpenStore = async () => {
  const store = new MemoryCloudStore();
  return { store, reopen: async () => store, dispose: () => store.close() };
};

export async function temporaryFolder(): Promise<{ folder: string; dispose: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'memoair-cloud-'));
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}

export const openFile: OpenStore = async () => {
  const { folder, dispose } = await temporaryFolder();
  const store = await openCloudFile(folder);
  return {
    store,
    reopen: () => openCloudFile(folder),
    dispose: async () => {
      await store.close();
      await dispose();
    },
  };
};

/** The same call, to where a cloud listens. */
export async function sendTo(url: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  return fetch(url + pathname + search, { method: request.method, headers: request.headers, body: request.body ? await request.text() : null });
}

/** Calls that a device makes. */
export class Device {
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #headers: Record<string, string>;

  constructor(fetch: (request: Request) => Promise<Response>, headers: Record<string, string>) {
    this.#fetch = fetch;
    this.#headers = headers;
  }

  /** The same with other headers; undefined takes one off. */
  with(headers: Record<string, string | undefined>): Device {
    const all = Object.entries({ ...this.#headers, ...headers }).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return new Device(this.#fetch, Object.fromEntries(all));
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    return this.#fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { ...this.#headers, ...(sent === null ? {} : { 'content-type': 'application/json' }), ...headers },
        body: sent,
      }),
    );
  }

  async push(events: readonly unknown[], idempotencyKey?: string): Promise<CloudPushResponse> {
    const response = await this.call('POST', '/v1/voice-sdk/events', { events }, idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as CloudPushResponse;
  }

  async pull(since?: string): Promise<CloudBootstrapResponse> {
    const response = await this.call('GET', `/v1/voice-sdk/bootstrap${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as CloudBootstrapResponse;
  }

  /** Pulls to the end, as a device holds it then. */
  async pullAll(held: Held = new Held()): Promise<Held> {
    for (let more = true; more;) {
      const page = await this.pull(held.token);
      held.take(page);
      ({ more } = page);
    }
    return held;
  }

  async createIndex(name: string, documents: readonly { id: string; text: string }[]): Promise<unknown> {
    return (await this.call('POST', '/v1/voice-sdk/index/create', { name, documents })).json();
  }
}

/** What a device has after its pulls. */
export class Held {
  token: string | undefined;
  pages = 0;
  profile: CloudBootstrapResponse['profile'] = null;
  readonly memories: Map<string, CloudMemory> = new Map();
  readonly chunks: Map<string, CloudChunk> = new Map();

  take({ profile, permanent, org, syncToken }: CloudBootstrapResponse): void {
    this.pages++;
    this.token = syncToken;
    this.profile = profile;
    for (const id of permanent.removed) this.memories.delete(id);
    for (const item of permanent.items) this.memories.set(item.memoryId, item);
    for (const id of org.removed) this.chunks.delete(id);
    for (const chunk of org.chunks) this.chunks.set(chunk.id, chunk);
  }

  /** Texts of the facts that hold. */
  get facts(): string[] {
    return [...this.memories.values()].flatMap((each) => (each.kind === 'fact' && each.validTo === null ? [each.text] : [])).sort();
  }

  get said(): string[] {
    return [...this.memories.values()].flatMap((each) => (each.kind === 'episode' ? [each.userText] : [])).sort();
  }

  /** Everything, whatever the numbers under which it came. */
  get state(): unknown {
    const byId = (a: { memoryId: string }, b: { memoryId: string }): number => (a.memoryId < b.memoryId ? -1 : 1);
    return { summary: this.profile?.summary ?? '', memories: [...this.memories.values()].sort(byId) };
  }
}

export const HEADERS = { authorization: `Bearer ${KEY}`, 'x-project-id': 'proj_1', 'x-agent-id': 'agent_1', 'x-user-id': 'user_1' };

export interface TestCloud {
  readonly cloud: Cloud;
  readonly clock: HandClock;
  readonly device: Device;
}

export async function testCloud(store: CloudStore, options: Partial<CloudOptions> = {}): Promise<TestCloud> {
  const clock = handClock();
  const cloud = await createCloud({
    store,
    apiKeys: [KEY, { key: OTHER_KEY, projects: ['proj_2'] }],
    tokenSecret: SECRET,
    clock,
    limits: { rate: { burst: 1, perSecond: Infinity } },
    ...options,
  });
  return { cloud, clock, device: new Device(cloud.fetch, HEADERS) };
}

/** Starts a cloud, without limits unless some are given. A later one of the same test stands over what the first has stored. */
export type StartCloud = (limits?: NonNullable<CloudOptions['limits']>) => Promise<{
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: HandClock;
  readonly close: () => Promise<void>;
}>;

/** A cloud as the cases of all clouds see it: by its calls, and a clock that they turn. */
export interface CloudUnderTest {
  readonly start: StartCloud;
  readonly dispose: () => Promise<void>;
}

let made = 0;

/** A turn that was said `minute` minutes after ten. */
export function turn(minute: number, userText: string, more: { id?: string; sessionId?: string; turnId?: string; payload?: object } = {}): CloudEvent {
  const id = more.id ?? `evt_${++made}`;
  return {
    id,
    kind: 'turn',
    sessionId: more.sessionId ?? 's1',
    seq: minute,
    at: new Date(Date.UTC(2026, 1, 1, 10, minute)).toISOString(),
    payload: { turnId: more.turnId ?? `turn_${id}`, userText, assistantText: 'I see.', ...more.payload },
  };
}

/** Any other event of that minute. */
export function event(minute: number, kind: CloudEvent['kind'], payload: object, more: { id?: string; sessionId?: string } = {}): CloudEvent {
  return { ...turn(minute, '', more), kind, sessionId: more.sessionId ?? '', payload: { ...payload } };
}
