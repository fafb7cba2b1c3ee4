import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntimes } from '../../../src/node/runtimes.ts';
import { measureEncryption, type EncryptionTimes, type EncryptionWork, type Pair } from '../encryption/measure.ts';
import { runtimePages } from '../host/runtime-page.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Cell } from '../report/table.ts';
import type { Section } from '../section.ts';

async function inNode(work: EncryptionWork): Promise<EncryptionTimes> {
  const storageRoot = await mkdtemp(join(tmpdir(), 'memoair-bench-'));
  const [plain, sealed] = [nodeRuntimes({ storageRoot, embedder: null }), nodeRuntimes({ storageRoot, embedder: null, encryption: true })];
  try {
    return await measureEncryption((userId, encrypted) => (encrypted ? sealed : plain)({ workspaceId: work.workspaceId, userId }), work);
  } finally {
    await rm(storageRoot, { recursive: true, force: true });
  }
}

const KINDS = [
  ['open', 'start to the first answer'],
  ['turn', 'turn acknowledged'],
  ['recall', 'recall'],
] as const;

export const encryption: Section = {
  id: 'encryption',
  title: 'An encrypted memory beside a plain one',
  async run({ browser, options, progress }) {
    const items = options.quick ? 1_000 : 10_000;
    const work: EncryptionWork = {
      workspaceId: 'bench',
      items,
      opens: options.quick ? 3 : 9,
      turns: options.quick ? 50 : 300,
      recalls: options.quick ? 50 : 300,
    };
    progress('encryption: in Node');
    const node = await inNode(work);
    progress('encryption: in a page');
    await using pages = await runtimePages(browser, 'encryption.html');
    const page = await pages.open();
    const inPage = await page.evaluate((given) => window.encryptionBench(given), work);
    const places = [
      ['Node, SQLite', node],
      ['Chromium, IndexedDB in a worker', inPage],
    ] as const;
    const row = (where: string, what: string, { plain, sealed }: Pair): Record<string, Cell> => {
      const [before, after] = [quantile(plain, 0.5), quantile(sealed, 0.5)];
      return { where, what, plain: before, sealed: after, p95: quantile(sealed, 0.95), ratio: after / before };
    };
    const rows = places.flatMap(([where, times]) => KINDS.map(([kind, what]) => row(where, what, times[kind])));
    const once = places.map(([where, { encrypt }]): Record<string, Cell> => ({ where, what: 'start that encrypts a plain memory', sealed: encrypt }));
    return {
      tables: [
        {
          id: 'encryption',
          title: `${items} facts of one user, milliseconds: the same calls of a plain and an encrypted memory in turn`,
          columns: [
            { key: 'where', label: 'where' },
            { key: 'what', label: 'what' },
            { key: 'plain', label: 'plain p50' },
            { key: 'sealed', label: 'encrypted p50' },
            { key: 'p95', label: 'p95' },
            { key: 'ratio', label: 'ratio', digits: 2 },
          ],
          rows: [...rows, ...once],
          notes: ['By words alone. A recall reads nothing from the store, and so decrypts nothing.'],
        },
      ],
      ratios: places.flatMap(([where, times]) =>
        KINDS.map(([kind]) => ({ name: `encrypted ${kind}, ${where}`, value: quantile(times[kind].sealed, 0.5) / quantile(times[kind].plain, 0.5) })),
      ),
    };
  },
};
