import type { LexicalPeerName, VectorPeerName } from './names.ts';
import type { LexicalPeer, VectorPeer } from './peer.ts';

/** Loaded one at a time: no engine's code or memory is there while another is measured. */
export const loadVectorPeer: Readonly<Record<VectorPeerName, () => Promise<VectorPeer>>> = {
  'memoair-web': async () => (await import('./ours.ts')).ours(),
  'float32 loop': async () => (await import('./brute-force.ts')).bruteForce(),
  orama: async () => (await import('./orama.ts')).oramaVectors(),
  'voy-search': async () => (await import('./voy.ts')).voy(),
  'client-vector-search': async () => (await import('./client-vector-search.ts')).clientVectorSearch(),
  'hnswlib-wasm': async () => (await import('./hnswlib.ts')).hnswlib(),
  edgevec: async () => (await import('./edgevec.ts')).edgevec(),
  'pglite + pgvector, exact': async () => (await import('./pglite.ts')).pglite('exact'),
  'pglite + pgvector, hnsw': async () => (await import('./pglite.ts')).pglite('hnsw'),
};

export const loadLexicalPeer: Readonly<Record<LexicalPeerName, () => Promise<LexicalPeer>>> = {
  'memoair-web': async () => (await import('./ours-lexical.ts')).oursLexical(),
  minisearch: async () => (await import('./minisearch.ts')).miniSearch(),
  orama: async () => (await import('./orama.ts')).oramaWords(),
  flexsearch: async () => (await import('./flexsearch.ts')).flexSearch(),
};
