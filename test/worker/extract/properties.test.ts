import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Extractor } from '../../../worker/extract/extractor.ts';
import { extractFacts } from '../../../worker/extract/grammar.ts';
import { slug } from '../../../worker/extract/slug.ts';
import { facts } from './said.ts';

const HEADS = [
  'I live in ',
  'my name is ',
  "I'm ",
  'I love ',
  "I don't like ",
  'I prefer ',
  'my favorite ',
  ' is ',
  'I work at ',
  "I'm allergic to ",
  'my wife ',
  'I have a ',
  'I moved to ',
  ' any more',
  ' and ',
  ', ',
  '. ',
  '\n',
  '"',
  "'",
  '## ',
  '?',
  'चाय',
  'Zoë',
  'I speak ',
  'my email is ',
  'I own a ',
  'my daughter ',
  ' is allergic to ',
  'she’s ',
  'no wait, ',
  'I take ',
  ' every morning',
  'I used to ',
  'please always ',
  'I have ',
  ' years old',
  'I stopped ',
  'we ',
  'I’m training for ',
];
const anything = fc.string({ unit: 'binary', maxLength: 300 });
const almost = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...HEADS) }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) }), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

const objects = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), fc.stringMatching(/^[\p{L} ,.'&#-]{1,80}$/u));
const stated = fc.tuple(fc.constantFrom(...HEADS), objects).map(([begin, object]) => begin + object);

describe('every fact of any text', () => {
  it('is one sentence under a well-formed key, once a key, and the same each time', () => {
    fc.assert(
      fc.property(fc.oneof(anything, almost, stated), (said) => {
        const found = facts(said);
        expect(facts(said)).toEqual(found);
        expect(new Set(found.map((fact) => fact.matchKey)).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(64);
        for (const { matchKey, text } of found) {
          expect(matchKey).toMatch(/^[a-z0-9]+(\.[a-z0-9-]+)+$/u);
          expect(text).toMatch(/^User\b[^\p{C}\u2028\u2029]{1,195}\.$/u);
          expect(text).not.toMatch(/##|<\||```|^\s|\s{2}/u);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('keeps apart what is written in a script without Latin letters', () => {
    const keys = ['I like चाय.', 'I like कॉफ़ी.'].map((said) => facts(said).at(-1)?.matchKey);
    expect(keys[0]).toMatch(/^user\.likes\.[a-z0-9-]+$/u);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('has a slug without accents, articles or case', () => {
    expect([slug('The Café'), slug("Ben & Jerry's"), slug('favourite colour')]).toEqual(['cafe', 'ben-jerrys', 'favourite-color']);
  });
});

const FULL = 20_000;
const ORDINARY = 'We went to the market today, and the weather was lovely. I bought apples! '.repeat(400).slice(0, FULL);
const HOSTILE: Readonly<Record<string, string>> = {
  'one long word': 'a'.repeat(FULL),
  'one head again and again': 'I live in '.repeat(2000),
  'heads that might run on': 'i am '.repeat(4000),
  'names without end': `I am ${'Aa '.repeat(6000)}`,
  'joined heads': 'and i '.repeat(3400),
  'unfinished favourites': 'my favorite '.repeat(1700),
  'reversed favourites': 'a is my favorite b '.repeat(1100),
  'somebody again and again': 'my daughter is and she is '.repeat(770),
  'corrections without end': 'no wait, sorry, i mean '.repeat(860),
  'habits without end': 'i go every day '.repeat(1330),
  'fillers without end': 'um, you know, '.repeat(1420),
  'requests without end': 'please always use '.repeat(1110),
  'takings back without end': 'i used to be i stopped '.repeat(860),
  'end marks': `${'.'.repeat(FULL - 1)}x`,
  'double quotes': '"'.repeat(FULL),
  'single quotes': " 'a".repeat(6600),
  commas: ', a a'.repeat(4000),
  blanks: `${' '.repeat(FULL - 1)}x`,
  'combining marks': `a${'\u0301'.repeat(FULL - 1)}`,
  'characters that normalise to many': '\ufdfa'.repeat(FULL),
};

const fastest = (said: string): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const start = performance.now();
      facts(said);
      return performance.now() - start;
    }),
  );

describe('the work on a turn', () => {
  it.each(Object.entries(HOSTILE))('stays near that of ordinary text of the same length for %s', (_, said) => {
    const ordinary = fastest(ORDINARY);
    expect(fastest(said)).toBeLessThan(40 * Math.max(ordinary, 1));
  });

  it('ends after 20,000 characters, at a whole sentence', () => {
    const filler = 'It rained. '.repeat(1818);
    expect(facts(`${filler}I live in Delhi.`)).toEqual([]);
    expect(facts(`I live in Delhi. ${filler.repeat(50)}`)).toHaveLength(1);
  });

  it('ends after 64 facts', () => {
    const many = Array.from({ length: 200 }, (_, i) => `I speak my mind. I own a boat${i}.`).join(' ');
    expect(facts(many)).toHaveLength(64);
  });
});

describe('the grammar', () => {
  it('is an extractor that answers at once', () => {
    const extractor: Extractor = extractFacts;
    expect(Array.isArray(extractor({ userText: '', at: '' }))).toBe(true);
  });
});
