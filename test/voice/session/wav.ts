import { pcm16Bytes } from '../../../src/voice/audio/pcm16.ts';
import { silence, speech, together } from './audio.ts';

const RATE = 48_000;

/** 48 kHz, mono: what a fake microphone plays again and again. By default a second of speech and a third of silence. */
export function wavFile(samples: Int16Array = together(speech(1000, RATE), silence(300, RATE)), rate: number = RATE): Uint8Array {
  const data = pcm16Bytes(samples);
  const file = new Uint8Array(44 + data.length);
  const view = new DataView(file.buffer);
  const text = (at: number, value: string): void => file.set(new TextEncoder().encode(value), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  text(8, 'WAVEfmt ');
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate * 2],
    [40, data.length],
  ] as const)
    view.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    view.setUint16(at, value, true);
  text(36, 'data');
  file.set(data, 44);
  return file;
}
