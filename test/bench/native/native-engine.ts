import type { LexicalPeer, VectorPeer } from '../peers/peer.ts';

/** An engine outside the browser. One store, asked in two ways; only the first of the two builds it. */
export interface NativeEngine {
  readonly vectors: VectorPeer;
  readonly words: LexicalPeer;
}
