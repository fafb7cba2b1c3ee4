import { LEXICAL_PEERS, VECTOR_PEERS } from '../peers/names.ts';
import { BUILD_LIMIT_MS, peerColumns } from '../report/peer-table.ts';
import type { Table } from '../report/table.ts';
import type { Section, SectionContext } from '../section.ts';
import { compare, timesOurs } from './compare.ts';

const LIMITS = { build: BUILD_LIMIT_MS, search: 120_000 };
const MEMORY = [
  { key: 'heapMb', label: 'JS MB', digits: 1 },
  { key: 'wasmMb', label: 'WASM MB', digits: 1 },
];
const NOTES = [
  'Chromium, one worker of a fresh page an engine. JS MB: live heap and array buffers that the build added (measureUserAgentSpecificMemory);',
  'WASM MB: the memory that its module holds. Search: ten best, queries one after another after a warm-up.',
];

export function sampleOf({ options }: SectionContext): { sizes: number[]; queries: number } {
  return options.quick ? { sizes: [1_000], queries: 50 } : { sizes: [1_000, 10_000, 100_000], queries: 200 };
}

/** What a hit has to reach, by size; computed once, where the engines run. */
export async function exactScoresOf(context: SectionContext, sizes: readonly number[], queries: number): Promise<Map<number, number[]>> {
  const scores = new Map<number, number[]>();
  for (const size of sizes) {
    context.progress(`exact neighbours among ${size} vectors`);
    const exact = await context.browser.runJob('exactScores', { size, queries });
    if (exact.kind !== 'done') throw new Error(`The exact neighbours could not be computed: ${exact.kind === 'failed' ? exact.message : exact.phase}`);
    scores.set(size, exact.value);
  }
  return scores;
}

async function vectorTable(context: SectionContext): Promise<Table> {
  const { sizes, queries } = sampleOf(context);
  const exact = await exactScoresOf(context, sizes, queries);
  const rows = await compare({
    peers: VECTOR_PEERS,
    sizes,
    queries,
    measure: (peer, size) => {
      const onPhase = (phase: string): void => context.progress(`vectors: ${peer}, ${size}: ${phase}`);
      return context.browser.runJob('vectorPeer', { peer, size, queries, kth: exact.get(size)! }, { limits: LIMITS, onPhase });
    },
  });
  const title = 'Nearest vectors: 384 dimensions, clustered; recall against float32 brute force';
  return { id: 'vector-peers', title, columns: peerColumns('recall@10', MEMORY), rows, notes: NOTES };
}

async function lexicalTable(context: SectionContext): Promise<Table> {
  const { sizes, queries } = sampleOf(context);
  const rows = await compare({
    peers: LEXICAL_PEERS,
    sizes,
    queries,
    measure: (peer, size) => {
      const onPhase = (phase: string): void => context.progress(`words: ${peer}, ${size}: ${phase}`);
      return context.browser.runJob('lexicalPeer', { peer, size, queries }, { limits: LIMITS, onPhase });
    },
  });
  const title = 'Words: texts of 8 to 16 words, queries of 3 to 6 of them; found: the query’s own text is among the ten';
  return { id: 'lexical-peers', title, columns: peerColumns('found', MEMORY), rows, notes: NOTES };
}

export const peers: Section = {
  id: 'peers',
  title: 'Engines in the browser',
  needsPeers: true,
  async run(context) {
    const vectors = await vectorTable(context);
    const lexical = await lexicalTable(context);
    return { tables: [vectors, lexical], ratios: [...timesOurs('vectors', vectors.rows), ...timesOurs('words', lexical.rows)] };
  },
};
