import { element } from '../view/dom.ts';

/** On a phone the lanes are four bars above the field, and open when one asks for them. */
export function bindBoard(): void {
  const board = element('board');
  const button = element('board-button');
  button.addEventListener('click', () => {
    const open = board.classList.toggle('open');
    button.setAttribute('aria-expanded', String(open));
    button.textContent = open ? 'Close' : 'Open';
  });
}
