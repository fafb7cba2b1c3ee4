import { ApiError } from '../call.ts';

const numbers = new Intl.NumberFormat('en');
const moments = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `12,400 turns`, `1 turn`. */
export function many(count: number, one: string, more: string = `${one}s`): string {
  return `${numbers.format(count)} ${count === 1 ? one : more}`;
}

export function number(count: number): string {
  return numbers.format(count);
}

/** `22 Nov 2026, 11:28`; what is no date as it is. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : moments.format(date);
}

/** `740 B`, `12 kB`, `91.2 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** What went wrong, for whoever looks at the page. */
export function wordsOf(thrown: unknown): string {
  if (thrown instanceof ApiError) return thrown.message;
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : 'Something went wrong. Reload the page, and try again.';
}
