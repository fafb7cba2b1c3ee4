import type { EmbedderState, ModelTraits } from '../../src/contract/protocol.ts';

/** Who waits: a query goes before every document that is queued. */
export type EmbedPriority = 'query' | 'document';

/** An embedder of which nothing is known yet. */
export const LOADING: EmbedderState = { state: 'loading', progress: 0, info: null, reason: null };

export interface EmbedderInfo extends ModelTraits {
  readonly name: string;
  readonly dimension: number;
  /** Model hash, tokenizer hash and dimension in one string; vectors of different stamps are never compared. */
  readonly stamp: string;
  /** What computes: `wasm`, `wasm-threads`, … */
  readonly backend: string;
}

export interface EmbedOptions {
  readonly priority: EmbedPriority;
  readonly signal?: AbortSignal;
}

/**
 * Text to unit-length vectors. An implementation must not block the thread that answers recalls: a heavy model lives in
 * a thread of its own.
 */
export interface Embedder {
  /** Resolves when the model is loaded. Rejects when it cannot be; the next call tries again. */
  ready(): Promise<EmbedderInfo>;
  state(): Promise<EmbedderState>;
  /** One vector a text, same order, `dimension` long, Euclidean length 1. Texts past the model's window are cut. */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
  /** Idempotent; pending calls are rejected. */
  close(): Promise<void>;
}

/** The thread of the model died and another took its place: what was under way is to be asked again, of the new one. */
export class EmbedderReplaced extends DOMException {
  constructor() {
    super('The embedder was replaced.', 'AbortError');
  }
}
