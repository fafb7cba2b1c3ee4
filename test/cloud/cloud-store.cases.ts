import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TERMS, type IndexRow, type ItemRow } from '../../src/cloud/cloud-rows.ts';
import type { CloudStore } from '../../src/cloud/cloud-store.ts';
import type { OpenStore, StoreUnderTest } from './harness.ts';

const fact = (memoryId: string, seq: number, key: string, validTo: string | null = null): ItemRow => ({
  id: memoryId,
  seq,
  memoryId,
  key,
  item: { kind: 'fact', memoryId, matchKey: key, text: 'x', validFrom: '', validTo, source: null, occurredAt: '', metadata: {} },
});
const index = (id: string, version = 1): IndexRow => ({ id, version, chunkCount: 0, createdAt: '', updatedAt: '' });

/** What every implementation of the store keeps to. */
export function cloudStoreCases(name: string, open: OpenStore): void {
  describe(`${name} as a store of the cloud`, () => {
    let under: StoreUnderTest;
    let store: CloudStore;
    beforeEach(async () => {
      under = await open();
      ({ store } = under);
    });
    afterEach(() => under.dispose());

    it('gives back what was put, under every id', async () => {
      const ids = ['', 'a', 'A', 'é', '\u0000', 'a\u0000b', '🙂', '\ud800', '\uffff', '["x",1]', 'x'.repeat(3000), '__proto__'];
      await store.transaction('p', (rows) => ids.forEach((id) => rows.put('indexes', index(id))));
      for (const id of ids) expect(await store.read('p', (rows) => rows.get('indexes', id))).toEqual(index(id));
      expect(await store.read('p', (rows) => rows.all('indexes').length)).toBe(ids.length);
    });

    it('keeps partitions apart', async () => {
      await store.transaction('one', (rows) => rows.put('items', fact('m', 1, 'k')));
      await store.transaction('two', (rows) => {
        expect(rows.get('items', 'm')).toBeUndefined();
        expect([rows.all('items'), rows.since('items', 0), rows.find('items', TERMS.key('k'))]).toEqual([[], [], []]);
        rows.put('items', fact('m', 9, 'k'));
        rows.clear();
      });
      expect(await store.read('one', (rows) => rows.get('items', 'm')?.seq)).toBe(1);
    });

    it('finds rows by the terms that they hold now', async () => {
      const found = (term: string): Promise<string[]> => store.read('p', (rows) => rows.find('items', term).map(({ id }) => id));
      await store.transaction('p', (rows) => {
        rows.put('items', fact('b', 1, 'k1'));
        rows.put('items', fact('a', 2, 'k1'));
        rows.put('items', fact('c', 3, 'k2', '2026'));
      });
      expect(await found(TERMS.key('k1'))).toEqual(['a', 'b']);
      expect(await found(TERMS.holds)).toEqual(['a', 'b']);
      await store.transaction('p', (rows) => {
        rows.put('items', fact('a', 4, 'k2'));
        rows.remove('items', 'b');
        rows.put('items', { ...fact('c', 5, 'k2'), key: null, item: null });
      });
      expect([await found(TERMS.key('k1')), await found(TERMS.key('k2')), await found(TERMS.holds)]).toEqual([[], ['a'], ['a']]);
      expect(await store.read('p', (rows) => rows.find('items', TERMS.key('k2'), 0))).toEqual([]);
    });

    it('lists rows by number, from a number on and so many', async () => {
      await store.transaction('p', (rows) => [5, 1, 3, 4, 2].forEach((seq) => rows.put('items', fact(`m${seq}`, seq, 'k'))));
      expect(await store.read('p', (rows) => rows.since('items', 1, 2).map(({ seq }) => seq))).toEqual([2, 3]);
      expect(await store.read('p', (rows) => rows.since('items', 3).map(({ seq }) => seq))).toEqual([4, 5]);
    });

    it('writes nothing of a transaction that throws', async () => {
      await store.transaction('p', (rows) => rows.put('indexes', index('a')));
      const failing = store.transaction('p', (rows) => {
        rows.put('indexes', index('a', 2));
        rows.put('indexes', index('b'));
        rows.clear();
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await store.read('p', (rows) => rows.all('indexes'))).toEqual([index('a')]);
    });

    it('sees its own writes inside a transaction', async () => {
      await store.transaction('p', (rows) => {
        rows.put('items', fact('a', 1, 'k'));
        expect(rows.find('items', TERMS.key('k')).length).toBe(1);
        rows.remove('items', 'a');
        rows.remove('items', 'a');
        expect([rows.get('items', 'a'), rows.find('items', TERMS.key('k'))]).toEqual([undefined, []]);
      });
    });

    it('has everything that was written when it is opened again', async () => {
      await store.transaction('p', (rows) => rows.put('indexes', index('a', 7)));
      const again = await under.reopen();
      expect(await again.read('p', (rows) => rows.get('indexes', 'a'))).toEqual(index('a', 7));
      await again.close();
    });
  });
}
