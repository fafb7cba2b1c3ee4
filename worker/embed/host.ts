import { settle, type EmbedderState, type Outcome } from '../../src/contract/protocol.ts';
import { queryKey } from '../../src/contract/query-key.ts';
import { Devices, type DeviceChoice } from './devices.ts';
import { DocumentPasses } from './document-passes.ts';
import { LOADING, type EmbedPriority } from './embedder.ts';
import type { LoadedModel, TokenIds } from './encoder.ts';
import type { EmbedderLine } from './link.ts';
import { PriorityQueue } from './queue.ts';
import { hasRealAdapter } from './webgpu/adapter.ts';

export interface HostOptions {
  /** Fetches the model; `onProgress` takes shares from 0 to 1. */
  load(onProgress: (share: number) => void, signal: AbortSignal): Promise<LoadedModel>;
  /** Default `wasm`. */
  readonly device?: DeviceChoice;
  readonly hasAdapter?: () => Promise<boolean>;
  /** How long nothing has to be asked, in milliseconds, before another device is tried beside the work. */
  readonly calmMs?: number;
}

/** One runtime's line to the model. */
export interface HostLine extends EmbedderLine {
  /** Begins to embed a query; the same query, asked for a moment later, is answered by it. */
  prepare(query: string): void;
}

interface Ready {
  readonly model: LoadedModel;
  readonly devices: Devices;
}

/** Queries of a line that were prepared and not asked for yet. */
const PREPARED = 4;
const CLOSED = 'The embedder was closed.';
const CALM_MS = 2_000;

/**
 * The model where it runs: loads it, keeps the queue, embeds queries one by one and documents in batches. Lives in a
 * thread of its own in browsers and in `voice-runtime`; speaks in outcomes, so that it can be reached over a port.
 */
export class EmbedderHost {
  readonly #options: HostOptions;
  readonly #queue = new PriorityQueue();
  readonly #documents = new DocumentPasses(this.#queue);
  #closed = new AbortController();
  #loading: Promise<Ready> | null = null;
  #state: EmbedderState = LOADING;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Loads the model, or waits for the load under way; tries again after a failure. */
  ready(): Promise<Outcome<EmbedderState>> {
    return settle(async () => {
      await this.#load();
      return this.#state;
    });
  }

  state(): EmbedderState {
    return this.#state;
  }

  /** One user's line to the model: ids of calls, and so what can be cancelled, are its own. */
  line(): HostLine {
    const cancels = new Map<number, AbortController>();
    const prepared = new Map<string, Promise<Outcome<Float32Array>>>();
    return {
      ready: () => this.ready(),
      state: () => this.#state,
      embed: (id, texts, priority) => {
        const begun = priority === 'query' && texts.length === 1 ? prepared.get(texts[0]!) : undefined;
        if (begun) {
          prepared.delete(texts[0]!);
          return begun;
        }
        const cancel = new AbortController();
        cancels.set(id, cancel);
        return settle(() => this.#embed(texts, priority, cancel.signal)).finally(() => cancels.delete(id));
      },
      prepare: (query) => {
        const key = queryKey(query);
        // nobody has to ask for what was prepared: it is begun only where nothing has to wait for it
        if (this.#state.state !== 'ready' || !this.#queue.idle || prepared.has(key)) return;
        const begun = settle(() => this.#embed([key], 'query', this.#closed.signal)).then((outcome) => {
          // what failed is tried anew by whoever asks later
          if (!outcome.ok && prepared.get(key) === begun) prepared.delete(key);
          return outcome;
        });
        prepared.set(key, begun);
        if (prepared.size > PREPARED) prepared.delete(prepared.keys().next().value!);
      },
      cancel: (id) => cancels.get(id)?.abort(new DOMException('The embedding was cancelled.', 'AbortError')),
    };
  }

  /** Ends the load under way, rejects what waits and lets go of the model. A later call loads it anew. */
  async close(): Promise<void> {
    const reason = new DOMException(CLOSED, 'AbortError');
    this.#closed.abort(reason);
    this.#closed = new AbortController();
    this.#documents.clear(reason);
    this.#queue.clear(reason);
    const loading = this.#loading;
    this.#loading = null;
    this.#state = LOADING;
    await loading?.then(({ devices }) => devices.dispose()).catch(() => undefined);
  }

  /** One buffer with `dimension` floats a text. */
  async #embed(texts: readonly string[], priority: EmbedPriority, signal: AbortSignal): Promise<Float32Array> {
    const { model, devices } = await this.#load();
    signal.throwIfAborted();
    const encoder = { alone: model.alone, encode: (batch: readonly TokenIds[]) => devices.encode(batch) };
    const embedOne = (ids: TokenIds): Promise<Float32Array> =>
      priority === 'query' ? this.#queue.run('query', () => devices.encode([ids]), signal) : this.#documents.embed(ids, encoder, signal);
    return concat(await Promise.all(texts.map((text) => embedOne(model.tokens(text, priority)))));
  }

  #load(): Promise<Ready> {
    const { signal } = this.#closed;
    this.#loading ??= this.#start(signal).catch((thrown: unknown) => {
      if (!signal.aborted) {
        this.#loading = null;
        this.#state = { ...this.#state, state: 'failed', info: null, reason: thrown instanceof Error ? thrown.message : 'unknown' };
      }
      throw thrown;
    });
    return this.#loading;
  }

  async #start(signal: AbortSignal): Promise<Ready> {
    this.#state = LOADING;
    const model = await this.#options.load((progress) => {
      if (!signal.aborted) this.#state = { ...this.#state, progress };
    }, signal);
    signal.throwIfAborted();
    let ready: Ready | null = null;
    const devices = await Devices.open(model, {
      choice: this.#options.device ?? 'wasm',
      hasAdapter: this.#options.hasAdapter ?? hasRealAdapter,
      turn: (work) => this.#queue.run('document', work, signal),
      signal,
      onChange: () => this.#tell(ready, signal),
    });
    if (signal.aborted) await devices.dispose();
    signal.throwIfAborted();
    ready = { model, devices };
    this.#tell(ready, signal);
    void this.#improve(devices, signal).catch(() => undefined);
    return ready;
  }

  /** Looks for a faster device once nothing is asked for a while: making a session there holds this thread up. */
  async #improve(devices: Devices, signal: AbortSignal): Promise<void> {
    if (!(await devices.improvable())) return;
    do {
      await new Promise((resume) => setTimeout(resume, this.#options.calmMs ?? CALM_MS));
      signal.throwIfAborted();
    } while (!this.#queue.idle);
    await devices.improve();
  }

  #tell(ready: Ready | null, signal: AbortSignal): void {
    // nothing to tell before the model is ready, nor after the end
    if (!ready || signal.aborted) return;
    const { name, dimension, stamp, traits } = ready.model;
    const { backend, reason } = ready.devices;
    this.#state = { state: 'ready', progress: 1, info: { name, dimension, stamp, backend, ...traits }, reason };
  }
}

function concat(vectors: readonly Float32Array[]): Float32Array {
  const dimension = vectors[0]?.length ?? 0;
  const all = new Float32Array(dimension * vectors.length);
  vectors.forEach((vector, i) => all.set(vector, i * dimension));
  return all;
}
