type Child = Node | string | null;
type Value = string | number | boolean | undefined;

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

/** Makes an element. Text goes in as text, whatever it holds; `true` is an attribute without a value, `false` and undefined are none. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The same, with custom properties; its attributes are those that are named here. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const { vars = {}, ...plain } = attributes;
  const made = el(tag, plain, ...children);
  // set on the object, because the page's policy refuses a style attribute
  for (const [name, value] of Object.entries(vars)) made.style.setProperty(`--${name}`, value);
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

/** A button that does `action`. Looks: `primary`, `quiet`, `danger`, `small`, in any number. */
export function press(text: string, looks: string, action: () => void): HTMLButtonElement {
  const classes = [
    'button',
    ...looks
      .split(' ')
      .filter(Boolean)
      .map((look) => `button--${look}`),
  ].join(' ');
  return button(text, action, classes);
}

/** A name and what it is, as a row of a `<dl>`. */
export function pair(name: string, ...value: readonly Child[]): HTMLElement {
  return el('div', { class: 'pair' }, el('dt', {}, name), el('dd', {}, ...value));
}
