import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

const KEY_BYTES = 16;

/**
 * Vectors by text in one file that only grows: a record is the first half of the text's SHA-256 and the numbers. Several
 * processes may add to it at once; what two of them add is there twice and does no harm.
 */
export class VectorFile {
  readonly #path: string;
  readonly #dimension: number;
  readonly #vectors: Map<string, Float32Array>;
  #unwritten: Uint8Array[] = [];
  #writing: Promise<void> = Promise.resolve();

  static async open(path: string, dimension: number): Promise<VectorFile> {
    await mkdir(dirname(path), { recursive: true });
    // a Buffer's own slices would all show the whole file
    const bytes = new Uint8Array(await readFile(path).catch(() => []));
    const size = KEY_BYTES + dimension * Float32Array.BYTES_PER_ELEMENT;
    const whole = bytes.length - (bytes.length % size);
    // the end of a process in the middle of a record would shift all that come after
    if (whole < bytes.length) await truncate(path, whole);
    const vectors = new Map<string, Float32Array>();
    for (let at = 0; at < whole; at += size) {
      const key = Buffer.from(bytes.subarray(at, at + KEY_BYTES)).toString('base64');
      vectors.set(key, new Float32Array(bytes.slice(at + KEY_BYTES, at + size).buffer));
    }
    return new VectorFile(path, dimension, vectors);
  }

  private constructor(path: string, dimension: number, vectors: Map<string, Float32Array>) {
    this.#path = path;
    this.#dimension = dimension;
    this.#vectors = vectors;
  }

  get(text: string): Float32Array | undefined {
    return this.#vectors.get(keyOf(text).toString('base64'));
  }

  /** Keeps it; written to disk soon. */
  add(text: string, vector: Float32Array): void {
    if (vector.length !== this.#dimension) throw new RangeError('A vector of another length does not belong into this file.');
    const key = keyOf(text);
    this.#vectors.set(key.toString('base64'), vector);
    this.#unwritten.push(key, new Uint8Array(new Float32Array(vector).buffer));
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const bytes = Buffer.concat(this.#unwritten);
    this.#unwritten = [];
    if (bytes.length > 0) await appendFile(this.#path, bytes);
  }

  /** Resolves when all is on disk. Rejects when it could not be written. */
  close(): Promise<void> {
    return this.#writing;
  }
}

const keyOf = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, KEY_BYTES);
