import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LexicalIndex } from '../../../worker/search/lexical/lexical-index.ts';
import { countTerms, TermNumbers } from '../../../worker/search/lexical/counted-terms.ts';
import { StoredTermsSearch, type StoredTerms } from '../../../worker/search/lexical/stored-terms.ts';
import { bm25, idfSum, type OracleDocument } from './bm25-oracle.ts';

const counted = (terms: readonly string[], label: readonly string[] = []) => ({ text: countTerms(terms), label: countTerms(label) });
const WORDS = ['tea', 'train', 'delhi', 'piano', 'tuner', 'late', 'blue', 'dog', 'june', 'soup'];
const NAMES = ['anna', 'bo', 'tea'];
const some = (from: readonly string[], maxLength: number) => fc.array(fc.constantFrom(...from), { maxLength });

type Step =
  | { readonly kind: 'add'; readonly terms: readonly string[]; readonly label: readonly string[]; readonly thread: number | null }
  | { readonly kind: 'remove'; readonly pick: number };

const add = fc.record({
  kind: fc.constant('add' as const),
  terms: some(WORDS, 8),
  label: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
  thread: fc.option(fc.integer({ min: 0, max: 2 })),
});
const remove = fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() });
const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof({ weight: 4, arbitrary: add }, { weight: 1, arbitrary: remove }), { maxLength: 30 });

/** Plays the steps on an index and on a plain list. */
function play(script: readonly Step[], coordination: number): { readonly index: LexicalIndex; readonly documents: readonly OracleDocument[] } {
  const index = new LexicalIndex({ coordination });
  let documents: OracleDocument[] = [];
  let slot = 0;
  for (const step of script) {
    if (step.kind === 'add') {
      const { terms, label, thread } = step;
      const after = thread === null ? undefined : documents.findLast((document) => document.thread === thread)?.slot;
      index.add(slot, counted(terms, label), after);
      documents.push({ slot, terms, label, thread });
      slot++;
    } else if (documents.length > 0) {
      const gone = documents[step.pick % documents.length]!;
      index.remove(gone.slot, counted(gone.terms, gone.label));
      documents = documents.filter((document) => document !== gone);
    }
  }
  return { index, documents };
}

function expectSame(index: LexicalIndex, documents: readonly OracleDocument[], query: readonly string[], coordination: number): void {
  const found = index.search(query);
  const wanted = bm25(documents, query, coordination);
  expect([...found.matched].sort((a, b) => a - b)).toEqual([...wanted.keys()].sort((a, b) => a - b));
  found.values.forEach((value, slot) => expect(Math.abs(value - (wanted.get(slot) ?? 0))).toBeLessThan(1e-4));
  expect(found.idfSum).toBeCloseTo(idfSum(documents, query), 6);
}

