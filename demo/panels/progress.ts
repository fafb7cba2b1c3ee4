import { el, press } from '../view/dom.ts';

/** What long work is handed. */
export interface Work {
  /** The person wants it to stop. */
  readonly signal: AbortSignal;
  /** How far it is, 0 to 1, and in words. */
  readonly report: (share: number, words: string) => void;
}

/** A bar with its words and a way to stop; hidden while nothing is under way. */
export interface Progress {
  readonly view: HTMLElement;
  /** Shows itself while `work` goes on, which begins when what is under way is over: each has the one way to stop. @throws what the work throws */
  during<T>(name: string, work: (doing: Work) => Promise<T>): Promise<T>;
}

export function createProgress(): Progress {
  const words = el('span', { class: 'progress-words' });
  const bar = el('progress', { class: 'meter', max: 1 });
  const cancel = press('Cancel', 'quiet small', () => stop.abort());
  const view = el('div', { class: 'progress', hidden: true }, el('label', {}, words, bar), cancel);
  let stop = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const run = async <T>(name: string, work: (doing: Work) => Promise<T>): Promise<T> => {
    stop = new AbortController();
    words.textContent = `${name} …`;
    // without a value it says that nobody knows how long
    bar.removeAttribute('value');
    view.hidden = false;
    try {
      return await work({
        signal: stop.signal,
        report: (share, told) => {
          bar.value = share;
          words.textContent = `${name}: ${told}`;
        },
      });
    } finally {
      view.hidden = true;
    }
  };
  return {
    view,
    during: (name, work) => {
      const done = last.then(() => run(name, work));
      last = done.catch(() => undefined);
      return done;
    },
  };
}
