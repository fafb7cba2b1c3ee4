/** What this code uses of a binding to Vectorize, by shape. https://developers.cloudflare.com/vectorize/reference/client-api/ */
export interface VectorBinding {
  query(vector: number[], options: VectorQuery): Promise<{ readonly matches: readonly { readonly id: string; readonly score: number }[] }>;
  /** Takes effect seconds later. */
  upsert(vectors: VectorRow[]): Promise<unknown>;
  /** Takes effect seconds later. */
  deleteByIds(ids: string[]): Promise<unknown>;
}

/** A query: neither values nor metadata come back, so that more matches may. */
export interface VectorQuery {
  readonly topK: number;
  readonly namespace: string;
  readonly returnValues: false;
  readonly returnMetadata: 'none';
}

/** A vector as it is written. */
export interface VectorRow {
  readonly id: string;
  readonly values: number[];
  readonly namespace: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Limits of Vectorize. https://developers.cloudflare.com/vectorize/platform/limits/ */
export const VECTORIZE = {
  /** Matches of a query at most, without values and metadata; with either it is 20. */
  topK: 100,
  /** Vectors of one upsert from a Worker at most. Ids of one delete are kept to it too. */
  batch: 1_000,
  dimensions: 1_536,
  /** Of an id and of a namespace. */
  nameBytes: 64,
  vectorsPerIndex: 10_000_000,
  namespacesPerIndex: 50_000,
} as const;
