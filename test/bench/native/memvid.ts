import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../data/dataset.ts';
import type { NativeEngine } from './native-engine.ts';

interface Memory {
  putMany(documents: readonly { title: string; text: string; uri: string; embedding?: number[] }[]): Promise<unknown>;
  find(query: string, options: object): Promise<{ hits: readonly { uri: string }[] }>;
  seal(): Promise<void>;
}

type Create = (path: string, kind: 'basic', options: { enableVec: boolean; enableLex: boolean }) => Promise<Memory>;

/** With 60 in one call the first of them lost their vectors. */
const BATCH = 20;
const numberOf = ({ uri }: { uri: string }): number => Number(uri.split('/').at(-1));

/** One file of memvid's. */
export function memvid(packages: string): NativeEngine {
  // read when the package is loaded
  process.env['MEMVID_TELEMETRY'] = '0';
  const { create } = createRequire(packages)('@memvid/sdk') as { create: Create };
  const folder = mkdtempSync(join(tmpdir(), 'bench-memvid-'));
  let memory: Memory | undefined;

  const build = async ({ size, texts, flat, vector }: Dataset): Promise<void> => {
    const withVectors = flat.length > 0;
    memory = await create(join(folder, 'memory.mv2'), 'basic', { enableVec: withVectors, enableLex: true });
    const all = texts.map((text, i) => ({ title: `document ${i}`, text, uri: `mv2://doc/${i}`, ...(withVectors && { embedding: Array.from(vector(i)) }) }));
    for (let from = 0; from < size; from += BATCH) await memory.putMany(all.slice(from, from + BATCH));
    await memory.seal();
  };
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    vectors: {
      build,
      async search(query, k) {
        const { hits } = await memory!.find('', { mode: 'sem', queryEmbedding: Array.from(query), k });
        return hits.map(numberOf);
      },
      close,
    },
    words: {
      build,
      async search(query, k) {
        // a plain question finds nothing, because every word of it has to be there
        const anyWord = query
          .split(' ')
          .map((word) => `"${word}"`)
          .join(' OR ');
        const { hits } = await memory!.find(anyWord, { mode: 'lex', k });
        return hits.map(numberOf);
      },
      close,
    },
  };
}
