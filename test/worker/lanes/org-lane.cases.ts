import { describe, expect, it } from 'vitest';
import type { IndexCreateRequest, IndexListResponse } from '../../../src/contract/local.ts';
import type { OrgHit } from '../../../src/contract/types.ts';

/** An org lane, wherever it is and whatever searches it. */
export interface OrgLaneSubject {
  create(request: IndexCreateRequest): Promise<unknown>;
  ask(query: string, topK?: number): Promise<readonly OrgHit[]>;
  list(): Promise<IndexListResponse>;
}

/** What every org lane does. `open`: an empty one each time. */
export function orgLaneCases(name: string, open: () => Promise<OrgLaneSubject>): void {
  describe(`the org lane, ${name}`, () => {
    const withDocuments = async (...documents: readonly { readonly id: string; readonly text: string }[]): Promise<OrgLaneSubject> => {
      const org = await open();
      await org.create({ name: 'handbook', documents, metadata: { lang: 'en' } });
      return org;
    };

    it('names the document as the caller does, and the chunk by its number', async () => {
      const org = await withDocuments({ id: 'refunds', text: 'Refunds take five days.' }, { id: 'hours', text: 'We open at nine.' });
      const [hit] = await org.ask('how long do refunds take');
      expect(hit).toMatchObject({ docId: 'refunds', chunkId: 'refunds:0', text: 'Refunds take five days.', index: 'handbook', metadata: { lang: 'en' } });
    });

    it('finds a later part of a long document under its own number', async () => {
      const org = await withDocuments({ id: 'long', text: `${'Opening words of no import. '.repeat(60)}\n\nThe zebra clause.` });
      const [hit] = await org.ask('zebra clause');
      expect(hit?.chunkId).toMatch(/^long:[1-9]$/);
      expect(hit?.text).toContain('zebra');
    });

    it('forgets what a replaced document said, and the chunks that it no longer has', async () => {
      const org = await withDocuments(
        { id: 'long', text: `${'Opening words of no import. '.repeat(60)}\n\nThe zebra clause.` },
        { id: 'other', text: 'The tiger clause.' },
      );
      await org.create({ name: 'handbook', documents: [{ id: 'long', text: 'The lion clause.' }] });
      expect((await org.ask('zebra clause')).map(({ text }) => text).toSorted()).toEqual(['The lion clause.', 'The tiger clause.']);
      expect(await org.list()).toMatchObject({ indexes: [{ name: 'handbook', version: 2, chunkCount: 2 }] });
    });

    it('keeps one chunk an id, whatever was written again, and documents of two indexes apart', async () => {
      const org = await withDocuments({ id: 'a', text: 'The gate opens at six.' });
      for (let n = 0; n < 3; n++) await org.create({ name: 'handbook', documents: [{ id: 'a', text: 'The gate opens at six.' }] });
      await org.create({ name: 'rules', documents: [{ id: 'a', text: 'The gate closes at ten.' }] });
      expect((await org.ask('gate')).map(({ index, docId, text }) => `${index} ${docId}: ${text}`).toSorted()).toEqual([
        'handbook a: The gate opens at six.',
        'rules a: The gate closes at ten.',
      ]);
    });

    it('finds words of any language, as they are written', async () => {
      const org = await withDocuments(
        { id: 'zh', text: '退款需要五个工作日。' },
        { id: 'hi', text: 'वापसी में पाँच दिन लगते हैं।' },
        { id: 'de', text: 'Die Rückgabe dauert fünf Tage.' },
      );
      for (const [query, docId] of [
        ['退款', 'zh'],
        ['वापसी', 'hi'],
        ['Rückgabe', 'de'],
      ] as const)
        expect((await org.ask(query))[0]?.docId).toBe(docId);
    });

    it('finds no more than are wanted, best first', async () => {
      const org = await withDocuments(
        ...Array.from({ length: 30 }, (_, n) => ({ id: `d${n}`, text: `Shelf ${n} holds the box ${n % 3 === 0 ? 'with the zebra' : ''}.` })),
      );
      const hits = await org.ask('zebra box', 7);
      expect(hits).toHaveLength(7);
      expect(hits.every(({ text }) => text.includes('zebra'))).toBe(true);
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
    });
  });
}
