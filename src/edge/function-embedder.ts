import { within } from '../client/within.ts';
import { nameOf, RuntimeError } from '../contract/errors.ts';
import type { EmbedderState } from '../contract/protocol.ts';
import type { Embedder, EmbedderInfo, EmbedPriority } from '../../worker/embed/embedder.ts';

/** What an embedding function is told of the texts that it is given. */
export interface EmbeddingCall {
  /** `query`: somebody waits for it. Some models want another prefix for queries than for documents. */
  readonly priority: EmbedPriority;
  /** Aborted when nobody waits for the vectors any more. */
  readonly signal: AbortSignal;
}

/** Any way from texts to vectors: a model of the platform, or of somebody else. */
export interface EmbeddingFunction {
  readonly name: string;
  /** Numbers of a vector. */
  readonly dimension: number;
  /**
   * What vectors are compared with: those of another stamp never. Say another one whenever the same text would get another vector
   * (a new model, version, prefix or pooling), and everything is embedded anew.
   */
  readonly stamp: string;
  /** Where it computes, for stats. Default `remote`. */
  readonly backend?: string;
  /** Texts of one call at most. Default 32. */
  readonly batch?: number;
  /** What one call may take, in milliseconds. Default 20 seconds. */
  readonly timeoutMs?: number;
  /** A vector a text, in their order, of any length that is not zero. What it rejects with fails the embedding, and is tried again later. */
  embed(texts: readonly string[], call: EmbeddingCall): Promise<readonly ArrayLike<number>[]>;
}

const BATCH = 32;
const TIMEOUT_MS = 20_000;

/**
 * An embedder out of any function. There is nothing to load, so it is ready at once; what fails, comes late or is no vector leaves
 * recall to words, which the trace of each answer says, and is tried again.
 *
 * @example
 * ```ts
 * protected override embedder(): Embedder {
 *   return functionEmbedder({ name: 'mine', dimension: 512, stamp: 'mine:v3:512', embed: async (texts) => (await myModel(texts)).vectors });
 * }
 * ```
 */
export function functionEmbedder(of: EmbeddingFunction): Embedder {
  const { name, dimension, stamp, backend = 'remote', batch = BATCH, timeoutMs = TIMEOUT_MS } = of;
  const info: EmbedderInfo = { name, dimension, stamp, backend };
  const closed = new AbortController();
  let state: EmbedderState = { state: 'ready', progress: 1, info, reason: null };
  const call = async (texts: readonly string[], priority: EmbedPriority, signal: AbortSignal): Promise<Float32Array[]> => {
    try {
      const vectors = await within(timeoutMs, (ends) => of.embed(texts, { priority, signal: ends }), { late, signal });
      if (vectors.length !== texts.length) throw new RangeError(`${name} gave ${vectors.length} vectors for ${texts.length} texts.`);
      const units = vectors.map((vector) => unit(vector, info));
      state = { state: 'ready', progress: 1, info, reason: null };
      return units;
    } catch (thrown) {
      // its own words may hold what it was given
      if (!signal.aborted) state = { state: 'failed', progress: 1, info: null, reason: nameOf(thrown) };
      throw thrown;
    }
  };
  return {
    ready: async () => {
      closed.signal.throwIfAborted();
      return info;
    },
    state: async () => state,
    embed: async (texts, { priority, signal }) => {
      const vectors: Float32Array[] = [];
      const ends = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
      for (let from = 0; from < texts.length; from += batch) {
        ends.throwIfAborted();
        vectors.push(...(await call(texts.slice(from, from + batch), priority, ends)));
      }
      return vectors;
    },
    close: async () => closed.abort(new DOMException('The embedder was closed.', 'AbortError')),
  };
}

const late = (): RuntimeError => new RuntimeError('runtime.timeout', 'The embedding function gave no answer in time.');

function unit(vector: ArrayLike<number>, { name, dimension }: EmbedderInfo): Float32Array {
  const numbers = Float32Array.from(vector);
  const length = Math.hypot(...numbers);
  if (numbers.length !== dimension || !Number.isFinite(length) || length === 0)
    throw new RangeError(`${name} gave something else than a vector of ${dimension} numbers.`);
  return numbers.map((value) => value / length);
}
