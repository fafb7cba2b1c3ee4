import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ModelError } from './errors.ts';
import { pause } from './pause.ts';

const STEP_BYTES = 4 * 1024 * 1024;

/** What a file must be, to the byte. */
export interface PinnedBytes {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** SHA-256 in hex, computed a few megabytes at a time so that the thread stays free. */
export async function sha256(bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    hash.update(bytes.subarray(at, at + STEP_BYTES));
    await pause(signal);
  }
  return hash.digest('hex');
}

/** SHA-256 in hex of a file, streamed. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: STEP_BYTES });
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Asserts that bytes are the pinned ones.
 *
 * @throws ModelError `model.hash_mismatch`
 */
export async function assertPinned(bytes: Uint8Array, pinned: PinnedBytes, what: string, signal?: AbortSignal): Promise<void> {
  if (bytes.length !== pinned.bytes) throw new ModelError('model.hash_mismatch', `${what} has ${bytes.length} bytes where ${pinned.bytes} were expected.`);
  const actual = await sha256(bytes, signal);
  if (actual !== pinned.sha256) throw new ModelError('model.hash_mismatch', `${what} has sha256 ${actual} where ${pinned.sha256} was expected.`);
}
