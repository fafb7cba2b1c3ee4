import { el } from '../view/dom.ts';
import { wordsOf } from './words.ts';

/** The line of a panel that says what went wrong, until something it tries succeeds: what looks by itself has one of its own. */
export interface Alert {
  readonly view: HTMLElement;
  /** Does it, and says so when it fails; null then. A person's own cancelling is no fault. */
  trying<T>(work: () => Promise<T>): Promise<T | null>;
}

export function createAlert(): Alert {
  const view = el('p', { class: 'panel-alert', role: 'alert', hidden: true });
  return {
    view,
    trying: async (work) => {
      try {
        const done = await work();
        view.hidden = true;
        return done;
      } catch (thrown) {
        if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
        view.textContent = wordsOf(thrown);
        view.hidden = false;
        return null;
      }
    },
  };
}
