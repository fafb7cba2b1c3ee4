import { showDialog } from '../dialog.ts';
import { el } from '../../view/dom.ts';
import { everyMemory, type MemoryItem } from '../local-api.ts';
import { many, moment, wordsOf } from '../words.ts';

/** Shows every value that a key ever had, with the times in which each held. */
export async function showHistory(matchKey: string): Promise<void> {
  const looking = new AbortController();
  const body = el('div', { class: 'history', 'aria-live': 'polite' }, el('p', { class: 'about' }, 'Looking through the facts …'));
  const look = async (): Promise<void> => {
    const values: MemoryItem[] = [];
    for await (const item of everyMemory({ lane: 'permanent', signal: looking.signal })) if (item.matchKey === matchKey) values.push(item);
    body.replaceChildren(timeline(values));
  };
  void look().catch((thrown: unknown) => {
    if (!looking.signal.aborted) body.textContent = wordsOf(thrown);
  });
  await showDialog({ title: `History of ${matchKey}`, body: [body] });
  looking.abort();
}

function timeline(values: readonly MemoryItem[]): HTMLElement {
  if (values.length === 0) return el('p', { class: 'empty' }, 'Nothing is left of it.');
  const now = Date.now();
  const spans = values.map(({ validFrom = '', validTo }) => ({ from: Date.parse(validFrom) || now, to: validTo === undefined ? now : Date.parse(validTo) }));
  const first = Math.min(...spans.map(({ from }) => from));
  const whole = Math.max(1, Math.max(now, ...spans.map(({ to }) => to)) - first);
  const rows = values.map((value, i) => {
    const { from, to } = spans[i]!;
    const bar = el('span', { class: 'history-bar', 'aria-hidden': true });
    bar.style.setProperty('--start', `${((from - first) / whole) * 100}%`);
    bar.style.setProperty('--length', `${((to - from) / whole) * 100}%`);
    const holds = value.validTo === undefined;
    const times = `${moment(value.validFrom ?? '')} – ${holds ? 'now' : moment(value.validTo)}`;
    return el(
      'li',
      { class: holds ? 'history-value' : 'history-value history-value--past' },
      el('p', { dir: 'auto' }, value.text),
      el('p', { class: 'about' }, times, holds ? '' : ', superseded'),
      el('span', { class: 'history-track' }, bar),
    );
  });
  return el('div', {}, el('p', { class: 'about' }, `${many(values.length, 'value')}, the newest first.`), el('ol', { class: 'list' }, ...rows));
}
