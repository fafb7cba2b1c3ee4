import { stopwords } from '@orama/stopwords/english';
import * as fc from 'fast-check';
import { stemmer } from 'stemmer';
import { describe, expect, it } from 'vitest';
import { contentWords, latinShare, terms, words } from '../../../worker/search/tokens.ts';

/** The recipe that was measured, written a second time: words, pairs of unspaced scripts, no stop words, stemmed. */
function measured(text: string): string[] {
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const stop = new Set([...stopwords, 'did', 'does']);
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]s\b/g, '');
  const found: string[] = [];
  for (const word of plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    let run: string[] = [];
    let pairs = false;
    const flush = (): void => {
      if (run.length === 1 || (!pairs && run.length > 0)) found.push(run.join(''));
      else for (let i = 0; i + 1 < run.length; i++) found.push(run[i]! + run[i + 1]!);
      run = [];
    };
    for (const character of word) {
      if (unspaced.test(character) !== pairs) {
        flush();
        pairs = !pairs;
      }
      run.push(character);
    }
    flush();
  }
  return found.filter((word) => !stop.has(word)).map((word) => stemmer(word));
}

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' ',
        "'s ",
        '’s',
        'the ',
        'did',
        'running',
        'Ponies',
        'Ｆｕｌｌ',
        '東京',
        'の',
        'カタカナ',
        'a東b',
        '한국어',
        'हिन्दी',
        'ﬁ',
        '½',
        '🙂',
        '-',
        '.',
        'İ',
        'ß',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

describe('the terms of a text', () => {
  it('are those of the recipe that was measured, for any text', () => {
    fc.assert(
      fc.property(text, (said) => {
        fc.pre(!/[\p{L}\p{M}\p{N}]{65,}/u.test(said.normalize('NFKC')));
        expect(terms(said)).toEqual(measured(said));
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['full-width letters as plain ones', 'Ｔｏｋｙｏ　ＡＢＣ', ['tokyo', 'abc']],
    ['ligatures taken apart', 'ﬁsh', ['fish']],
    ['without possessives', "Anna's sister’s piano", ['anna', 'sister', 'piano']],
    ['stemmed', 'ponies running happily', ['poni', 'run', 'happili']],
    ['without stop words', 'What did she do with the tea', ['tea']],
    ['with digits', 'Flight 42B at 10:30', ['flight', '42b', '10', '30']],
    ['with accents kept', 'Café Zoë', ['café', 'zoë']],
    ['in Devanagari whole, with their marks', 'हिन्दी चाय', ['हिन्दी', 'चाय']],
  ])('are %s', (_, said, wanted) => expect(terms(said)).toEqual(wanted));

  it.each(['', '   ', '🙂🙂', '?!…', '\ud800'])('are none for %j', (said) => expect(terms(said)).toEqual([]));
});

describe('the words of a text', () => {
  it('in a script without spaces are overlapping pairs, a lone character itself', () => {
    expect(words('東京都 に go東京now 語')).toEqual(['東京', '京都', 'に', 'go', '東京', 'now', '語']);
    expect(words('𠀀𠀁𠀂')).toEqual(['𠀀𠀁', '𠀁𠀂']);
  });

  it('in Hangul are as they are spaced', () => expect(words('한국어 공부')).toEqual(['한국어', '공부']));

  it('are cut at 64 units and never inside a character, wherever the long run stands', () => {
    for (const long of ['a'.repeat(5000), `a${'𐌰'.repeat(3000)}`, `${'a'.repeat(5000)}東`, `東${'a'.repeat(5000)}`]) {
      for (const word of words(long)) {
        expect(word.length).toBeLessThanOrEqual(64);
        expect(word.isWellFormed()).toBe(true);
      }
    }
    expect(words(`a${'𐌰'.repeat(3000)}`)[0]).toHaveLength(63);
  });

  it('that carry meaning are longer than two letters and not stemmed', () => {
    expect(contentWords('We go running in the Alps')).toEqual(['running', 'alps']);
  });
});

describe('the share of Latin letters', () => {
  it.each([
    ['tea', 1],
    ['', 1],
    ['42 🙂', 1],
    ['चाय', 0],
    ['ab東京', 0.5],
    ['Ⅷ東京', 0],
  ])('of %j is %d', (said, share) => expect(latinShare(said)).toBe(share));

  it('is between 0 and 1 for any text', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: fc.constantFrom('Ⅷ', 'a', '東', 'ª', 'ﬁ') })), (said) => {
        expect(latinShare(said)).toBeGreaterThanOrEqual(0);
        expect(latinShare(said)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
