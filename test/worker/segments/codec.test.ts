import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTerms, type CountedTerms } from '../../../worker/search/lexical/counted-terms.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { decodeSegment, encodeSegment } from '../../../worker/segments/codec.ts';
import { DamagedSegmentError, type Segment } from '../../../worker/segments/segment.ts';
import { randomVector } from '../search/vector-cases.ts';

const term = fc.oneof(fc.constantFrom('tea', 'train', '東京', 'हिन्दी', 'zoë'), fc.stringMatching(/^[a-z0-9]{1,12}$/));
const segment: fc.Arbitrary<Segment> = fc
  .record({
    dimension: fc.integer({ min: 1, max: 70 }),
    stamped: fc.boolean(),
    passages: fc.array(
      fc.record({ id: fc.string({ unit: 'binary', maxLength: 12 }), text: fc.array(term, { maxLength: 20 }), label: fc.array(term, { maxLength: 3 }) }),
      { maxLength: 12 },
    ),
    seed: fc.nat(),
  })
  .map(({ dimension, stamped, passages, seed }) => ({
    stamp: stamped ? 'minilm:1:2:384' : null,
    dimension: stamped ? dimension : 0,
    passages: passages.map(({ id, text, label }, i) => {
      const { scale, data } = quantize(randomVector(dimension, seed + i));
      return {
        // a lone surrogate is no text, and UTF-8 cannot hold it
        id: id.toWellFormed(),
        textHash: `h${i}`,
        counted: { text: countTerms(text), label: countTerms(label) },
        vector: stamped ? { scale: Math.fround(scale), data } : null,
      };
    }),
  }));

/** With every term by its name: segments keep them by numbers of their own. */
function spelled({ stamp, dimension, passages }: Segment): unknown {
  const terms = ({ vocabulary, entries, from, to, length }: CountedTerms): unknown => [
    Array.from(entries)
      .slice(from, to)
      .map((entry) => [vocabulary[entry >>> 8], entry & 255]),
    length,
  ];
  const all = passages.map(({ id, textHash, counted, vector }) => ({ id, textHash, vector, counted: counted && [terms(counted.text), terms(counted.label)] }));
  return { stamp, dimension, passages: all };
}

describe('a segment', () => {
  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(segment, (made) => {
        expect(spelled(decodeSegment(encodeSegment(made)))).toEqual(spelled(made));
      }),
      { numRuns: 300 },
    );
  });

  it('comes back from bytes that lie anywhere in a larger buffer', () => {
    const [made] = fc.sample(segment, { numRuns: 1, seed: 5 });
    const bytes = encodeSegment(made!);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(spelled(decodeSegment(larger.subarray(3)))).toEqual(spelled(made!));
  });

  it('that is cut off anywhere, or has one bit altered, is told to be damaged', () => {
    fc.assert(
      fc.property(segment, fc.nat(), fc.nat(7), (made, place, bit) => {
        const bytes = encodeSegment(made);
        expect(() => decodeSegment(bytes.slice(0, place % bytes.length))).toThrow(DamagedSegmentError);
        const altered = bytes.slice();
        altered[place % bytes.length]! ^= 1 << bit;
        expect(() => decodeSegment(altered)).toThrow(DamagedSegmentError);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['zeros', new Uint8Array(64)],
    ['what is no bytes at all', 'text' as unknown as Uint8Array],
  ])('of %s is told to be damaged', (_, bytes) => expect(() => decodeSegment(bytes)).toThrow(DamagedSegmentError));

  it('whose terms were cut by another version keeps its vectors, and stays readable when it is written again', () => {
    const [made] = fc.sample(
      segment.filter(({ stamp, passages }) => stamp !== null && passages.length > 2),
      { numRuns: 1, seed: 7 },
    );
    const without = { ...made!, passages: made!.passages.map((each) => ({ ...each, counted: null })) };
    expect(spelled(decodeSegment(encodeSegment(without)))).toEqual(spelled(without));
  });

  it('comes back from a pooled buffer that starts anywhere', () => {
    const [made] = fc.sample(segment, { numRuns: 1, seed: 6 });
    const bytes = encodeSegment(made!);
    // whose slice is a view at the same place, as that of Node's Buffer is
    class Pooled extends Uint8Array {
      override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> {
        return this.subarray(from, to);
      }
    }
    const pool = new Pooled(bytes.length + 1);
    pool.set(bytes, 1);
    expect(spelled(decodeSegment(new Pooled(pool.buffer, 1, bytes.length)))).toEqual(spelled(made!));
  });

  it('takes no vector of another dimension', () => {
    const passages = [{ id: 'p', textHash: 'h', counted: { text: countTerms(['tea']), label: countTerms([]) }, vector: quantize(randomVector(8, 1)) }];
    expect(() => encodeSegment({ stamp: 's', dimension: 16, passages })).toThrow(RangeError);
  });
});
