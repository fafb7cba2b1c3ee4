import type { Alert } from '../alert.ts';
import { el, press } from '../../view/dom.ts';
import { listMemories } from '../local-api.ts';
import { many } from '../words.ts';
import type { Filter } from './filters.ts';
import { itemView } from './item-view.ts';

/** What a list of memories is part of. */
export interface ListParts {
  readonly alert: Alert;
  readonly announce: (text: string) => void;
  /** Something was written: counts and list are not what they were. */
  readonly changed: () => void;
}

/** The memories that fit the filter, newest first, a page at a time. */
export interface MemoryList {
  readonly view: HTMLElement;
  show(filter: Filter): void;
  /** Reads the first page again. */
  reload(): void;
}

const PAGE = 50;

/** `looking` says when a page cannot be read; what `parts` has is for what a person does with a memory. */
export function createMemoryList(parts: ListParts, looking: Alert): MemoryList {
  const list = el('ol', { class: 'list memory-list' });
  const empty = el('p', { class: 'empty', hidden: true });
  const more = press(`Show ${PAGE} more`, '', () => void next());
  const view = el('div', { class: 'memory', 'aria-busy': 'true' }, empty, list, more);
  more.hidden = true;
  let filter: Filter = { lane: undefined, q: '' };
  let cursor: string | null = null;
  let reading = new AbortController();

  const page = async (from: string | null): Promise<number | null> => {
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    view.setAttribute('aria-busy', 'true');
    const answer = await looking.trying(() => listMemories({ ...filter, cursor: from, limit: PAGE, signal }));
    if (signal.aborted) return null;
    view.setAttribute('aria-busy', 'false');
    if (!answer) return null;
    const shown = answer.items.map((item) => itemView(item, parts));
    const at = [...list.children].findIndex((item) => item.contains(document.activeElement));
    if (from === null) list.replaceChildren(...shown);
    else list.append(...shown);
    cursor = answer.nextCursor;
    more.hidden = cursor === null;
    empty.hidden = list.childElementCount > 0;
    empty.textContent = emptyWords(filter);
    // what had the focus was made anew, or is gone
    if (from === null && at >= 0) focusOn(list.children[Math.min(at, list.childElementCount - 1)] ?? empty);
    return shown.length;
  };

  const next = async (): Promise<void> => {
    const before = list.childElementCount;
    const added = await page(cursor);
    if (added === null) return;
    // the button may be gone: whoever pressed it goes on with what came
    focusOn(list.children[before] ?? empty);
    parts.announce(`${many(added, 'more memory', 'more memories')}.`);
  };

  const find = async (): Promise<void> => {
    const found = await page(null);
    if (found !== null) parts.announce(found === 0 ? emptyWords(filter) : `${many(found, 'memory', 'memories')}${cursor === null ? '' : ' and more'}.`);
  };

  return {
    view,
    reload: () => void page(null),
    show: (wanted) => {
      filter = wanted;
      void find();
    },
  };
}

function focusOn(element: Element): void {
  if (!(element instanceof HTMLElement)) return;
  element.tabIndex = -1;
  element.focus();
}

function emptyWords({ lane, q }: Filter): string {
  if (q.trim() !== '') return 'Nothing that is remembered holds these words. Try fewer of them, or another lane.';
  if (lane === 'org') return 'No documents yet. Bring some in under Documents: every person of this workspace finds them.';
  if (lane === 'profile') return 'No profile yet: it grows from what you say about yourself.';
  if (lane === 'working') return 'No session is open.';
  return 'Nothing is remembered yet. Say something under Talk, and it appears here.';
}
