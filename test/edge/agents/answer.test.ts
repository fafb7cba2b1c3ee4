import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRateOf } from '../../../src/integrations/cloudflare-agents-audio.ts';
import { SpokenAnswer } from '../../../src/integrations/cloudflare-agents-answer.ts';

/** Hertz: one byte plays a millisecond. */
const RATE = 500;

/** An answer whose sentences are sent at a time and play for a while, in milliseconds. */
function answerOf(...sentences: readonly (readonly [text: string, at: number, ms: number])[]): SpokenAnswer {
  const answer = new SpokenAnswer(RATE);
  for (const [text, at, ms] of sentences) {
    answer.sentence(text).spoken = text;
    if (ms > 0) answer.plays(text, new ArrayBuffer(ms), at);
  }
  return answer;
}

const bytes = (...given: readonly number[]): ArrayBuffer => Uint8Array.from(given).buffer;
const text = (value: string, length = value.length): number[] => [...new TextEncoder().encode(value.padEnd(length, '\0'))];

describe('of an answer, what was heard', () => {
  const lasting = answerOf(['One two three four.', 1_000, 1_000], ['Five six.', 1_100, 500]);

  it.each([
    [999, ''],
    [1_250, 'One'],
    [1_500, 'One two'],
    [2_000, 'One two three four.'],
    [2_300, 'One two three four. Five'],
    [2_500, 'One two three four. Five six.'],
    [9_000, 'One two three four. Five six.'],
  ])('by %i ms is the words that have played', (now, heard) => {
    expect(lasting.heard(now)).toBe(heard);
    expect(lasting.until).toBe(2_500);
  });

  it('waits for a sentence that is made later than the one after it', () => {
    const late = answerOf(['First.', 0, 0], ['Second.', 100, 100]);
    expect(late.heard(5_000)).toBe('');
    late.plays('First.', new ArrayBuffer(100), 5_000);
    expect(late.heard(5_150)).toBe('First.');
    expect(late.heard(5_200)).toBe('First. Second.');
  });

  it('has no sentence that the app kept from the voice', () => {
    const answer = answerOf(['Hello.', 0, 100]);
    answer.sentence('(waves)').spoken = null;
    answer.sentence('Bye.').spoken = 'Good bye.';
    answer.plays('Good bye.', new ArrayBuffer(100), 0);
    expect(answer.heard(1_000)).toBe('Hello. Bye.');
    expect(answer.is('Hello. (waves)\nBye.')).toBe(true);
    expect(answer.is('Hello. Bye.')).toBe(false);
  });

  it('knows sentences that are said twice, and sound that comes in pieces', () => {
    const answer = answerOf(['Yes.', 0, 100], ['Yes.', 0, 100]);
    answer.plays('Yes.', new ArrayBuffer(50), 10);
    expect(answer.until).toBe(250);
    expect(answer.heard(100)).toBe('Yes.');
  });

  it('has whole words of languages without spaces', () => {
    expect(answerOf(['我住在德里。', 0, 600]).heard(400)).toBe('我住在');
  });

  it('only ever grows', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.lorem(), fc.nat(2_000), fc.integer({ min: 1, max: 900 }))), moments, (sentences, times) => {
        const answer = answerOf(...sentences);
        const heard = times.toSorted((a, b) => a - b).map((now) => answer.heard(now));
        for (const [i, earlier] of heard.slice(0, -1).entries()) expect(heard[i + 1]!.startsWith(earlier)).toBe(true);
        expect(answer.heard(answer.until)).toBe(sentences.map(([said]) => said).join(' '));
      }),
    );
  });
});

describe('how long sound plays', () => {
  it.each([
    ['WAV', bytes(...text('RIFF', 28), 0x80, 0xbb, 0, 0, 0, 0), 48_000],
    ['MP3 of MPEG 1', bytes(0xff, 0xfb, 0x90, 0x64), 16_000],
    ['MP3 of MPEG 2', bytes(0xff, 0xf3, 0x64, 0xc4), 6_000],
    ['MP3 behind a tag', bytes(...text('ID3', 6), 0, 0, 0, 2, 0, 0, 0xff, 0xfb, 0x90, 0x64), 16_000],
    ['Opus', bytes(...text('OggS', 40)), null],
    ['raw PCM', bytes(0, 0, 1, 0), 2 * RATE],
    ['raw PCM that begins loud', bytes(0xff, 0xff, 0xff, 0xff), 2 * RATE],
    ['nothing', bytes(), 2 * RATE],
  ])('is read off %s', (_, audio, rate) => {
    expect(byteRateOf(audio, RATE)).toBe(rate);
  });

  it('is taken from the words where the sound does not say it', () => {
    const answer = new SpokenAnswer(RATE);
    answer.sentence('Fifteen letters').spoken = 'Fifteen letters';
    answer.plays('Fifteen letters', bytes(...text('OggS', 40)), 0);
    answer.plays('Fifteen letters', new ArrayBuffer(400), 10);
    expect(answer.until).toBe(1_000);
  });
});
