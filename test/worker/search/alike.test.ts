import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlikeWords } from '../../../worker/search/lexical/alike.ts';
import { countTerms } from '../../../worker/search/lexical/counted-terms.ts';
import { LexicalIndex } from '../../../worker/search/lexical/lexical-index.ts';

const wordsOf = (...vocabulary: readonly string[]): AlikeWords => {
  const words = new AlikeWords();
  words.follow(vocabulary);
  return words;
};

/** By its definition: letters and ends, three at a time, each once. */
const triples = (word: string): Set<string> => new Set(Array.from(word, (_letter, i) => `^${word}$`.slice(i, i + 3)));

describe('words that are alike', () => {
  it.each([
    ['carolin', 'caroline'],
    ['melany', 'melani'],
    ['councel', 'counsel'],
    ['photografi', 'photograph'],
  ])('are found by what is left of them: %s, %s', (heard, meant) => {
    expect(wordsOf('car', 'picnic', 'photo', meant, 'career').of(heard)[0]).toBe(meant);
  });

  it('are others, of plain letters, and no more than eight', () => {
    const words = wordsOf('caroline', '2023', '2024', 'müller', 'c++', ...Array.from('abcdefghijkl', (letter) => `carol${letter}ne`));
    expect(words.of('2025')).toEqual([]);
    expect(words.of('mülle')).toEqual([]);
    expect(words.of('caroline')).not.toContain('caroline');
    expect(words.of('caroline').length).toBe(8);
  });

  it('share more than half of their triples, whatever else is in the vocabulary', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 7 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 30 }), word, (vocabulary, asked) => {
        const own = triples(asked);
        const dice = (other: string): number => (2 * [...triples(other)].filter((triple) => own.has(triple)).length) / (own.size + other.length);
        const found = wordsOf(...vocabulary).of(asked);
        const wanted = vocabulary.filter((other) => other !== asked && dice(other) > 0.5).sort((a, b) => dice(b) - dice(a) || (a < b ? -1 : 1));
        expect(found).toEqual(wanted.slice(0, 8));
      }),
    );
  });

  it('follow a vocabulary that grows', () => {
    const words = new AlikeWords();
    const vocabulary = ['picnic'];
    words.follow(vocabulary);
    expect(words.of('carolin')).toEqual([]);
    vocabulary.push('caroline');
    words.follow(vocabulary);
    expect(words.of('carolin')).toEqual(['caroline']);
  });
});

describe('an index that knows what is alike', () => {
  const indexOf = (alikeWeight: number, ...texts: readonly string[][]): LexicalIndex => {
    const index = new LexicalIndex({ coordination: 1, alikeWeight });
    texts.forEach((terms, slot) => index.add(slot, { text: countTerms(terms), label: countTerms([]) }, undefined));
    return index;
  };
  const texts = [
    ['caroline', 'picnic'],
    ['carolin', 'picnic'],
    ['train', 'late'],
    ['piano', 'tuner'],
  ];

  it('finds a misspelt word, and the word itself before it', () => {
    const { values } = indexOf(0.3, ...texts).search(['carolin'], { alike: true });
    expect(values[1]).toBeGreaterThan(values[0]!);
    expect(values[0]).toBeGreaterThan(0);
    expect([...values.subarray(2, 4)]).toEqual([0, 0]);
  });

  it('adds nothing to a passage that holds the word as it is asked for', () => {
    const both = [...texts, ['caroline', 'carolin']];
    expect(indexOf(0.3, ...both).search(['carolin'], { alike: true }).values[4]).toBe(indexOf(0, ...both).search(['carolin'], { alike: true }).values[4]);
  });

  it('finds by a speaker whose name is written in another way', () => {
    const index = new LexicalIndex({ coordination: 1, alikeWeight: 0.3 });
    index.add(0, { text: countTerms(['tea']), label: countTerms(['caroline']) }, undefined);
    index.add(1, { text: countTerms(['tea']), label: countTerms(['bo']) }, undefined);
    const { values } = index.search(['carolin', 'tea'], { alike: true });
    expect(values[0]).toBeGreaterThan(values[1]!);
  });
});
