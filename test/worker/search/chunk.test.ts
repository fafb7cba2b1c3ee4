import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from '../../../worker/search/chunk.ts';

const text = fc
  .array(fc.oneof(fc.constantFrom(' ', '\n\n', '\n', '. ', '! ', '。', 'word', '🙂', '𐌰', '\u00a0', '."'), fc.string({ unit: 'grapheme', maxLength: 8 })), {
    maxLength: 80,
  })
  .map((parts) => parts.join(''));
const solid = (said: string): string => said.replace(/\s+/g, '');

describe('the pieces of a text', () => {
  it('are no longer than asked, trimmed, well-formed, and lose nothing but white space', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 60 }), (said, max) => {
        const pieces = splitText(said, max);
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(max);
          expect(piece).toBe(piece.trim());
          expect(piece).not.toBe('');
          expect(piece.isWellFormed()).toBe(true);
        }
        expect(solid(pieces.join(''))).toBe(solid(said));
      }),
      { numRuns: 800 },
    );
  });

  it('is the text itself when it is short enough', () => {
    expect(splitText('  One. Two.\n\nThree.  ', 40)).toEqual(['One. Two.\n\nThree.']);
    expect(splitText(' \n ')).toEqual([]);
  });

  it.each([
    ['at a blank line', 'First part here.\n\nSecond part. And more of it.', 30, ['First part here.', 'Second part. And more of it.']],
    ['else after a sentence', 'First one is here. Second one is here too.', 30, ['First one is here.', 'Second one is here too.']],
    ['with the quote that closes a sentence', 'He said "no way." Then he left us.', 24, ['He said "no way."', 'Then he left us.']],
    ['else between words', 'alpha beta gamma delta', 12, ['alpha beta', 'gamma delta']],
    ['after a full stop without a blank in Chinese', '今天天气很好。我们去公园吧朋友', 10, ['今天天气很好。', '我们去公园吧朋友']],
    ['else between characters', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['never inside a surrogate pair', '🙂🙂🙂', 3, ['🙂', '🙂', '🙂']],
  ])('end %s', (_, said, max, wanted) => expect(splitText(said, max)).toEqual(wanted));

  it('do not cut off a sliver at the start', () => {
    expect(splitText(`Hi. ${'word '.repeat(20)}`, 40)[0]!.length).toBeGreaterThan(10);
  });

  it('are found about as fast in a text of full stops alone as in ordinary text', () => {
    const fastest = (said: string): number =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const start = performance.now();
          splitText(said);
          return performance.now() - start;
        }),
      );
    const length = 300_000;
    const ordinary = fastest('The weather was lovely today. '.repeat(length / 30));
    expect(fastest('.'.repeat(length))).toBeLessThan(30 * Math.max(1, ordinary));
  });
});
