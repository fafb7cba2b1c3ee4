import { el } from '../../view/dom.ts';
import { many, moment, number } from '../words.ts';
import type { CloudHolds } from './cloud-api.ts';

/** What the cloud has. */
export interface CloudView {
  readonly view: HTMLElement;
  show(holds: CloudHolds): void;
}

export function createCloudView(): CloudView {
  const events = el('strong', { class: 'figure' }, '–');
  const counts = el('p', { class: 'about' });
  const list = el('ol', { class: 'list cloud-list' });
  const empty = el('p', { class: 'empty' }, 'Nothing has arrived yet. Say something under Talk.');
  let known: ReadonlySet<string> | null = null;
  return {
    view: el(
      'section',
      { class: 'card sync-card sync-card--cloud', 'aria-labelledby': 'cloud-title' },
      el('h2', { id: 'cloud-title' }, 'The cloud'),
      el('p', { class: 'figure-line' }, events, ' events arrived'),
      counts,
      empty,
      list,
    ),
    show: (holds) => {
      events.textContent = number(holds.events);
      counts.textContent = `They made ${many(holds.turns, 'turn')} and ${many(holds.facts, 'fact')}. This is the reference cloud, served by this demo on this machine.`;
      empty.hidden = holds.latest.length > 0;
      const before = known;
      known = new Set(holds.latest.map(({ id }) => id));
      if (before && before.size === known.size && [...known].every((id) => before.has(id))) return;
      list.replaceChildren(
        ...holds.latest.map(({ id, kind, text, at }) =>
          el(
            'li',
            { class: before && !before.has(id) ? 'cloud-line cloud-line--new' : 'cloud-line' },
            el('p', { dir: 'auto' }, text),
            el('p', { class: 'about' }, kind === 'fact' ? 'fact' : 'turn', ' · ', el('time', { datetime: at }, moment(at))),
          ),
        ),
      );
    },
  };
}