describe('the scores of a query by words', () => {
  it.each([1, 0.5])('are those of BM25+ over all fields of all passages, with coordination %d', (coordination) => {
    fc.assert(
      fc.property(steps, some([...WORDS, ...NAMES, 'unheard'], 6), (script, query) => {
        const { index, documents } = play(script, coordination);
        expectSame(index, documents, query, coordination);
      }),
      { numRuns: 500 },
    );
  });

  it('are the same for queries of more terms than fit a mask', () => {
    const many = Array.from({ length: 100 }, (_, i) => `w${i}`);
    const long = fc.array(fc.record({ kind: fc.constant('add' as const), terms: some(many, 40), label: some(many, 2), thread: fc.option(fc.nat(1)) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(long, fc.shuffledSubarray(many, { minLength: 30 }), (script, query) => {
        const { index, documents } = play(
          script.map((step) => ({ ...step, label: [...new Set(step.label)] })),
          1,
        );
        expectSame(index, documents, query, 1);
      }),
      { numRuns: 200 },
    );
  });

  it('stay with their passages when the slots are numbered anew', () => {
    fc.assert(
      fc.property(steps, some([...WORDS, ...NAMES], 6), (script, query) => {
        const { index, documents } = play(script, 1);
        const slots = documents.map(({ slot }) => slot).sort((a, b) => a - b);
        index.renumber((slot) => slots.indexOf(slot));
        const moved = documents.map((document) => ({ ...document, slot: slots.indexOf(document.slot) }));
        expectSame(index, moved, query, 1);
        index.add(slots.length, counted(['tea', 'tea', 'late'], ['bo']), undefined);
        expectSame(index, [...moved, { slot: slots.length, terms: ['tea', 'tea', 'late'], label: ['bo'], thread: null }], query, 1);
      }),
      { numRuns: 300 },
    );
  });

  it('are those of BM25+ when the postings have been packed many times', () => {
    const index = new LexicalIndex({ coordination: 1 });
    const documents: OracleDocument[] = [];
    for (let slot = 0; slot < 3_000; slot++) {
      const terms = Array.from({ length: 6 }, (_, i) => `w${(slot * 31 + i * i * 7) % 97}`);
      index.add(slot, counted(terms), undefined);
      documents.push({ slot, terms, label: [], thread: null });
    }
    for (const { slot, terms } of documents.splice(500, 900)) index.remove(slot, counted(terms));
    expectSame(index, documents, ['w3', 'w50'], 1);
  });

  it('are those of a fresh index after everything else was removed', () => {
    const { index, documents } = play(
      [
        { kind: 'add', terms: ['tea', 'late'], label: [], thread: 0 },
        { kind: 'add', terms: ['train'], label: ['anna'], thread: 0 },
        { kind: 'add', terms: ['tea'], label: [], thread: 0 },
        { kind: 'remove', pick: 1 },
        { kind: 'remove', pick: 0 },
      ],
      1,
    );
    const fresh = new LexicalIndex({ coordination: 1 });
    fresh.add(0, counted(['tea']), undefined);
    expect(documents).toHaveLength(1);
    expect(index.search(['tea']).values[2]).toBe(fresh.search(['tea']).values[0]);
    expect(index.search(['train', 'anna']).matched).toEqual([]);
  });

  it('reach across the gap that a removed passage leaves', () => {
    const index = new LexicalIndex({ coordination: 1 });
    index.add(0, counted(['tea']), undefined);
    index.add(1, counted(['filler']), 0);
    index.add(2, counted(['other']), 1);
    index.add(3, counted(['last']), 2);
    expect(index.search(['tea']).values[3]).toBe(0);
    const far = index.search(['tea']).values[2]!;
    index.remove(1, counted(['filler']));
    const { values } = index.search(['tea']);
    expect(values[2]).toBeGreaterThan(far);
    expect(values[3]).toBeGreaterThan(0);
  });

  it('say which slot came before the one that was removed', () => {
    const index = new LexicalIndex({ coordination: 1 });
    index.add(0, counted(['a']), undefined);
    index.add(1, counted(['b']), 0);
    expect(index.remove(1, counted(['b']))).toBe(0);
    expect(index.remove(0, counted(['a']))).toBeUndefined();
  });

  it('are none for an empty index, an empty query or words never heard', () => {
    const index = new LexicalIndex({ coordination: 1 });
    expect(index.search(['tea']).matched).toEqual([]);
    index.add(0, counted(['tea']), undefined);
    expect(index.search([])).toMatchObject({ matched: [], idfSum: 0 });
    expect(index.search(['unheard']).matched).toEqual([]);
  });

  it('do not depend on a word being asked for twice', () => {
    const index = new LexicalIndex({ coordination: 1 });
    index.add(0, counted(['tea']), undefined);
    expect(index.search(['tea', 'tea']).values).toEqual(index.search(['tea']).values);
  });
});

describe('stored terms that are gone through without an index', () => {
  it.each([1, 0.5])('give the same scores, with coordination %d', (coordination) => {
    const texts = fc.array(fc.array(some(WORDS, 8), { maxLength: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(texts, some([...WORDS, 'unheard'], 6), (segments, query) => {
        const index = new LexicalIndex({ coordination });
        segments.flat().forEach((words, slot) => index.add(slot, counted(words), undefined));
        const found = new StoredTermsSearch(segments.map(storedTerms)).search(query, coordination);
        expect(found).toEqual(index.search(query));
      }),
    );
  });
});

/** Terms of texts with one vocabulary, as a segment holds them. */
function storedTerms(texts: readonly (readonly string[])[]): StoredTerms {
  const numbers = new TermNumbers();
  const all = texts.map((words) => countTerms(words));
  const entries = all.flatMap(({ vocabulary, entries: own }) => {
    const known = numbers.open(vocabulary);
    return Array.from(own, (entry) => {
      const number = known[entry >>> 8]!;
      return (number < 0 ? numbers.at(entry >>> 8) : number) * 256 + (entry & 255);
    });
  });
  return {
    vocabulary: [...numbers.terms],
    entries: Uint32Array.from(entries),
    distinct: all.map(({ to }) => to),
    lengths: all.map(({ length }) => length),
  };
}
