import { describe, expect, it } from 'vitest';
import { functionWords } from '../../../worker/search/language/stop-words.ts';

const latin = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

describe('the language of a text', () => {
  it.each([
    ['What did I tell you about my sister?', 'english'],
    ['I was in the garden', 'english'],
    ['Wie heißt meine Schwester?', 'other'],
    ['Où habite ma sœur depuis cette année ?', 'other'],
    ['¿Cómo se llama mi hermana?', 'other'],
    ['Dove vive adesso la mia famiglia?', 'other'],
    ['Onde mora a minha irmã?', 'other'],
    ['Waar woont mijn zus nu?', 'other'],
    ['Var bor min syster nu?', 'other'],
    ['Hvor bor min søster?', 'other'],
    ['piano lessons Henrietta', 'unknown'],
    ['Kedim bugün bahçede uyuyor', 'unknown'],
    ['', 'unknown'],
  ])('%j reads as %s', (text, language) => expect(functionWords(latin(text)).language).toBe(language));

  it('decides which words only hold the text together', () => {
    const german = functionWords(latin('Die Katze schläft auf dem Sofa'));
    expect(['die', 'auf', 'the', 'katze'].map((word) => german.has(word))).toEqual([true, true, false, false]);
    const english = functionWords(latin('The cat was on the sofa'));
    expect(['the', 'die', 'auf'].map((word) => english.has(word))).toEqual([true, false, false]);
  });

  it('does not matter to Russian, which shares no word with the others', () => {
    expect(functionWords([]).has('что')).toBe(true);
    expect(functionWords(latin('What is the name')).has('что')).toBe(true);
  });
});
