import { resolve } from 'node:path';
import { install } from '../host/install.ts';
import { BENCH } from '../host/paths.ts';
import { runNative } from '../host/run-native.ts';
import type { NativeRequest } from '../native/protocol.ts';
import { BUILD_LIMIT_MS, peerColumns, peerRow, skippedRow } from '../report/peer-table.ts';
import type { Cell, Table } from '../report/table.ts';
import type { Section, SectionContext } from '../section.ts';
import { exactScoresOf } from './peers.ts';

type Row = Readonly<Record<string, Cell>>;
type Kind = NativeRequest['kind'];

interface Native {
  readonly engine: NativeRequest['engine'];
  readonly names: Readonly<Record<Kind, string>>;
  readonly folder: string;
  readonly scripts: boolean;
  readonly sizes: readonly number[];
  readonly buildLimitMs: number;
  readonly hint: string;
}

const MEMORY = [{ key: 'heapMb', label: 'RSS MB', digits: 1 }];
const KINDS: readonly Kind[] = ['vectors', 'words'];

function wanted({ options }: SectionContext): Native[] {
  const sqlite: Native = {
    engine: 'sqlite',
    names: { vectors: 'sqlite-vec (Node)', words: 'SQLite FTS5 (Node)' },
    folder: resolve(BENCH, 'native'),
    scripts: true,
    sizes: options.quick ? [1_000] : [1_000, 10_000, 100_000],
    buildLimitMs: BUILD_LIMIT_MS,
    hint: 'SQLite compiles where no binary can be fetched: about a minute',
  };
  const memvid: Native = {
    engine: 'memvid',
    names: { vectors: 'memvid (Node)', words: 'memvid (Node)' },
    folder: resolve(BENCH, 'memvid'),
    scripts: false,
    // it takes in some twenty documents a second
    sizes: [options.quick ? 100 : 500],
    buildLimitMs: 300_000,
    hint: 'some 30 MB',
  };
  return [...(options.native ? [sqlite] : []), ...(options.memvid ? [memvid] : [])];
}

async function measure(context: SectionContext, native: Native): Promise<Record<Kind, Row[]>> {
  const rows: Record<Kind, Row[]> = { vectors: [], words: [] };
  const queries = context.options.quick ? 50 : 200;
  context.progress(`installing ${native.names.vectors} (${native.hint})`);
  const problem = await install({ ...native, signal: context.signal });
  const exact = problem === null ? await exactScoresOf(context, native.sizes, queries) : new Map<number, number[]>();
  for (const kind of KINDS) {
    for (const size of native.sizes) {
      const name = native.names[kind];
      const request = { engine: native.engine, kind, packages: resolve(native.folder, 'package.json'), size, queries, kth: exact.get(size) ?? [] };
      const onPhase = (phase: string): void => context.progress(`${kind}: ${name}, ${size}: ${phase}`);
      const limits = { build: native.buildLimitMs, search: 120_000 };
      if (problem !== null) rows[kind].push(skippedRow(name, size, `could not be installed: ${problem}`));
      else rows[kind].push(peerRow(name, size, queries, await runNative(request, { limits, signal: context.signal, onPhase })));
    }
  }
  return rows;
}

export const native: Section = {
  id: 'native',
  title: 'Engines outside the browser',
  asked: ({ native: sqlite, memvid }) => sqlite || memvid,
  async run(context) {
    const all: Record<Kind, Row[]> = { vectors: [], words: [] };
    for (const one of wanted(context)) {
      const rows = await measure(context, one);
      for (const kind of KINDS) all[kind].push(...rows[kind]);
    }
    const notes = ['The same documents and queries in a Node process an engine. RSS MB: what the build added to the process.'];
    const table = (id: string, title: string, quality: string, rows: Row[]): Table => ({ id, title, columns: peerColumns(quality, MEMORY), rows, notes });
    return {
      tables: [
        table('native-vectors', 'Nearest vectors outside the browser', 'recall@10', all.vectors),
        table('native-words', 'Words outside the browser', 'found', all.words),
      ],
      ratios: [],
    };
  },
};
