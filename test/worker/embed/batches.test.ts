import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batches, type WaitingText } from '../../../worker/embed/batches.ts';

const text = (length: number, signal?: AbortSignal): WaitingText & { readonly rejected: unknown[] } => {
  const rejected: unknown[] = [];
  return { ids: Array.from({ length }, () => 1), signal, resolve: () => undefined, reject: (reason) => rejected.push(reason), rejected };
};
const lengths = (batch: readonly WaitingText[]): number[] => batch.map(({ ids }) => ids.length);

function batches(...waiting: readonly WaitingText[]): Batches {
  const made = new Batches();
  waiting.forEach((each) => made.add(each));
  return made;
}

describe('a batch', () => {
  it('holds the text that waited longest and others of about its length', () => {
    expect(lengths(batches(text(12), text(60), text(13), text(11), text(300)).take(false))).toEqual([12, 13, 11]);
  });

  it('is a single text where the model wants each alone', () => {
    expect(lengths(batches(text(8), text(8)).take(true))).toEqual([8]);
  });

  it('leaves out what was cancelled, and rejects it', () => {
    const over = text(8, AbortSignal.abort(new Error('enough')));
    expect(lengths(batches(over, text(9)).take(false))).toEqual([9]);
    expect(over.rejected).toEqual([new Error('enough')]);
    expect(batches(text(8, AbortSignal.abort())).take(false)).toEqual([]);
  });

  it('is no more than about one document of 64 tokens with its padding, unless a single text is longer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 256 }), { minLength: 1, maxLength: 40 }), (all) => {
        const waiting = batches(...all.map((length) => text(length)));
        const taken: number[] = [];
        while (waiting.size > 0) {
          const batch = lengths(waiting.take(false));
          const padded = Math.max(...batch) * batch.length;
          expect(batch.length === 1 || padded <= 64).toBe(true);
          expect(batch.reduce((sum, length) => sum + length, 0)).toBeGreaterThanOrEqual(padded * 0.8);
          taken.push(...batch);
        }
        expect(taken.toSorted((a, b) => a - b)).toEqual(all.toSorted((a, b) => a - b));
      }),
    );
  });

  it('grows where passes are quick, and never shrinks under 64 tokens where they are slow', () => {
    const many = Array.from({ length: 100 }, () => text(16));
    const quick = batches(...many);
    for (let n = 0; n < 20; n++) quick.passed([text(64)], 4);
    expect(quick.take(false).length).toBeGreaterThan(20);
    const slow = batches(...many);
    for (let n = 0; n < 20; n++) slow.passed([text(64)], 4_000);
    expect(slow.take(false)).toHaveLength(4);
  });
});
