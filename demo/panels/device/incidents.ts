import { el } from '../../view/dom.ts';
import type { StatsResponse } from '../local-api.ts';
import { moment } from '../words.ts';

/** What went wrong and was survived. */
export function createIncidents(): { readonly view: HTMLElement; show(incidents: StatsResponse['incidents']): void } {
  const list = el('ol', { class: 'list incident-list' });
  const none = el('p', { class: 'about' }, 'None since the page was opened.');
  let shown = '';
  return {
    view: el('section', { class: 'card', 'aria-labelledby': 'device-incidents' }, el('h2', { id: 'device-incidents' }, 'Survived incidents'), none, list),
    show: (incidents) => {
      none.hidden = incidents.length > 0;
      // a list that is full changes without growing
      const now = `${incidents.length} ${incidents.at(-1)?.at ?? ''}`;
      if (now === shown) return;
      shown = now;
      list.replaceChildren(
        ...incidents.toReversed().map(({ at, what }) => el('li', {}, el('time', { datetime: at, class: 'about' }, moment(at)), el('p', {}, what))),
      );
    },
  };
}
