import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';

/** The file that is sent, and what is said of it. */
export interface Sent {
  readonly file: string;
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A file as it lies there, or as the build compressed it beside for whoever takes Brotli. A file that is newer than its compressed form goes as it is. */
export async function encodingFor(headers: IncomingHttpHeaders, file: string, whole: { readonly size: number; readonly mtimeMs: number }): Promise<Sent> {
  const compressed = await stat(`${file}.br`).catch(() => null);
  if (!compressed || compressed.mtimeMs < whole.mtimeMs) return { file, size: whole.size, headers: {} };
  const takes = /(?:^|,)\s*br\s*(?:,|$)/.test(headers['accept-encoding'] ?? '');
  if (!takes) return { file, size: whole.size, headers: { vary: 'accept-encoding' } };
  return { file: `${file}.br`, size: compressed.size, headers: { vary: 'accept-encoding', 'content-encoding': 'br' } };
}
