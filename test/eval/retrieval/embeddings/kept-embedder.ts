import type { EmbedOptions, Embedder, EmbedderInfo } from '../../../../worker/embed/embedder.ts';
import type { VectorFile } from './vector-file.ts';

export interface KeptEmbedderOptions {
  /** The model whose vectors are kept. */
  readonly info: EmbedderInfo;
  readonly kept: VectorFile;
  /** Starts the model; called when a text comes whose vector is not kept. */
  readonly start: () => Embedder;
  /** Refuses everything once it is aborted. */
  readonly signal?: AbortSignal;
  /** Vectors were computed. */
  readonly onComputed?: (total: number) => void;
}

/**
 * Embeds each text once and for all. What a file keeps needs no model; a text that a caller gave up is computed to its end,
 * for whoever asks next.
 */
export class KeptEmbedder implements Embedder {
  readonly #options: KeptEmbedderOptions;
  readonly #underWay = new Map<string, Promise<Float32Array>>();
  #held: Promise<void> | null = null;
  #model: Promise<Embedder> | null = null;
  #live: Embedder | null = null;
  #computed = 0;
  #read = 0;

  constructor(options: KeptEmbedderOptions) {
    this.#options = options;
  }

  /** Vectors that the model made, and that the file had. */
  get counts(): { readonly computed: number; readonly read: number } {
    return { computed: this.#computed, read: this.#read };
  }

  async ready(): Promise<EmbedderInfo> {
    return this.#options.info;
  }

  async state(): ReturnType<Embedder['state']> {
    return { state: 'ready', progress: 1, info: this.#options.info, reason: null };
  }

  /** From now on the model computes everything, in its own time. */
  async goLive(): Promise<void> {
    this.#model ??= this.#start();
    this.#live = await this.#model;
  }

  endLive(): void {
    this.#live = null;
  }

  /** Documents wait until the returned function is called: a query goes before them, and this is the moment after. */
  holdDocuments(): () => void {
    let letGo = (): void => undefined;
    this.#held = new Promise((resolve) => {
      letGo = resolve;
    });
    return () => {
      this.#held = null;
      letGo();
    };
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    const { priority } = options;
    if (this.#live) return this.#live.embed(texts, options);
    if (priority === 'document' && this.#held) await this.#held;
    this.#options.signal?.throwIfAborted();
    const { kept } = this.#options;
    const missing = [...new Set(texts)].filter((text) => !kept.get(text) && !this.#underWay.has(text));
    this.#read += texts.length - texts.filter((text) => !kept.get(text)).length;
    if (missing.length > 0) {
      const computing = this.#compute(missing, priority);
      missing.forEach((text, i) => {
        const vector = computing.then((vectors) => vectors[i]!);
        // whoever waits hears of it
        vector.catch(() => undefined).finally(() => this.#underWay.delete(text));
        this.#underWay.set(text, vector);
      });
    }
    return Promise.all(texts.map(async (text) => kept.get(text) ?? this.#underWay.get(text)!));
  }

  async #compute(texts: readonly string[], priority: EmbedOptions['priority']): Promise<Float32Array[]> {
    this.#model ??= this.#start();
    const model = await this.#model;
    const vectors = await model.embed(texts, { priority });
    texts.forEach((text, i) => this.#options.kept.add(text, vectors[i]!));
    this.#computed += texts.length;
    this.#options.onComputed?.(this.#computed);
    return vectors;
  }

  async #start(): Promise<Embedder> {
    const model = this.#options.start();
    const { stamp } = await model.ready();
    if (stamp !== this.#options.info.stamp) throw new Error('The model is another one than that whose vectors are kept.');
    return model;
  }

  async close(): Promise<void> {
    await (await this.#model?.catch(() => undefined))?.close();
    await this.#options.kept.close();
  }
}
