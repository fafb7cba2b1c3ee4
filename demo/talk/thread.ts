import { element } from '../view/dom.ts';
import { TurnView } from './turn-view.ts';

/** A turn of before this visit. */
export interface EarlierTurn {
  readonly userText: string;
  readonly assistantText: string;
}

/** The conversation as it is shown, oldest first. */
export class Thread {
  readonly #list = element('turn-list');

  add(userText: string): TurnView {
    const turn = new TurnView(userText);
    this.#list.append(turn.root);
    this.#settle();
    return turn;
  }

  /** Shows these turns, oldest first, above those that were said meanwhile. */
  earlier(turns: readonly EarlierTurn[]): void {
    this.#list.prepend(
      ...turns.map(({ userText, assistantText }) => {
        const turn = new TurnView(userText);
        turn.earlier(assistantText);
        return turn.root;
      }),
    );
    this.#settle();
  }

  clear(): void {
    this.#list.replaceChildren();
    this.#settle();
  }

  /** What came last is in sight, and the greeting is there while nothing else is. */
  #settle(): void {
    element('hello').hidden = this.#list.childElementCount > 0;
    this.showLatest();
  }

  showLatest(): void {
    const thread = element('thread');
    thread.scrollTop = thread.scrollHeight;
  }
}
