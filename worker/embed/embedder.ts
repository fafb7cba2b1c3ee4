/** How far a model is, from 0 to 1, while it loads. */
export type LoadProgress = (share: number) => void;

/** Who waits: a query goes before every document that is queued. */
export type EmbedPriority = 'query' | 'document';

export interface EmbedderInfo {
  readonly name: string;
  readonly dimension: number;
  /** Model hash, tokenizer hash and dimension in one string; vectors of different stamps are never compared. */
  readonly stamp: string;
  /** What computes: `wasm`, `wasm-threads`, `webgpu`, … */
  readonly backend: string;
}

export interface EmbedOptions {
  readonly priority: EmbedPriority;
  readonly signal?: AbortSignal;
}

/**
 * Text to unit-length vectors. Implementations must not block the thread that answers recalls for longer than a timer
 * tick: a heavy model lives in a thread of its own.
 */
export interface Embedder {
  /** Loads the model once; the same promise every time. Rejects when it cannot be loaded, and `embed` with it. */
  ready(): Promise<EmbedderInfo>;
  /** 0 to 1. */
  readonly progress: number;
  /** One vector a text, same order, `dimension` long, Euclidean length 1. Texts past the model's window are cut. */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
  close(): Promise<void>;
}
