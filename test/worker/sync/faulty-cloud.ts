import type { CloudEvent } from '../../../src/contract/cloud.ts';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import { CALL_MS, CloudCall, type CloudCallParts } from '../../../worker/sync/cloud-call.ts';
import { keyCredentials } from '../../../worker/sync/credentials.ts';
import { HandTimers } from '../../client/hand-timers.ts';
import { Device, Held, HEADERS, KEY, testCloud, type TestCloud } from '../../cloud/harness.ts';

/** What goes wrong with a call. */
export type Fault =
  | { readonly kind: 'none' }
  /** Nothing arrives. */
  | { readonly kind: 'lost' }
  /** It arrives, and the answer does not. */
  | { readonly kind: 'answer lost' }
  | { readonly kind: 'twice' }
  /** It is lost for the device, and arrives behind a later one. */
  | { readonly kind: 'late' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** It arrives, and the answer breaks off. */
  | { readonly kind: 'truncated' }
  /** It arrives, and a part of the results is missing. */
  | { readonly kind: 'partial' }
  /** The answer is something else: the value as JSON, or the text. */
  | { readonly kind: 'says'; readonly body: string }
  | { readonly kind: 'silent' }
  /** The answer begins and never ends. */
  | { readonly kind: 'endless' };

export const BASE_URL = 'http://127.0.0.1';

/** The reference cloud behind a network that does what it is told to. */
export class FaultyCloud {
  readonly timers: HandTimers = new HandTimers();
  /** Faults of the next calls, in their order; after them everything goes well. */
  readonly faults: Fault[] = [];
  /** Refuses batches for what they hold, as a gateway before the cloud would: a status, or null. */
  gateway: (events: readonly CloudEvent[], text: string) => number | null = () => null;
  /** Called with each batch while it is on its way. */
  onWay: (events: readonly CloudEvent[]) => Promise<void> | void = () => undefined;
  /** Ids of events in the order in which they first arrived. */
  readonly arrived: string[] = [];
  /** What was sent: the number of events of each batch, and its key. */
  readonly batches: { readonly ids: readonly string[]; readonly key: string; readonly bytes: number; readonly headers: Headers }[] = [];
  /** What is silent is waited for in no time. */
  readonly #hasty: boolean;
  readonly #cloud: TestCloud;
  readonly #late: Request[] = [];
  #busy = 0;

  static async open({ hasty = false } = {}): Promise<FaultyCloud> {
    return new FaultyCloud(hasty, await testCloud(new MemoryCloudStore()));
  }

  private constructor(hasty: boolean, cloud: TestCloud) {
    this.#hasty = hasty;
    this.#cloud = cloud;
  }

  call(more: Partial<CloudCallParts> = {}): CloudCall {
    return new CloudCall({
      baseUrl: BASE_URL,
      projectId: 'proj_1',
      agentId: 'agent_1',
      userId: 'user_1',
      credentials: keyCredentials(KEY),
      fetch: this.fetch,
      clock: { now: () => this.#cloud.clock.now() },
      timers: this.timers,
      ...more,
    });
  }

  /** What another device of the user is told. */
  held(): Promise<Held> {
    return this.device.pullAll();
  }

  get device(): Device {
    return new Device(this.#cloud.cloud.fetch, HEADERS);
  }

  /** Lets everything happen that waits for no timer. */
  async quiet(): Promise<void> {
    for (let still = 0; still < 8; still = this.#busy === 0 ? still + 1 : 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets time pass in steps, and what is due has its effect before the next. */
  async turn(ms: number): Promise<void> {
    await this.quiet();
    for (let left = ms; left > 0; left -= 500) {
      await this.timers.turn(Math.min(500, left));
      await this.quiet();
    }
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const fault = this.faults.shift() ?? { kind: 'none' };
    const text = typeof init.body === 'string' ? init.body : '';
    const events = text === '' ? [] : (JSON.parse(text) as { events: CloudEvent[] }).events;
    const { headers } = request;
    this.batches.push({ ids: events.map(({ id }) => id), key: headers.get('idempotency-key') ?? '', bytes: new TextEncoder().encode(text).length, headers });
    await this.onWay(events);
    // an error of fetch may quote anything
    const broken = new TypeError(`fetch failed: ${headers.get('authorization')} ${text}`);
    if (fault.kind === 'lost') throw broken;
    if (this.#hasty && (fault.kind === 'silent' || fault.kind === 'endless')) setImmediate(() => void this.timers.turn(CALL_MS));
    if (fault.kind === 'silent') return new Promise<never>(() => undefined);
    if (fault.kind === 'slow') await new Promise<void>((resolve) => this.timers.after(fault.ms, resolve));
    if (fault.kind === 'says') return new Response(fault.body, { headers: { 'content-type': 'application/json' } });
    const status = fault.kind === 'status' ? fault.status : this.gateway(events, text);
    if (status !== null) {
      const body = status === 204 ? null : JSON.stringify({ error: { code: text.slice(0, 40), message: `${headers.get('authorization')} ${text}` } });
      return new Response(body, { status, ...(fault.kind === 'status' && fault.headers ? { headers: fault.headers } : {}) });
    }
    if (fault.kind === 'late') {
      this.#late.push(new Request(url, { ...init, signal: null }));
      throw broken;
    }
    if (fault.kind === 'endless') return new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"results":[')) }));
    const response = await this.#arrive(request, events, fault.kind === 'twice');
    for (const late of this.#late.splice(0)) await this.#answer(late);
    if (fault.kind === 'answer lost') throw broken;
    if (fault.kind === 'truncated') return new Response((await response.text()).slice(0, -20));
    if (fault.kind === 'partial') {
      const { results, ...rest } = (await response.json()) as { results: unknown[] };
      return Response.json({ ...rest, results: results.filter((_result, i) => i % 2 === 1) });
    }
    return response;
  };

  async #arrive(request: Request, events: readonly CloudEvent[], twice: boolean): Promise<Response> {
    const again = twice ? request.clone() : null;
    const response = await this.#answer(request);
    if (response.ok) for (const { id } of events) if (!this.arrived.includes(id)) this.arrived.push(id);
    return again ? this.#answer(again) : response;
  }

  async #answer(request: Request): Promise<Response> {
    this.#busy++;
    try {
      return await this.#cloud.cloud.fetch(request);
    } finally {
      this.#busy--;
    }
  }
}
