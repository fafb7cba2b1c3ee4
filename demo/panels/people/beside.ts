import { el, press } from '../../view/dom.ts';
import { addressOf } from './known-people.ts';

/** The page once more, in a frame beside itself. */
export interface Beside {
  readonly view: HTMLElement;
  /** `same`: another tab of the person of this page. */
  open(person: string, same: boolean): void;
}

export function createBeside(announce: (text: string) => void): Beside {
  const title = el('h2', { id: 'people-beside', tabindex: -1 }, 'Beside it');
  const place = el('div', { class: 'people-frame' });
  const nobody = el('p', { class: 'empty' }, 'Nobody yet. Open somebody beside this page, or a second tab of yourself.');
  // a page in a frame goes on until it is taken away: a runtime, its model and its workers
  const close = press('Close', 'quiet small', () => {
    place.replaceChildren(nobody);
    title.textContent = 'Beside it';
    close.hidden = true;
    title.focus();
  });
  close.hidden = true;
  place.append(nobody);
  return {
    view: el('section', { class: 'card people-side', 'aria-labelledby': 'people-beside' }, el('div', { class: 'people-side-head' }, title, close), place),
    open: (person, same) => {
      const who = same ? `a second tab of ${person === '' ? 'you' : person}` : person === '' ? 'the owner of this browser' : person;
      title.textContent = `Beside it: ${who}`;
      place.replaceChildren(el('iframe', { src: addressOf(person, { embedded: true }), title: `The page as ${who}` }));
      close.hidden = false;
      title.focus();
      announce(`Opened beside: ${who}.`);
    },
  };
}
