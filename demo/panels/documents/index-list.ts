import type { Alert } from '../alert.ts';
import { el } from '../../view/dom.ts';
import { everyMemory, listIndexes, type IndexListResponse } from '../local-api.ts';
import { many, moment, number, wordsOf } from '../words.ts';

/** The indexes of the workspace and, in each, its documents. */
export interface IndexList {
  readonly view: HTMLElement;
  reload(): Promise<void>;
}

/** Documents that are named; of the others the number. */
const NAMED = 200;

export function createIndexList(alert: Alert): IndexList {
  const list = el('div', { class: 'indexes' });
  const empty = el('p', { class: 'empty' }, 'No documents yet. Drop a text on this page, then ask about it under Talk.');
  const remark = el(
    'p',
    { class: 'about' },
    'A part of the same name replaces the one that is there; parts of a longer earlier version stay. None can be taken away: documents belong to the workspace, and its contract has no call for that.',
  );
  return {
    view: el(
      'section',
      { class: 'indexes-section', 'aria-labelledby': 'indexes-title' },
      el('h2', { id: 'indexes-title' }, 'What it knows'),
      empty,
      list,
      remark,
    ),
    reload: async () => {
      const answer = await alert.trying(listIndexes);
      if (!answer) return;
      const open = new Set([...list.querySelectorAll<HTMLDetailsElement>('details[open]')].map(({ dataset }) => dataset['index']));
      list.replaceChildren(...answer.indexes.map((index) => indexView(index, open.has(index.name))));
      empty.hidden = answer.indexes.length > 0;
      remark.hidden = answer.indexes.length === 0;
    },
  };
}

function indexView({ name, chunkCount, updatedAt }: IndexListResponse['indexes'][number], isOpen: boolean): HTMLElement {
  const documents = el('div', { class: 'index-documents' });
  const view = el(
    'details',
    { class: 'index', 'data-index': name },
    el('summary', {}, el('strong', { dir: 'auto' }, name), el('span', { class: 'about' }, `${many(chunkCount, 'passage')}, ${moment(updatedAt)}`)),
    documents,
  );
  // reads all passages: only for whoever wants to know
  view.addEventListener('toggle', () => {
    if (view.open && documents.childElementCount === 0) void fill(name, documents);
  });
  view.open = isOpen;
  return view;
}

async function fill(index: string, into: HTMLElement): Promise<void> {
  into.replaceChildren(el('p', { class: 'about' }, 'Looking through the passages …'));
  try {
    const passages = new Map<string, number>();
    for await (const { index: of, docId } of everyMemory({ lane: 'org' }))
      if (of === index && docId !== undefined) passages.set(docId, (passages.get(docId) ?? 0) + 1);
    const names = [...passages].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
    const rows = names
      .slice(0, NAMED)
      .map(([id, count]) => el('li', {}, el('span', { dir: 'auto' }, id), el('span', { class: 'about' }, many(count, 'passage'))));
    const rest = names.length - rows.length;
    into.replaceChildren(el('ul', { class: 'list' }, ...rows), ...(rest > 0 ? [el('p', { class: 'about' }, `and ${number(rest)} more`)] : []));
  } catch (thrown) {
    into.textContent = wordsOf(thrown);
  }
}
