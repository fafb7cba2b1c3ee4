import { RATE } from './scripted-model.ts';

/** So many milliseconds of a tone that is heard as speech. */
export function speech(ms: number, rate: number = RATE): Int16Array<ArrayBuffer> {
  return Int16Array.from({ length: (ms * rate) / 1000 }, (_, at) => Math.round(12_000 * Math.sin((2 * Math.PI * 300 * at) / rate)) || 1);
}

export function silence(ms: number, rate: number = RATE): Int16Array<ArrayBuffer> {
  return new Int16Array((ms * rate) / 1000);
}

export function together(...parts: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}
