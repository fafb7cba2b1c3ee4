import { makeDataset } from '../data/dataset.ts';
import { kthScores, recallAt } from '../data/exact.ts';
import type { JobTools } from '../page/protocol.ts';
import { loadLexicalPeer, loadVectorPeer } from '../peers/index.ts';
import type { LexicalPeerName, VectorPeerName } from '../peers/names.ts';
import { K, measureSearch, type Measured } from './search.ts';

export interface Sample {
  readonly size: number;
  readonly queries: number;
}

export interface VectorPeerSample extends Sample {
  readonly peer: VectorPeerName;
  /** See {@link exactScores}. */
  readonly kth: readonly number[];
}

export interface LexicalPeerSample extends Sample {
  readonly peer: LexicalPeerName;
}

/** What a hit of each query has to reach; see {@link kthScores}. */
export function exactScores(sample: Sample): number[] {
  return kthScores(makeDataset(sample), K);
}

export async function measureVectorPeer({ peer: name, kth, ...sample }: VectorPeerSample, tools: JobTools): Promise<Measured> {
  const dataset = makeDataset(sample);
  const peer = await loadVectorPeer[name]();
  const measured = await measureSearch(
    {
      build: () => peer.build(dataset),
      search: ({ vector }) => peer.search(vector, K),
      quality: (hits, { vector }, index) => recallAt(dataset, vector, hits, K, kth[index]!),
    },
    dataset,
    tools,
  );
  await peer.close();
  return measured;
}

/** Its quality is the share of queries whose own document is among the ten. */
export async function measureLexicalPeer({ peer: name, ...sample }: LexicalPeerSample, tools: JobTools): Promise<Measured> {
  const dataset = makeDataset({ ...sample, vectors: false });
  const peer = await loadLexicalPeer[name]();
  const measured = await measureSearch(
    {
      build: () => peer.build(dataset),
      search: ({ text }) => peer.search(text, K),
      quality: (hits, { source }) => (hits.includes(source) ? 1 : 0),
    },
    dataset,
    tools,
  );
  await peer.close();
  return measured;
}
