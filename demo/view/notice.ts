import { ApiError } from '../call.ts';
import { element } from './dom.ts';

/** Says what went wrong, until something works again. */
export function showNotice(what: string): void {
  const notice = element('notice');
  notice.textContent = what;
  notice.hidden = false;
}

export function clearNotice(): void {
  element('notice').hidden = true;
}

/** An error in words for whoever looks at the page. */
export function wordsFor(thrown: unknown): string {
  if (thrown instanceof ApiError) return `${thrown.message} (${thrown.code})`;
  return thrown instanceof Error ? thrown.message : 'Something went wrong.';
}
