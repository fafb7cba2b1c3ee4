import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlikeWords } from '../../worker/search/lexical/alike.ts';
import { countTerms } from '../../worker/search/lexical/counted-terms.ts';
import { Postings } from '../../worker/search/lexical/postings.ts';

const WORDS = ['caroline', 'carolin', 'karoline', 'picnic', 'piano'];
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), words: fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renumber' as const) }) },
);

describe('the words of an index', () => {
  it('are those of what it holds: each goes with the last text that has it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let alike = new AlikeWords();
        const postings = new Postings((term) => alike.drop(term));
        /** Texts by slot; null where one was removed. */
        let texts: (readonly string[] | null)[] = [];
        for (const each of steps) {
          if (each.kind === 'add') {
            postings.add(texts.push(each.words) - 1, countTerms(each.words));
          } else if (each.kind === 'remove') {
            const slots = [...texts.keys()].filter((slot) => texts[slot] !== null);
            const slot = slots[each.pick % Math.max(1, slots.length)];
            if (slot === undefined) continue;
            postings.remove(countTerms(texts[slot]!));
            texts[slot] = null;
          } else {
            const slots = [...texts.keys()].filter((slot) => texts[slot] !== null);
            postings.renumber((slot) => slots.indexOf(slot));
            texts = texts.filter((text) => text !== null);
            alike = new AlikeWords();
          }
          alike.follow(postings.vocabulary);
          const held = texts.flatMap((text) => text ?? []);
          expect(new Set(postings.vocabulary.filter((word) => word !== ''))).toEqual(new Set(held));
          for (const word of WORDS) {
            expect(postings.frequency(word)).toBe(held.filter((other) => other === word).length);
            const found: number[] = [];
            postings.each(word, (slot) => found.push(slot));
            expect(found.filter((slot) => texts[slot] !== null)).toEqual([...texts.keys()].filter((slot) => texts[slot]?.includes(word)));
          }
          const near = WORDS.slice(0, 2).filter((word) => held.includes(word));
          expect(alike.of('carolinee').filter((word) => word !== 'karoline')).toEqual(expect.arrayContaining(near));
          expect(alike.of('carolinee').filter((word) => !held.includes(word))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
