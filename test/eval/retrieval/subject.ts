import { setTimeout as pause } from 'node:timers/promises';
import type { StatsResponse } from '../../../src/contract/local.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { SearchResponse } from '../../../src/contract/types.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import type { RuntimeHost } from '../../../worker/runtime-host.ts';
import type { Group, Question } from './data.ts';
import type { KeptEmbedder } from './embeddings/kept-embedder.ts';
import { recordFinder, type FindRecords } from './find-records.ts';
import type { Found } from './metrics.ts';
import { pairsOf } from './pairs.ts';
import type { LaneFilled, Row } from './rows.ts';

/** Where the runtimes that are measured run. */
export interface Measured {
  readonly host: RuntimeHost;
  /** What the host embeds with. */
  readonly embedder: KeptEmbedder;
  /** Questions are embedded by the model, in the time that it takes, and asked once. */
  readonly live: boolean;
}

/** An answer and what it took. */
export interface Answer extends Found {
  /** How long the search took, in milliseconds. */
  readonly ms: number;
  /** The answer did without something, most likely the query's embedding, each time it was asked for. */
  readonly degraded: boolean;
}

const IMPORTED_AT_ONCE = 200;
const INDEXED_AT_ONCE = 100;
const SESSION = 'eval';
/** A query whose embedding is made for the first time may be late on a machine that has other work; its figure is not about that. */
const TRIES = 8;
const BETWEEN_TRIES_MS = 20;
const BETWEEN_LOOKS_MS = 5;

/** One group's memory in a runtime of its own, written and asked over the contract alone: JSON in, JSON out. */
export class Subject {
  readonly #runtime: Runtime;
  readonly #identity: { readonly workspaceId: string; readonly userId: string };
  readonly #lane: LaneFilled;
  readonly #recordsOf: FindRecords;
  readonly #where: Measured;
  #asked = 0;

  static async open(where: Measured, { id, docs }: Group, lane: LaneFilled): Promise<Subject> {
    const identity = { workspaceId: `eval-${id}`, userId: 'eval' };
    const subject = new Subject(await createLocalRuntime({ ...identity, host: where.host }), lane, recordFinder(docs), where);
    try {
      await subject.#fill(docs);
    } catch (thrown) {
      await subject.close();
      throw thrown;
    }
    return subject;
  }

  private constructor(runtime: Runtime, lane: LaneFilled, recordsOf: FindRecords, where: Measured) {
    this.#runtime = runtime;
    this.#identity = runtime.identity;
    this.#lane = lane;
    this.#recordsOf = recordsOf;
    this.#where = where;
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const contentType = body === undefined ? null : 'application/json';
    const request = { method, path, contentType, authorization: null, body: body === undefined ? null : JSON.stringify(body) };
    const response = await this.#runtime.respond(request);
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${response.body}`);
    return JSON.parse(response.body) as T;
  }

  async #fill(docs: Group['docs']): Promise<void> {
    if (this.#lane === 'permanent') {
      const items = docs.map(({ id, memoryId = id, matchKey, text, validFrom }) => ({ memoryId, matchKey, text, validFrom }));
      for (const some of portions(items, IMPORTED_AT_ONCE)) await this.#call('POST', '/v1/local/memory/import', { items: some });
    } else if (this.#lane === 'org') {
      const documents = docs.map(({ id, text }) => ({ id, text }));
      for (const some of portions(documents, INDEXED_AT_ONCE)) await this.#call('POST', '/v1/voice-sdk/index/create', { name: 'eval', documents: some });
    }
    await this.#start(SESSION);
    if (this.#lane === 'turns') for (const [n, { date, ...said }] of pairsOf(docs).entries()) await this.#turn(SESSION, `${n}`, said, date);
    await this.#embedded();
  }

  #start(sessionId: string): Promise<unknown> {
    const satham = { variant: 'default', embedDim: 384 };
    return this.#call('POST', '/v1/runtime/session/start', { sessionId, ...this.#identity, satham, metadata: { agentFramework: 'eval' } });
  }

  #turn(sessionId: string, turnId: string, said: { readonly userText: string; readonly assistantText: string }, occurredAt?: string): Promise<unknown> {
    return this.#call('POST', '/v1/runtime/turn/after', { sessionId, turnId, ...said, toolCalls: [], metadata: { interrupted: false, occurredAt } });
  }

  async #embedded(): Promise<void> {
    for (;;) {
      const { pendingEmbeddings, model, incidents } = await this.#call<StatsResponse>('GET', '/v1/local/stats');
      if (incidents.length > 0) throw new Error(`Something went wrong, and the figures would not be about the search: ${JSON.stringify(incidents)}`);
      if (pendingEmbeddings === 0 && model.state !== 'loading') return;
      if (model.state === 'failed') throw new Error(`The model could not be loaded: ${model.reason ?? 'no reason is known'}`);
      await pause(BETWEEN_LOOKS_MS);
    }
  }

  async ask(question: Question, row: Pick<Row, 'topK' | 'history'>): Promise<Answer> {
    const said = row.history === 'none' ? [] : (question.history ?? []);
    if (said.length === 0) return this.#search(SESSION, question.query, row.topK);
    const own = `${SESSION}-h${this.#asked}`;
    await this.#start(own);
    const say = (userText: string, n: number): Promise<unknown> => this.#turn(own, `h${n}`, { userText, assistantText: '…' });
    const { embedder, live } = this.#where;
    await say(said[0]!, 0);
    if (!live) await this.#embedded();
    const letGo = row.history === 'fresh' && !live ? embedder.holdDocuments() : null;
    try {
      for (const [n, userText] of said.entries()) if (n > 0) await say(userText, n);
      if (row.history === 'embedded') await this.#embedded();
      return await this.#search(own, question.query, row.topK, [this.#lane === 'turns' ? 'permanent' : this.#lane]);
    } finally {
      letGo?.();
      await this.#call('POST', '/v1/runtime/session/end', { sessionId: own, reason: 'completed' });
      await this.#call('DELETE', `/v1/local/sessions/${own}`);
    }
  }

  async #search(sessionId: string, query: string, topK: number | null, lanes?: readonly string[]): Promise<Answer> {
    const bounds = topK === null ? undefined : { permanent: topK, org: topK, working: topK };
    const body = { sessionId, lanes, query, intent: 'answer_current_user', includeSources: true, topK: bounds };
    for (let left = this.#where.live ? 1 : TRIES; ; left--) {
      const start = performance.now();
      const response = await this.#call<SearchResponse>('POST', '/v1/runtime/search_memory', { ...body, turnId: `q-${this.#asked++}` });
      const ms = performance.now() - start;
      if (response.trace.degraded && left > 1) {
        await pause(BETWEEN_TRIES_MS);
        continue;
      }
      const { working, permanent, org, contextText } = response;
      // a sort that keeps the order of equals
      const items = [...working, ...permanent, ...org].sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
      return { items: items.map(this.#recordsOf), contextText, ms, degraded: response.trace.degraded };
    }
  }

  async close(): Promise<void> {
    await this.#runtime.close();
  }
}

function* portions<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
