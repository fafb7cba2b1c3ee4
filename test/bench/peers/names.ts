/** The name under which our own engine stands in the tables. */
export const OURS = 'memoair-web';

// apart from the engines themselves, so that Node does not load them
export const VECTOR_PEERS = [
  OURS,
  'float32 loop',
  'orama',
  'voy-search',
  'client-vector-search',
  'hnswlib-wasm',
  'edgevec',
  'pglite + pgvector, exact',
  'pglite + pgvector, hnsw',
] as const;

export const LEXICAL_PEERS = [OURS, 'minisearch', 'orama', 'flexsearch'] as const;

export type VectorPeerName = (typeof VECTOR_PEERS)[number];
export type LexicalPeerName = (typeof LEXICAL_PEERS)[number];
