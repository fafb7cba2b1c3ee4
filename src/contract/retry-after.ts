/** A wait that is asked for may be a mistake, or a date under another clock; longer than this nobody waits. */
const LONGEST_MS = 86_400_000;

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date; null when there is none that can be read. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const value = header?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return value === '' || Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), LONGEST_MS);
}
