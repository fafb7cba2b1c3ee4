import type { Board } from '../talk/board.ts';
import type { Talk } from '../talk/talk.ts';
import { isEmbedded } from '../identity.ts';
import { element } from '../view/dom.ts';
import { STEPS } from './steps.ts';
import { Tour } from './tour.ts';

/** The tour, its two buttons, and what is left of one that a reload broke off. */
export function bindTour({ talk, board }: { readonly talk: Talk; readonly board: Board }): void {
  // a frame shares its tab's storage, where the tour of the page around it is kept
  if (isEmbedded()) return;
  const tour: Tour = new Tour(STEPS, (step) => {
    const reload = (): void => {
      tour.keepNext();
      location.reload();
    };
    return step.action?.run({ talk, board, reload }) ?? Promise.resolve();
  });
  for (const id of ['tour-button', 'hello-tour']) {
    element(id).addEventListener('click', () => {
      if (document.body.dataset['view'] === 'talk') return tour.start();
      // the view moves focus to its heading first
      addEventListener('hashchange', () => tour.start(), { once: true });
      location.hash = '#talk';
    });
  }
  tour.resume();
}
