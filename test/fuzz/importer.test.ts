import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuntimeError } from '../../src/contract/errors.ts';
import type { ImportResponse } from '../../src/contract/local.ts';
import { runs } from './runs.ts';
import { Shelf } from './shelf.ts';
import { entries, SECRET } from './values.ts';

/** Takes a list in, or says with which error it was refused. */
async function imported(shelf: Shelf, list: readonly unknown[]): Promise<ImportResponse | RuntimeError> {
  try {
    return await shelf.import(list);
  } catch (thrown) {
    if (!(thrown instanceof RuntimeError) || thrown.status !== 400) throw thrown;
    return thrown;
  }
}

const sound = fc.record({
  memoryId: fc.constantFrom('m1', 'm2', 'm3', '__proto__'),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  matchKey: fc.constantFrom('user.a', 'user.b', null),
  validFrom: fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01'),
  validTo: fc.constantFrom(null, null, '2026-04-01'),
});

describe('any list of memories', () => {
  it('is taken in whole or not at all, and what was refused leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entries, { maxLength: 4 }), async (list) => {
        const shelf = new Shelf('a');
        const result = await imported(shelf, list);
        if (result instanceof RuntimeError) {
          expect(JSON.stringify([result.message, result.details])).not.toContain(SECRET);
          expect(await shelf.store.head()).toBe(0);
        } else expect(result.imported + result.updated + result.unchanged).toBe(list.length);
      }),
      runs(120, 0.7),
    );
  });

  it('is there under its ids, comes to nothing a second time, and comes back from an export', async () => {
    const lists = fc.uniqueArray(sound, { selector: ({ memoryId }) => memoryId, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lists, async (list) => {
        const shelf = new Shelf('a');
        await shelf.import(list);
        expect(new Map([...shelf.memory.factsWith([])].map(({ id, text }) => [id, text]))).toEqual(
          new Map(list.map((each) => [each.memoryId, each.text.toWellFormed()])),
        );
        const exported = await shelf.export();
        const again = new Shelf('b');
        const lines = exported.map((line): unknown => JSON.parse(line));
        await again.import(lines);
        expect(await again.export()).toEqual(exported);
        expect(await again.import(lines)).toEqual({ status: 'ok', imported: 0, updated: 0, unchanged: lines.length });
      }),
      runs(40, 0.3),
    );
  });
});
