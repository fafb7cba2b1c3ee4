import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLOUD_PATHS, type CloudEvent } from '../../src/contract/cloud.ts';
import { FaultDeck, PULL_DEAL, PUSH_DEAL, seeded, TOKEN_DEAL, type Deal, type Fault, type Random } from './fault-deck.ts';

export interface FaultyProxyOptions {
  /** The cloud behind it. */
  readonly cloud: { readonly url: string; readonly apiKey: string };
  readonly seed: number;
  /** What goes wrong, and how often. Default: what the decks of this kind of call hold. */
  readonly deals?: { readonly push?: Deal; readonly pull?: Deal; readonly token?: Deal };
  /** How long it may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** Says of a batch that it will never be taken, as a gateway would: a status, or null. */
  readonly gateway?: (events: readonly CloudEvent[]) => 409 | 413 | null;
}

/** What was done with calls so far. */
export type FaultCounts = Readonly<Record<string, number>>;

/** A network that does badly, on a socket of its own. */
export interface FaultyProxy {
  readonly url: string;
  /** By kind of call and fault, as in `push lost`. */
  readonly counts: FaultCounts;
  /** Every event that it has heard of, by id. */
  readonly events: ReadonlyMap<string, CloudEvent>;
  /** Batches that went to the cloud, in their order: the ids of their events. */
  readonly forwarded: readonly (readonly string[])[];
  /** Called with each batch that has come, before anything is done about it. */
  onBatch: (events: readonly CloudEvent[]) => Promise<void> | void;
  /** Called with each batch that the cloud has answered, before its device hears of it. */
  onTaken: (events: readonly CloudEvent[]) => Promise<void> | void;
  /** What goes wrong with the next batches, before the deck is asked again. */
  readonly next: Fault[];
  /** Nothing goes wrong from now on but what a gateway refuses, and what was held back arrives. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after, www-authenticate' };
/** Of an answer: what the sockets on either side settle between them. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'date']);
const KINDS: Readonly<Record<string, 'push' | 'pull' | 'token'>> = {
  [CLOUD_PATHS.events]: 'push',
  [CLOUD_PATHS.bootstrap]: 'pull',
  [CLOUD_PATHS.token]: 'token',
};

interface Call {
  readonly kind: 'push' | 'pull' | 'token';
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly events: readonly CloudEvent[];
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export async function faultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const proxy = new Proxying(options);
  const server = createServer((message, response) => {
    // the other side may go away at any moment
    proxy.answer(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.close = async () => {
    proxy.closed.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return proxy;
}

class Proxying implements FaultyProxy {
  url = '';
  close: () => Promise<void> = async () => undefined;
  readonly closed = new AbortController();
  readonly counts: Record<string, number> = {};
  readonly events = new Map<string, CloudEvent>();
  readonly forwarded: (readonly string[])[] = [];
  readonly next: Fault[] = [];
  onBatch: FaultyProxy['onBatch'] = () => undefined;
  onTaken: FaultyProxy['onTaken'] = () => undefined;
  readonly #options: FaultyProxyOptions;
  readonly #random: Random;
  readonly #decks: Readonly<Record<Call['kind'], FaultDeck>>;
  /** Held back until a later one has passed. */
  readonly #overtaken: Call[] = [];
  #calm = false;

