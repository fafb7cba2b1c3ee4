import { element, make } from './dom.ts';
import { milliseconds } from './format.ts';

/** One entry of the list. */
export interface ShownTurn {
  readonly userText: string;
  readonly assistantText: string;
  /** The page wrote the answer, not a person. */
  readonly template?: boolean;
  /** How long the runtime took to keep it; unset for one that was only asked, or kept before this visit. */
  readonly savedMs?: number;
  readonly note?: string;
}

/** Puts a turn at the top of the list. */
export function addTurn(turn: ShownTurn): void {
  list().prepend(turnView(turn));
  list().querySelector('.empty')?.remove();
}

/** Shows these turns, newest first, and nothing else. */
export function showTurns(turns: readonly ShownTurn[]): void {
  list().replaceChildren(...(turns.length > 0 ? turns.map(turnView) : [make('li', { class: 'empty' }, 'No turns yet.')]));
}

const list = (): HTMLElement => element('turn-list');

function turnView({ userText, assistantText, template = false, savedMs, note }: ShownTurn): HTMLElement {
  const about = [note, savedMs === undefined ? '' : `kept in ${milliseconds(savedMs)}`].filter(Boolean).join(' · ');
  return make(
    'li',
    { class: 'turn' },
    make('p', { class: 'user' }, userText),
    ...(assistantText === ''
      ? []
      : [make('p', { class: 'assistant' }, assistantText, ...(template ? [' ', make('span', { class: 'chip' }, 'template')] : []))]),
    ...(about === '' ? [] : [make('p', { class: 'item-about' }, about)]),
  );
}
