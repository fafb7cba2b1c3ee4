import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './blocks.ts';

interface Made {
  readonly PAGES: readonly string[];
  readonly withTables: (text: string) => Promise<string>;
}
const { PAGES, withTables } = (await import(/* @vite-ignore */ join(ROOT, 'docs/build/with-tables.mjs'))) as Made;

/** How wide a column is says nothing. */
const plain = (text: string): string =>
  text
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/\n{2,}/g, '\n\n');

describe('tables of figures', () => {
  it.each(PAGES)('are made from the figures that are kept: %s', async (page) => {
    const text = await readFile(join(ROOT, page), 'utf8');
    expect(text).toContain('<!-- table: ');
    expect(plain(await withTables(text))).toBe(plain(text));
  });

  it('refuse a table that no run has written', async () => {
    await expect(withTables('<!-- table: bench/recall.json moon -->\n<!-- end of table -->\n')).rejects.toThrow('has no table moon');
  });
});
