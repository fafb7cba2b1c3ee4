import { element, elementOf } from '../view/dom.ts';
import { announce } from './announce.ts';

/** The network in words, and the panel that holds the rest: a part of the rail, or behind a button on a phone. */
export function bindState(): void {
  const button = elementOf('state-button', HTMLButtonElement);
  const panel = element('state-panel');
  const open = (opened: boolean): void => {
    button.setAttribute('aria-expanded', String(opened));
    panel.classList.toggle('open', opened);
  };
  button.addEventListener('click', () => open(button.getAttribute('aria-expanded') !== 'true'));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !panel.classList.contains('open')) return;
    // it is meant for nothing else that is open
    event.preventDefault();
    open(false);
    button.focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !panel.contains(target) && !button.contains(target)) open(false);
  });
  for (const event of ['online', 'offline'] as const) addEventListener(event, () => announce(showNetwork()));
  showNetwork();
}

function showNetwork(): string {
  const { onLine } = navigator;
  document.body.classList.toggle('offline', !onLine);
  element('network').textContent = onLine ? 'Online' : 'Offline';
  const words = onLine ? 'Online, and not needed' : 'Offline, and all works';
  element('network-wide').textContent = words;
  return words;
}
