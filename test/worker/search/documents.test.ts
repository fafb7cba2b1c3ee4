import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALONE, Documents } from '../../../worker/search/documents.ts';

describe('numbers of documents', () => {
  it('are equal where the names are, whatever was added and removed before, and no more of them are in use than there are documents', () => {
    const step = fc.record({ slot: fc.nat(12), name: fc.option(fc.constantFrom('a', 'b', 'c', 'd')), removes: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const documents = new Documents();
        const held = new Map<number, string | null>();
        for (const { slot, name, removes } of steps) {
          if (held.delete(slot)) documents.remove(slot);
          if (removes) continue;
          documents.add(slot, name);
          held.set(slot, name);
        }
        const numbers = new Map<string, number>();
        for (const [slot, name] of held) {
          if (name === null) expect(documents.of(slot)).toBe(ALONE);
          else expect(documents.of(slot)).toBe(numbers.get(name) ?? numbers.set(name, documents.of(slot)).get(name));
        }
        expect(new Set(numbers.values()).size).toBe(numbers.size);
        for (const number of numbers.values()) expect(number).toBeLessThan(4);
      }),
    );
  });
});
