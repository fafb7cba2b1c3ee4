import type { ModelTraits } from '../../src/contract/protocol.ts';
import type { EmbedPriority } from './embedder.ts';

/** Where a model computes. */
export type Device = 'wasm' | 'webgpu';

/** A text's token ids, special tokens included. */
export type TokenIds = readonly number[];

/** A model ready to compute on one device. */
export interface Encoder {
  /** What computes: `wasm`, `wasm-2-threads`, `webgpu`. */
  readonly backend: string;
  /** `dimension` numbers a text, of unit length, one text after another; the texts may differ in length. */
  encode(batch: readonly TokenIds[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** A model whose files are there. */
export interface LoadedModel {
  readonly name: string;
  readonly dimension: number;
  /** Vectors of different stamps are never compared. */
  readonly stamp: string;
  readonly traits?: ModelTraits;
  /** It multiplies integers, at which WASM is quick and for which WebGPU has no kernels: it is no candidate unless asked for. */
  readonly integer: boolean;
  /** A text's vector would depend on the texts beside it, so each is embedded alone. */
  readonly alone: boolean;
  /** At most as many as the model's window has; queries and documents may have prefixes of their own. */
  tokens(text: string, priority: EmbedPriority): TokenIds;
  /** Makes a session. @throws Error when the device cannot compute this model */
  open(device: Device): Promise<Encoder>;
}
