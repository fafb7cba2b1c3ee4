import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../src/voice/audio/resampler.ts';

/** Rates that microphones, services and telephones have. */
const PAIRS = [
  [48_000, 24_000],
  [44_100, 24_000],
  [24_000, 48_000],
  [24_000, 44_100],
  [16_000, 24_000],
  [48_000, 16_000],
  [44_100, 16_000],
  [48_000, 8_000],
  [8_000, 24_000],
] as const;

function sine(hertz: number, rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / rate));
}

function whole(from: number, to: number, input: Float32Array): Float32Array {
  return pieces(from, to, [input]);
}

function pieces(from: number, to: number, input: readonly Float32Array[]): Float32Array {
  const resampler = new Resampler(from, to);
  return joined([...input.map((piece) => resampler.push(piece)), resampler.end()]);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Decibels of `output` beside what it should be, without its ends, where the silence around the input counts. */
function noiseDb(output: Float32Array, expected: Float32Array): number {
  let signal = 0;
  let noise = 0;
  for (let at = 500; at < expected.length - 500; at++) {
    signal += expected[at]! ** 2;
    noise += (output[at]! - expected[at]!) ** 2;
  }
  return 10 * Math.log10(noise / signal);
}

function levelDb(output: Float32Array): number {
  const middle = output.slice(500, -500);
  return 10 * Math.log10(middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length / (0.5 ** 2 / 2));
}

describe('resampling', () => {
  it.each(PAIRS)('keeps a tone as it was, in tune and in time: %i Hz to %i Hz', (from, to) => {
    for (const part of [0.01, 0.2, 0.5, 0.8]) {
      const hertz = (Math.min(from, to) / 2) * part;
      const output = whole(from, to, sine(hertz, from, from / 5));
      expect(output.length).toBe(to / 5);
      expect(noiseDb(output, sine(hertz, to, to / 5)), `${hertz} Hz`).toBeLessThan(-75);
    }
  });

  it.each(PAIRS.filter(([from, to]) => from > to))('lets nothing through that the lower rate cannot hold: %i Hz to %i Hz', (from, to) => {
    for (const hertz of [to / 2 + to * 0.01, to * 0.6, from / 2 - 100])
      expect(levelDb(whole(from, to, sine(hertz, from, from / 5))), `${hertz} Hz`).toBeLessThan(-75);
  });

  it('gives the same samples however the input was cut', () => {
    const cut = fc.array(fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength: 700 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), cut, ([from, to], input) => {
        const together = joined(input);
        const output = pieces(from, to, input);
        expect(output).toEqual(whole(from, to, together));
        expect(output.length).toBe(Math.ceil((together.length * to) / from));
      }),
    );
  });

  it('gives a level as it was, whatever the rates', () => {
    const rate = fc.integer({ min: 40, max: 960 }).map((hundreds) => hundreds * 100);
    fc.assert(
      fc.property(rate, rate, (from, to) => {
        const middle = whole(from, to, new Float32Array(3_000).fill(0.25)).slice(0, -1);
        const at = Math.floor(middle.length / 2);
        expect(middle[at]).toBeCloseTo(0.25, 6);
      }),
      { numRuns: 30 },
    );
  });

  it('changes nothing between equal rates, and hands out a copy', () => {
    const resampler = new Resampler(24_000, 24_000);
    const input = Float32Array.of(1, -0.5, 0.25);
    const output = resampler.push(input);
    expect(output).toEqual(input);
    expect(output).not.toBe(input);
    expect(resampler.end().length).toBe(0);
  });

  it('lags behind by no more than the reach of its filter', () => {
    const resampler = new Resampler(48_000, 24_000);
    expect(resampler.push(new Float32Array(4_800)).length).toBeGreaterThanOrEqual(2_400 - 32);
  });

  it('refuses rates that are none', () => {
    for (const rate of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new Resampler(rate, 24_000)).toThrow(RangeError);
      expect(() => new Resampler(24_000, rate)).toThrow(RangeError);
    }
  });
});
