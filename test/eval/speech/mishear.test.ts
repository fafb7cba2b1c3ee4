import { describe, expect, it } from 'vitest';
import { mishear } from './mishear.ts';
import { soundDistance, soundOf } from './sound.ts';
import { Vocabulary } from './vocabulary.ts';
import { wordErrors } from './word-errors.ts';

const TALK = [
  "I took the late train to Delhi, and the rain didn't stop the whole day.",
  'We went to right the boat; the knight was cold and the light was gone.',
  'My note book is in the book case, the notebook of my sister is not.',
  'She said that the weather in June is better than the wetter days of the winter.',
];
const vocabulary = new Vocabulary([...TALK, ...TALK]);
const hear = (text: string, rate: number, seed = 'a'): string => mishear(text, { rate, vocabulary, seed });

describe('what a recogniser writes', () => {
  it('has no case and no punctuation, even when every word is right', () => {
    expect(hear("Hey, Mel! I'm in Delhi — at 7:30.", 0)).toBe("hey mel i'm in delhi at 7 30");
  });

  it('is the same for the same seed and text, and another for another', () => {
    expect(hear(TALK[0]!, 0.5)).toBe(hear(TALK[0]!, 0.5));
    expect(new Set(['a', 'b', 'c', 'd'].map((seed) => hear(TALK.join(' '), 0.5, seed))).size).toBe(4);
  });

  it('goes wrong in more words the higher the rate', () => {
    const errors = [0, 0.1, 0.3, 0.6].map((rate) => {
      const seeds = Array.from({ length: 40 }, (_, i) => `${i}`);
      return wordErrors(
        seeds.map(() => TALK.join(' ')),
        seeds.map((seed) => hear(TALK.join(' '), rate, seed)),
      );
    });
    expect(errors[0]).toBe(0);
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    [0.1, 0.3, 0.6].forEach((rate, i) => expect(Math.abs(errors[i + 1]! - rate)).toBeLessThan(0.1));
  });

  it('is a word that sounds alike where there is one', () => {
    expect(soundOf('knight')).toBe(soundOf('night'));
    expect(soundDistance(soundOf('weather'), soundOf('wetter'))).toBeLessThan(soundDistance(soundOf('weather'), soundOf('winter')));
    expect(vocabulary.alike('wright')).toContain('right');
  });
});

describe('the share of words that are wrong', () => {
  it('counts what is substituted, lost and added, over what was said', () => {
    expect(wordErrors(['a b c d'], ['a x c'])).toBe(0.5);
    expect(wordErrors(['Tea, please!', 'one two'], ['tea please', 'one two three'])).toBe(0.25);
  });
});
