import { makeDataset } from '../data/dataset.ts';
import { recallAt } from '../data/exact.ts';
import { K, measureSearch, type Measured } from '../measure/search.ts';
import type { JobTools } from '../page/protocol.ts';
import { memvid } from './memvid.ts';
import type { FromNative, NativeRequest } from './protocol.ts';
import { sqlite } from './sqlite.ts';

const send = (message: FromNative): void => void process.send?.(message);

const tools: JobTools = {
  phase: (name) => send({ kind: 'phase', name }),
  heapBytes: () => {
    (globalThis as { gc?: () => void }).gc?.();
    return Promise.resolve(process.memoryUsage().rss);
  },
};

async function measure({ engine: name, kind, packages, size, queries, kth }: NativeRequest): Promise<Measured> {
  const engine = { sqlite, memvid }[name](packages);
  const peer = engine[kind];
  try {
    const dataset = makeDataset({ size, queries, vectors: kind === 'vectors' });
    const shared = { build: () => peer.build(dataset) };
    return kind === 'vectors'
      ? await measureSearch(
          {
            ...shared,
            search: ({ vector }) => engine.vectors.search(vector, K),
            quality: (hits, { vector }, index) => recallAt(dataset, vector, hits, K, kth[index]!),
          },
          dataset,
          tools,
        )
      : await measureSearch(
          { ...shared, search: ({ text }) => engine.words.search(text, K), quality: (hits, { source }) => (hits.includes(source) ? 1 : 0) },
          dataset,
          tools,
        );
  } finally {
    await peer.close();
  }
}

process.once('message', (request: NativeRequest) => {
  measure(request).then(
    (value) => send({ kind: 'result', value }),
    (error: unknown) => send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
