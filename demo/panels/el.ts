type Child = Node | string | null;
type Value = string | number | boolean | undefined;

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

/** A button that does `action`. Looks: `primary`, `quiet`, `danger`, `small`, in any number. */
export function press(text: string, looks: string, action: () => void): HTMLButtonElement {
  const classes = [
    'button',
    ...looks
      .split(' ')
      .filter(Boolean)
      .map((look) => `button--${look}`),
  ].join(' ');
  const made = el('button', { type: 'button', class: classes }, text);
  made.addEventListener('click', action);
  return made;
}

/** A name and what it is, as a row of a `<dl>`. */
export function pair(name: string, ...value: readonly Child[]): HTMLElement {
  return el('div', { class: 'pair' }, el('dt', {}, name), el('dd', {}, ...value));
}
