import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64, isBase64 } from '../../../src/voice/audio/base64.ts';
import { floatToPcm16, pcm16Bytes, pcm16Samples, pcm16ToFloat } from '../../../src/voice/audio/pcm16.ts';

const pcm = fc.int16Array({ maxLength: 300 });
const bytes = fc.uint8Array({ maxLength: 300 });

describe('PCM16', () => {
  it('comes back from floats and from bytes as it was', () => {
    fc.assert(
      fc.property(pcm, (samples) => {
        expect(floatToPcm16(pcm16ToFloat(samples))).toEqual(samples);
        expect(pcm16Samples(pcm16Bytes(samples))).toEqual(samples);
      }),
    );
  });

  it('is at most half a step from the float, within -1 and 1', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength: 100 }), (samples) => {
        const back = pcm16ToFloat(floatToPcm16(samples));
        // the loudest positive sample has no integer of its own
        for (const [at, sample] of samples.entries())
          expect(Math.abs(back[at]! - sample)).toBeLessThanOrEqual(sample > 32_767 / 32_768 ? 1 / 32_768 : 0.5 / 32_768);
      }),
    );
  });

  it('cuts off what is too loud, and takes what is no number for silence', () => {
    const samples = Float32Array.of(2, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0);
    expect([...floatToPcm16(samples)]).toEqual([32_767, -32_768, 32_767, -32_768, 0, 0]);
  });

  it('is little-endian, and read from anywhere in a buffer', () => {
    expect([...pcm16Bytes(Int16Array.of(1, -2))]).toEqual([1, 0, 254, 255]);
    expect([...pcm16Samples(Uint8Array.of(9, 1, 0, 254, 255).subarray(1))]).toEqual([1, -2]);
  });

  it('refuses half a sample', () => {
    expect(() => pcm16Samples(Uint8Array.of(1, 2, 3))).toThrow(RangeError);
  });
});

describe('base64', () => {
  it('comes back as it was, of any length', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const text = bytesToBase64(given);
        expect(text).toBe(Buffer.from(given).toString('base64'));
        expect(base64ToBytes(text)).toEqual(given);
      }),
    );
  });

  it('takes pieces bigger than the call stack', () => {
    const big = Uint8Array.from({ length: 1_000_003 }, (_, at) => at * 7);
    expect(Buffer.compare(base64ToBytes(bytesToBase64(big)), big)).toBe(0);
  });

  it('refuses what is not base64, without repeating it', () => {
    for (const text of ['A', 'AAA', 'AA=A', 'AAAA=', '====', 'AAA!', 'AA AA', 'AAAA\n', 'ÄÄÄÄ']) {
      expect(isBase64(text), text).toBe(false);
      expect(() => base64ToBytes(text)).toThrow(/^This is not base64/);
    }
    expect(isBase64('')).toBe(true);
  });
});
