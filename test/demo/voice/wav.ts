import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Of all sounds here: 16 kHz, mono, 16 bits, and a header of 44 bytes. They were made with espeak-ng. */
const RATE = 16_000;
const HEADER = 44;

/** A line that somebody says, and its sound. */
export interface Line {
  readonly words: string;
  readonly wav: string;
}

const line = (name: string, words: string): Line => ({ words, wav: resolve('test/demo/voice', `${name}.wav`) });

export const HOME: Line = line('home', 'I live in Lisbon.');
export const WHERE: Line = line('where', 'Where do I live?');

/** A sound as base64, which a page can decode. */
export const soundOf = async ({ wav }: Line): Promise<string> => (await readFile(wav)).toString('base64');

/** Writes a file for the microphone: lines, and seconds of silence between them. */
export async function writeRecording(path: string, parts: readonly (Line | number)[]): Promise<void> {
  const samples = await Promise.all(
    parts.map(async (part) => (typeof part === 'number' ? Buffer.alloc(Math.round(part * RATE) * 2) : (await readFile(part.wav)).subarray(HEADER))),
  );
  const bytes = samples.reduce((sum, { length }) => sum + length, 0);
  const header = (await readFile(HOME.wav)).subarray(0, HEADER);
  header.writeUInt32LE(bytes + HEADER - 8, 4);
  header.writeUInt32LE(bytes, HEADER - 4);
  await writeFile(path, Buffer.concat([header, ...samples]));
}
