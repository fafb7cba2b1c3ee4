import { field, type JsonObject } from '../client/json.ts';

/** Bytes that play in a millisecond: PCM of 16 bits and 24 kHz, which is what a session has that says nothing. */
export const DEFAULT_BYTES_PER_MS = 48;

/** Bytes of a session's answers that play in a millisecond. */
export function bytesPerMsOf(session: JsonObject): number {
  const format = field(field(field(session, 'audio'), 'output'), 'format') ?? session['output_audio_format'];
  const type = field(format, 'type') ?? format;
  const name = typeof type === 'string' ? type : '';
  if (/ulaw|alaw|pcmu|pcma/.test(name)) return 8;
  const rate = Number(field(format, 'rate') ?? /(\d+)hz/.exec(name)?.[1]);
  return rate > 0 ? (rate * 2) / 1000 : DEFAULT_BYTES_PER_MS;
}

/** Bytes that a text in base64 stands for. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor((text.length * 3) / 4) - padding;
}
