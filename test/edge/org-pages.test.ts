import { expect, it } from 'vitest';
import { pageOf, type Page, type PagedRange, type Place } from '../../src/edge/org-pages.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import type { TableName, Tables } from '../../worker/store/schema.ts';
import type { Write } from '../../worker/store/store.ts';
import { chunk, put, remove, segment } from '../worker/store/rows.ts';

async function storeOf(writes: readonly Write[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.commit(writes);
  return store;
}

/** All pages, and what happens behind each. */
async function pagesOf<T extends TableName>(store: MemoryStore, table: T, range: PagedRange, between = async () => {}): Promise<Tables[T][][]> {
  const pages: Tables[T][][] = [];
  let last: Place | null = null;
  do {
    const page: Page<T> = await pageOf(store, table, range, last);
    pages.push(page.rows);
    ({ last } = page);
    await between();
  } while (last);
  return pages;
}

it('is the scan, in pages that one call can bring, also where one writing made many rows', async () => {
  const rows = Array.from({ length: 2_600 }, (_, n) => chunk(`c${(n * 7) % 2_600}`, n < 20 ? n : 20 + Math.floor(n / 2_000)));
  const store = await storeOf(rows.map((row) => put('chunks', row)));
  for (const range of [{}, { index: 'bySeq' }, { index: 'bySeq', after: 10 }, { index: 'bySeq', equals: 20 }, { after: 'c1' }]) {
    const pages = await pagesOf(store, 'chunks', range);
    expect(pages.flat()).toEqual(await store.scan('chunks', range));
    expect(Math.max(...pages.map(({ length }) => length))).toBe(1_000);
  }
  expect(await pagesOf(store, 'segments', {})).toEqual([[]]);
});

it('ends a page early where rows are large', async () => {
  const text = 'x'.repeat(1_000_000);
  const chunks = await storeOf(Array.from({ length: 20 }, (_, n) => put('chunks', chunk(`c${n}`, 1, { text }))));
  expect((await pagesOf(chunks, 'chunks', { index: 'bySeq' })).map(({ length }) => length)).toEqual([8, 8, 4]);
  const segments = await storeOf(Array.from({ length: 10 }, (_, n) => put('segments', segment(`s${n}`, new Uint8Array(1_600_000)))));
  expect((await pagesOf(segments, 'segments', {})).map(({ length }) => length)).toEqual([5, 5, 0]);
});

it('tells of a row that is written anew between two pages, or goes', async () => {
  const store = await storeOf(Array.from({ length: 1_500 }, (_, n) => put('chunks', chunk(`c${String(n).padStart(4, '0')}`, 1))));
  const writes = [put('chunks', chunk('c1200', 2, { text: 'New.' })), remove('chunks', 'c0999'), remove('chunks', 'c1300')];
  const pages = await pagesOf(store, 'chunks', { index: 'bySeq' }, async () => void (await store.commit(writes)));
  expect(pages.flat().at(-1)).toMatchObject({ id: 'c1200', text: 'New.' });
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(1_499);
});
