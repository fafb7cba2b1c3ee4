import { element } from '../view/dom.ts';

/** Tells a person who listens instead of looking. The same words said twice are told twice. */
export function announce(text: string): void {
  const announcer = element('announcer');
  announcer.textContent = announcer.textContent === text ? `${text}\u00A0` : text;
}
