import { element } from '../view/dom.ts';

/** The view that is left, if there is one, and the one that is shown now. */
export type OnView = (shown: string, left: string | undefined) => void;

/** Where one comes in. */
const HOME = 'talk';

/** Shows the view that the address names: links, history and a reload all lead there. Each view is a section `#view-<name>`. */
export function startRouter(names: readonly string[], onView: OnView): void {
  const links = document.querySelectorAll<HTMLAnchorElement>('.views a');
  const title = document.title;
  let current: string | undefined;

  const show = (name: string): void => {
    const left = current;
    if (left === name) return;
    current = name;
    for (const each of names) element(`view-${each}`).hidden = each !== name;
    for (const link of links) {
      if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    const heading = element(`title-${name}`);
    document.title = name === HOME ? title : `${heading.textContent} · memoair-web`;
    document.body.dataset['view'] = name;
    // on the first visit focus stays where the browser put it
    if (left !== undefined) {
      scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    }
    onView(name, left);
  };

  const named = (): string | undefined => {
    const name = location.hash.slice(1);
    return name === '' ? HOME : names.find((each) => each === name);
  };

  // no step of the history: going back would lead to where one is
  element('skip').addEventListener('click', (event) => {
    event.preventDefault();
    element('main').focus();
  });
  addEventListener('hashchange', () => {
    // an address that names no view changes nothing
    const name = named();
    if (name !== undefined) show(name);
  });
  show(named() ?? HOME);
}
