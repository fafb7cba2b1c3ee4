import { el, pair } from '../../view/dom.ts';

/** A titled list of names and values that changes in place. */
export interface Card {
  readonly view: HTMLElement;
  /** Rows as they are now; a value that is empty has none. */
  rows(now: readonly (readonly [name: string, value: string])[]): void;
}

export function createCard(title: string, ...below: readonly Node[]): Card {
  const list = el('dl', { class: 'pairs' });
  const id = `device-${title.toLowerCase().replaceAll(' ', '-')}`;
  let shown = '';
  return {
    view: el('section', { class: 'card', 'aria-labelledby': id }, el('h2', { id }, title), list, ...below),
    rows: (now) => {
      // untouched while nothing changes: somebody may be selecting it
      const next = JSON.stringify(now);
      if (next === shown) return;
      shown = next;
      list.replaceChildren(...now.filter(([, value]) => value !== '').map(([name, value]) => pair(name, value)));
    },
  };
}
