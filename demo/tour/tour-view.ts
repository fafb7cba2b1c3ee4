import { button, make } from '../view/dom.ts';
import type { Step } from './steps.ts';

/** A step as it is shown. */
export interface ShownStep {
  readonly step: Step;
  readonly at: number;
  readonly of: number;
  readonly done: boolean;
  readonly act: () => void;
  readonly goTo: (at: number) => void;
  readonly end: () => void;
}

/** The step's card, and what focus goes to: its heading, or, once it was carried out, the way on. */
export function tourView({ step, at, of, done, act, goTo, end }: ShownStep): { readonly root: HTMLElement; readonly first: HTMLElement } {
  const { title, text, action } = step;
  const last = at === of - 1;
  const heading = make('h2', { id: 'tour-title', tabindex: '-1' }, title);
  const waits = action !== undefined && !done;
  const next = button(last ? 'Done' : 'Next', () => goTo(at + 1), waits ? 'button button--small' : 'button button--primary button--small');
  const doIt = waits ? [actionButton(action.label, act)] : [];
  const back = at > 0 ? [button('Back', () => goTo(at - 1), 'button button--quiet button--small')] : [];
  const root = make(
    'section',
    { class: 'tour-card', 'aria-labelledby': 'tour-title' },
    make(
      'div',
      { class: 'tour-head' },
      make('p', { class: 'tour-progress' }, `Step ${at + 1} of ${of}`),
      make(
        'div',
        { class: 'tour-dots', 'aria-hidden': 'true' },
        ...Array.from({ length: of }, (_, i) => make('span', { class: i < at ? 'past' : i === at ? 'now' : '' })),
      ),
      button('Leave the tour', end, 'button button--quiet button--small'),
    ),
    heading,
    make('p', {}, text),
    ...(step.network ? [networkLine()] : []),
    make('div', { class: 'tour-buttons' }, ...doIt, next, ...back),
  );
  return { root, first: done && action ? next : heading };
}

function actionButton(label: string, act: () => void): HTMLButtonElement {
  const made = button(
    label,
    () => {
      made.disabled = true;
      act();
    },
    'button button--primary button--small',
  );
  return made;
}

/** What the browser says of the network now. */
export function networkLine(): HTMLElement {
  const words = navigator.onLine ? 'Your browser says: online.' : 'Your browser says: offline. Well done.';
  return make('p', { class: navigator.onLine ? 'tour-network' : 'tour-network off' }, words);
}
