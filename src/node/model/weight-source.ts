import type { KnownModel } from './known-models.ts';

/** The published files, not yet checked. */
export interface RawModel {
  readonly weights: Uint8Array;
  readonly tokenizer: Uint8Array;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** What has come of what will come, in bytes; called at the start with nothing received. */
  readonly onBytes: (received: number, total: number) => void;
}

/** One way to the published weights. */
export interface WeightSource {
  /** A word for progress and errors. */
  readonly name: string;
  /**
   * Rejects with a ModelError when this way is closed, or with the signal's reason. Leaves nothing behind on disk.
   */
  read(model: KnownModel, options: ReadOptions): Promise<RawModel>;
}
