/** What this code uses of a bucket of R2, by shape. */
export interface SnapshotBucket {
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  put(key: string, value: Uint8Array): Promise<unknown>;
  list(options: { prefix: string; cursor?: string }): Promise<{ readonly objects: readonly { readonly key: string }[] } & ListedPage>;
  /** At most 1,000 keys a call. */
  delete(keys: string[]): Promise<void>;
}

type ListedPage = { readonly truncated: false } | { readonly truncated: true; readonly cursor: string };
