import type { Measured } from '../measure/search.ts';

/** What a native process is asked to measure. */
export interface NativeRequest {
  readonly engine: 'sqlite' | 'memvid';
  readonly kind: 'vectors' | 'words';
  /** The package.json beside whose node_modules the engine is installed. */
  readonly packages: string;
  readonly size: number;
  readonly queries: number;
  readonly kth: readonly number[];
}

export type FromNative =
  | { readonly kind: 'phase'; readonly name: string }
  | { readonly kind: 'result'; readonly value: Measured }
  | { readonly kind: 'failed'; readonly message: string };
