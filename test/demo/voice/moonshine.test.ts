import { describe, expect, it } from 'vitest';
import { pieces } from '../../../demo/voice/moonshine/pieces.ts';
import { readTokens, textOf } from '../../../demo/voice/moonshine/tokens.ts';

const bytes = (text: string): number[] => [...new TextEncoder().encode(text)];
const record = (token: readonly number[]): number[] =>
  token.length < 128 ? [token.length, ...token] : [128 + (token.length % 128), token.length >> 7, ...token];

describe('the tokens of the model', () => {
  it('are read whatever their length', () => {
    const tokens = [bytes('<s>'), [], bytes('\u2581a'), bytes('x'.repeat(300)), bytes('y'.repeat(128))];
    const read = readTokens(Uint8Array.from(tokens.flatMap(record)));
    expect(read.map((token) => [...token])).toEqual(tokens);
  });

  it('are refused when the last of them is cut', () => {
    expect(() => readTokens(Uint8Array.from(record(bytes('word')).slice(0, -1)))).toThrow(RangeError);
    expect(() => readTokens(Uint8Array.of(200))).toThrow(RangeError);
  });

  it('become text: spaces, characters of several bytes, and no marks', () => {
    const [first, second] = bytes('é') as [number, number];
    const tokens = [bytes('<s>'), bytes('\u2581caf'), [first], [second], bytes('\u2581now')].map((token) => Uint8Array.from(token));
    expect(textOf(tokens, [0, 1, 2, 3, 4])).toBe('café now');
  });
});

describe('long speech', () => {
  const RATE = 100;
  const noise = (seconds: number): Float32Array => Float32Array.from({ length: seconds * RATE }, (_, i) => Math.sin(i));

  it('is left whole up to what the model was made for', () => {
    expect(pieces(noise(20), RATE)).toHaveLength(1);
    expect(pieces(new Float32Array(), RATE)).toHaveLength(1);
  });

  it('is cut where it is quietest, and nothing of it is lost', () => {
    const speech = noise(50);
    speech.fill(0, 1500, 1530);
    const cut = pieces(speech, RATE);
    expect(cut[0]!.length).toBeGreaterThan(1500);
    expect(cut[0]!.length).toBeLessThan(1530);
    expect(cut.every(({ length }) => length <= 20 * RATE)).toBe(true);
    expect(Float32Array.from(cut.flatMap((piece) => [...piece]))).toEqual(speech);
  });
});
