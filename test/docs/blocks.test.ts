import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { installLocked } from '../support/install-locked.ts';
import { allBlocks, blocksOf, ROOT, where, type Block } from './blocks.ts';
import { compile, VENDOR_FOLDERS } from './compile.ts';
import { runInNode } from './run-in-node.ts';

const blocks = await allBlocks();
const typed = blocks.filter(({ language }) => language === 'ts');
const byName = (some: readonly Block[]): [string, Block][] => some.map((block) => [where(block), block]);

/** What a fence may say of how its block is checked. One of each line has to be there. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  ts: ['run', 'not-run'],
  bash: ['walk', 'not-walked'],
  sh: ['walk', 'not-walked'],
  html: ['not-run'],
  json: [],
};

describe('the code in the documentation', () => {
  it('is found with what its fence says', () => {
    const text = ['x', '```ts run=browser', 'one();', '```', '```bash walk until="http://a b"', 'two', '', '```'].join('\n');
    expect(blocksOf('x.md', text)).toEqual([
      { page: 'x.md', line: 3, language: 'ts', says: { run: 'browser' }, code: 'one();\n' },
      { page: 'x.md', line: 6, language: 'bash', says: { walk: '', until: 'http://a b' }, code: 'two\n\n' },
    ]);
    expect(() => blocksOf('x.md', '```ts\none();')).toThrow('nothing closes');
  });

  it('says of each block how it is checked, or why it is not', () => {
    const silent = blocks.filter(({ language, says }) => {
      const ways = CHECKS[language];
      return !ways || (ways.length > 0 && ways.filter((way) => way in says).length !== 1) || says['not-run'] === '' || says['not-walked'] === '';
    });
    expect(silent.map(where)).toEqual([]);
  });

  it('lists what is not run, and why, in a file that a review sees change', async () => {
    const why = blocks.flatMap(({ page, says }) =>
      [says['not-run'], says['not-walked']].filter((reason) => reason !== undefined).map((reason) => `${page}: ${reason}`),
    );
    await expect(`${why.join('\n')}\n`).toMatchFileSnapshot('not-run.txt');
  });

  it('names tests that are there where it says that they run a block', () => {
    const named = blocks.flatMap(({ says }) => [...(says['not-run'] ?? says['not-walked'] ?? '').matchAll(/\btest\/[\w/-]+/g)].map(([path]) => path));
    expect(named.filter((path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, `${path}.test.ts`)))).toEqual([]);
    expect(named).not.toEqual([]);
  });

  it('shows JSON that is JSON', () => {
    for (const { code } of blocks.filter(({ language }) => language === 'json')) expect(() => JSON.parse(code) as unknown).not.toThrow();
  });
});

describe('TypeScript in the documentation', () => {
  let said: ReadonlyMap<string, string>;
  let data: string;
  beforeAll(async () => {
    // where memory is kept when nobody says: none of a person who runs the tests
    data = await mkdtemp(join(tmpdir(), 'memoair-docs-'));
    vi.stubEnv('XDG_DATA_HOME', data);
    for (const folder of VENDOR_FOLDERS) await installLocked(folder, `The vendors' packages of ${dirname(folder)}`);
    said = await compile(typed);
  }, 240_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(data, { recursive: true, force: true });
  });

  it.each(byName(typed))('is what the compiler takes: %s', (name) => {
    expect(said.get(name)).toBeUndefined();
  });

  it.each(byName(typed.filter(({ says }) => says['run'] === '')))('runs in Node: %s', async (_name, block) => {
    await runInNode(block);
  });
});