  constructor(options: FaultyProxyOptions) {
    const { seed, deals = {} } = options;
    this.#options = options;
    this.#random = seeded(seed);
    this.#decks = {
      push: new FaultDeck(deals.push ?? PUSH_DEAL, seeded(seed + 1)),
      pull: new FaultDeck(deals.pull ?? PULL_DEAL, seeded(seed + 2)),
      token: new FaultDeck(deals.token ?? TOKEN_DEAL, seeded(seed + 3)),
    };
  }

  async calm(): Promise<void> {
    this.#calm = true;
    this.next.length = 0;
    for (const late of this.#overtaken.splice(0)) await this.#forward(late);
  }

  async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const kind = KINDS[new URL(message.url ?? '/', 'http://proxy.invalid').pathname];
    const call: Call = { kind: kind ?? 'token', message, response, body, events: kind === 'push' ? eventsOf(body) : [] };
    // asking whether it may ask is no call of the runtime's
    if (!kind || message.method === 'OPTIONS') return this.#pass(await this.#forward(call), response);
    for (const event of call.events) this.events.set(event.id, event);
    if (kind === 'push') await this.onBatch(call.events);
    const status = kind === 'push' ? (this.#options.gateway?.(call.events) ?? null) : null;
    const fault = status === null ? this.#draw(kind) : 'none';
    this.#count(`${kind} ${status ?? fault}`);
    if (status !== null) return this.#refuse(response, status);
    await this.#do(fault, call);
  }

  #draw(kind: Call['kind']): Fault {
    if (this.#calm) return 'none';
    const fault = (kind === 'push' ? this.next.shift() : undefined) ?? this.#decks[kind].next();
    if (fault === 'locked out') this.next.unshift('401');
    return fault;
  }

  async #do(fault: Fault, call: Call): Promise<void> {
    const { response } = call;
    switch (fault) {
      case 'lost':
        return void response.destroy();
      case '401':
      case 'locked out':
        return this.#refuse(response, 401);
      case '403':
      case '500':
        return this.#refuse(response, Number(fault));
      case '429':
        return this.#refuse(response, 429, { 'retry-after': String(1 + Math.floor(this.#random() * 2)) });
      case 'overtaken':
        this.#overtaken.push(call);
        return void response.destroy();
      case 'silence':
        if (this.#random() < 0.5) await this.#forward(call);
        await this.#pause(this.#options.silenceMs);
        return void response.destroy();
      case 'late':
        await this.#pause(100 + this.#random() * 900);
        return this.#pass(await this.#forward(call), response);
      case 'twice':
        await this.#forward(call);
        return this.#pass(await this.#forward(call), response);
      case 'none':
        return this.#pass(await this.#forward(call), response);
    }
    const taken = await this.#forward(call);
    const length = taken.body.length;
    if (fault === 'wrong shape') return this.#pass({ ...taken, body: Buffer.from('{"results":[{"id":7}],"profile":[],"more":"no"}') }, response);
    if (fault === 'not JSON') return this.#pass({ ...taken, body: Buffer.from('<!doctype html><title>Welcome</title>') }, response);
    if (fault === 'truncated') {
      response.writeHead(taken.status, { ...taken.headers, connection: 'close', 'content-length': length });
      response.write(taken.body.subarray(0, Math.floor(length / 2)), () => response.destroy());
      return;
    }
    response.destroy();
  }

  /** To the cloud, and what was held back behind it. */
  async #forward(call: Call): Promise<Answered> {
    const late = call.kind === 'push' ? this.#overtaken.splice(0) : [];
    const answered = await this.#ask(call);
    for (const each of late) await this.#ask(each);
    return answered;
  }

  async #ask({ kind, message, body, events }: Call): Promise<Answered> {
    const { cloud } = this.#options;
    const headers = new Headers();
    for (const [name, value] of Object.entries(message.headers)) if (typeof value === 'string' && !HOP.has(name) && name !== 'host') headers.set(name, value);
    // in the app's place, whose server has the key
    if (kind === 'token') headers.set('authorization', `Bearer ${cloud.apiKey}`);
    const method = message.method ?? 'GET';
    const signal = this.closed.signal;
    if (kind === 'push') this.forwarded.push(events.map(({ id }) => id));
    const response = await fetch(cloud.url + (message.url ?? '/'), { method, headers, signal, body: body.length === 0 ? null : new Uint8Array(body) });
    const answered = {
      status: response.status,
      headers: Object.fromEntries([...response.headers].filter(([name]) => !HOP.has(name))),
      body: Buffer.from(await response.arrayBuffer()),
    };
    if (kind === 'push' && response.ok) await this.onTaken(events);
    return answered;
  }

  #pass({ status, headers, body }: Answered, response: ServerResponse): void {
    // on a connection that was used before, a browser sends again by itself what gets no answer
    response.writeHead(status, { ...headers, connection: 'close', ...(status === 204 ? {} : { 'content-length': body.length }) }).end(body);
  }

  #refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
    const body = Buffer.from(JSON.stringify({ error: { code: 'network.bad', message: 'Not today.', details: {} } }));
    this.#pass({ status, headers: { ...CORS, 'content-type': 'application/json', ...headers }, body }, response);
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.closed.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}

function eventsOf(body: Buffer): readonly CloudEvent[] {
  return body.length === 0 ? [] : (JSON.parse(body.toString()) as { readonly events: readonly CloudEvent[] }).events;
}
