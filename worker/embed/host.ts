import type { EmbedderState, Outcome } from '../../src/contract/protocol.ts';
import { settle } from '../../src/contract/protocol.ts';
import type { EmbedPriority } from './embedder.ts';
import type { EmbedderLine } from './link.ts';
import { stampOf, type ModelManifest } from './models.ts';
import { createOnnxEncoder, type OnnxEncoder, type OnnxOptions } from './onnx.ts';
import { PriorityQueue } from './queue.ts';
import { createTokenizer, type Encode } from './tokenizer.ts';

/** The bytes of a model, already verified. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly model: Uint8Array;
  readonly tokenizerJson: object;
}

export interface HostOptions extends Omit<OnnxOptions, 'model'> {
  /** Fetches the model; `onProgress` takes shares from 0 to 1. */
  load(onProgress: (share: number) => void): Promise<LoadedModel>;
}

interface Ready {
  readonly encoder: OnnxEncoder;
  readonly encode: Encode;
}

/**
 * The model where it runs: loads it, keeps the queue, embeds one text at a time. Lives in a thread of its own in
 * browsers and in `voice-runtime`; speaks in outcomes, so that it can be reached over a port.
 */
export class EmbedderHost {
  readonly #options: HostOptions;
  readonly #queue = new PriorityQueue();
  #loading: Promise<Ready> | null = null;
  #state: EmbedderState = { state: 'loading', progress: 0, info: null, reason: null };

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
  line(): EmbedderLine {
    const cancels = new Map<number, AbortController>();
    return {
      ready: () => this.ready(),
      state: () => this.#state,
      embed: (id, texts, priority) => {
        const cancel = new AbortController();
        cancels.set(id, cancel);
        return settle(() => this.#embed(texts, priority, cancel.signal)).finally(() => cancels.delete(id));
      },
      cancel: (id) => cancels.get(id)?.abort(new DOMException('The embedding was cancelled.', 'AbortError')),
    };
  }

  /** One buffer with `dimension` floats a text. */
  async #embed(texts: readonly string[], priority: EmbedPriority, signal: AbortSignal): Promise<Float32Array> {
    const { encoder, encode } = await this.#load();
    // one job a text: a query never waits for more than one document
    return concat(await Promise.all(texts.map((text) => this.#queue.run(priority, () => encoder.encode(encode(text)), signal))));
  }

  async close(): Promise<void> {
    this.#queue.clear(new DOMException('The embedder was closed.', 'AbortError'));
    const loading = this.#loading;
    this.#loading = null;
    await loading?.then(({ encoder }) => encoder.dispose()).catch(() => undefined);
  }

  #load(): Promise<Ready> {
    this.#loading ??= this.#start().catch((thrown: unknown) => {
      this.#loading = null;
      this.#state = { ...this.#state, state: 'failed', reason: thrown instanceof Error ? thrown.message : 'unknown' };
      throw thrown;
    });
    return this.#loading;
  }

  async #start(): Promise<Ready> {
    this.#state = { state: 'loading', progress: 0, info: null, reason: null };
    const { manifest, model, tokenizerJson } = await this.#options.load((progress) => {
      this.#state = { ...this.#state, progress };
    });
    const encode = createTokenizer(tokenizerJson, manifest.maxTokens);
    const encoder = await createOnnxEncoder({ ...this.#options, model });
    const { length } = await encoder.encode(encode('warm up'));
    if (length !== manifest.dimension) throw new Error(`The model gives ${length} numbers, its manifest says ${manifest.dimension}.`);
    this.#state = {
      state: 'ready',
      progress: 1,
      info: { name: manifest.name, dimension: manifest.dimension, stamp: stampOf(manifest), backend: encoder.backend },
      reason: null,
    };
    return { encoder, encode };
  }
}

function concat(vectors: readonly Float32Array[]): Float32Array {
  const dimension = vectors[0]?.length ?? 0;
  const all = new Float32Array(dimension * vectors.length);
  vectors.forEach((vector, i) => all.set(vector, i * dimension));
  return all;
}
