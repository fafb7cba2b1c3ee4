type Child = Node | string;

/** Attributes as in markup; `vars` are CSS custom properties, without their dashes. */
export interface Attributes {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly dir?: string;
  readonly role?: string;
  readonly scope?: string;
  readonly colspan?: string;
  readonly datetime?: string;
  readonly tabindex?: string;
  readonly [aria: `aria-${string}`]: string;
  readonly [data: `data-${string}`]: string;
  readonly vars?: Readonly<Record<string, string>>;
}

/** Makes an element. Text goes in as text, whatever it holds. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const { vars = {}, ...plain } = attributes;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(plain)) made.setAttribute(name, value);
  // set on the object, because the page's policy refuses a style attribute
  for (const [name, value] of Object.entries(vars)) made.style.setProperty(`--${name}`, value);
  made.append(...children);
  return made;
}

/** The element of the page with that id. @throws Error when the page has none */
export function element(id: string): HTMLElement {
  return elementOf(id, HTMLElement);
}

/** The element of that id and class. @throws Error when the page has none */
export function elementOf<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}.`);
}

/** A button that does `action`. */
export function button(text: string, action: () => void, look: string = 'button'): HTMLButtonElement {
  const made = make('button', { class: look }, text);
  made.type = 'button';
  made.addEventListener('click', action);
  return made;
}

/** Text for readers of the screen alone. */
export const spoken = (text: string): HTMLElement => make('span', { class: 'visually-hidden' }, text);
