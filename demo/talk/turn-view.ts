import type { Memory } from '../wire.ts';
import { make, spoken } from '../view/dom.ts';
import { counted, milliseconds } from '../view/format.ts';
import { recallView, type Asked } from '../view/recall.ts';

/** What saving a turn changed in memory. */
export interface Changes {
  readonly facts: readonly Memory[];
  readonly superseded: readonly Memory[];
}

/** One exchange: what the person said, the answer, and how it was found. */
export class TurnView {
  readonly root: HTMLLIElement;
  readonly #about: HTMLElement;
  readonly #answer: HTMLElement;
  readonly #effects: HTMLElement;
  #behind: readonly HTMLElement[] = [];

  constructor(userText: string) {
    this.#about = make('p', { class: 'turn-about' });
    this.#effects = make('ul', { class: 'effects' });
    this.#answer = make('div', { class: 'assistant-side' }, make('p', { class: 'bubble assistant waiting' }, spoken('…')));
    this.root = make(
      'li',
      { class: 'turn' },
      make('div', { class: 'user-side' }, spoken('You: '), make('p', { class: 'bubble user', dir: 'auto' }, userText), this.#about, this.#effects),
      this.#answer,
    );
  }

  /** The answer as the person reads it, if there is one, and the recall behind it; what was known of that stays. */
  answered(answer: string, asked?: Asked): void {
    if (asked) this.#behind = [behind(asked)];
    const bubble = [spoken('Memory: '), make('p', { class: 'bubble assistant', dir: 'auto' }, ...marked(answer))];
    this.#answer.replaceChildren(...(answer === '' ? [] : bubble), ...this.#behind);
  }

  notSaved(): void {
    this.root.classList.add('asked-only');
    this.#about.textContent = 'Not saved';
  }

  kept(savedMs: number): void {
    this.root.classList.remove('asked-only');
    this.root.classList.add('kept');
    this.#about.textContent = `Kept in ${milliseconds(savedMs)}`;
  }

  /** A turn of before this visit. */
  earlier(answer: string): void {
    this.root.classList.add('kept');
    this.#about.textContent = 'From memory, before this visit';
    if (answer === '') this.#answer.remove();
    else this.answered(answer);
  }

  changed({ facts, superseded }: Changes): void {
    this.#effects.replaceChildren(
      ...facts.map(({ text }) => make('li', { class: 'effect' }, make('span', {}, 'New fact'), ` ${text}`)),
      ...superseded.map(({ text }) => make('li', { class: 'effect over' }, make('span', {}, 'No longer'), ' ', make('s', {}, text))),
    );
  }

  failed(): void {
    this.root.remove();
  }
}

/** What is quoted is marked as with a pen. */
function marked(answer: string): (string | HTMLElement)[] {
  return answer.split(/(“[^”]*”)/).map((part) => (part.startsWith('“') ? make('mark', {}, part) : part));
}

/** Built when it is opened first: most never are. */
function behind(asked: Asked): HTMLElement {
  const { recall, roundTripMs } = asked;
  const lines = recall.trace.lines?.length ?? 0;
  const words = [lines === 0 ? 'Nothing' : counted(lines, 'line'), ' recalled in ', make('b', {}, milliseconds(roundTripMs))];
  if (recall.trace.degraded) words.push(' ', make('span', { class: 'badge badge--warn' }, 'by words'));
  const details = make('details', { class: 'behind' }, make('summary', {}, make('span', {}, ...words), spoken(', show why')));
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    if (!details.querySelector('.recall')) details.append(recallView(asked));
    details.scrollIntoView({ block: 'start' });
  });
  return details;
}
