import { describe, expect, it } from 'vitest';
import { SpokenText, wholeWords } from '../../../src/voice/memory/spoken-text.ts';

const WORDS = ['I ', 'remember ', 'that ', 'extraordinarily ', 'big ', 'dog ', 'of ', 'yours ', 'quite ', 'well.'];

/** Words of 300 ms each; `ahead` says by how many words the text runs ahead of its audio. */
function spoken(ahead: number): SpokenText {
  const text = new SpokenText();
  for (let i = 0; i < WORDS.length + ahead; i++) {
    if (i < WORDS.length) text.words(WORDS[i]!);
    if (i >= ahead) text.audioMs += 300;
  }
  text.whole = true;
  return text;
}

const count = (text: string): number => (text === '' ? 0 : text.split(' ').length);

describe('the words that were spoken by a time', () => {
  it('are those of the audio when words and audio come in turns, to a word', () => {
    const text = spoken(0);
    for (let words = 0; words <= WORDS.length; words++) expect(Math.abs(count(text.until(words * 300)) - words), `after ${words}`).toBeLessThanOrEqual(1);
    expect(text.until(3 * 300)).toBe('I remember that');
  });

  it('are about those of the audio when all words came before it', () => {
    const text = spoken(WORDS.length);
    for (let words = 0; words <= WORDS.length; words++) expect(Math.abs(count(text.until(words * 300)) - words), `after ${words}`).toBeLessThanOrEqual(2);
  });

  it('grow with the time, whatever came when', () => {
    for (const ahead of [0, 1, 3, 7, 10]) {
      const text = spoken(ahead);
      let before = '';
      for (let ms = 0; ms <= 3_200; ms += 50) {
        const heard = text.until(ms);
        expect(heard.startsWith(before), `${ahead} ahead, ${ms} ms`).toBe(true);
        before = heard;
      }
      expect(before).toBe(text.text);
      expect(text.until(0)).toBe('');
    }
  });

  it('follow from how fast one speaks where there is no audio to measure', () => {
    const text = new SpokenText();
    text.words('Twelve chars and then some more of them.');
    expect(text.until(1_000, 12)).toBe('Twelve chars');
    expect(text.until(60_000)).toBe(text.text);
    for (const ms of [-1, 0, 1]) expect(new SpokenText().until(ms)).toBe('');
  });
});

describe('a cut', () => {
  it('leaves no half of a word', () => {
    expect(wholeWords('Hello there', 8)).toBe('Hello');
    expect(wholeWords('Hello there', 5)).toBe('Hello');
    expect(wholeWords('Hello there', 11)).toBe('Hello there');
    expect(wholeWords("It isn't so", 6)).toBe('It');
    expect(wholeWords('Hello', 2)).toBe('');
  });

  it('goes between any two characters where words have no spaces', () => {
    expect(wholeWords('今日は天気がいい', 3)).toBe('今日は');
    expect(wholeWords('สวัสดีครับ', 4)).toBe('สวัส');
  });

  it('does not break a character', () => {
    expect(wholeWords('Well 😀 then', 6)).toBe('Well');
  });
});
