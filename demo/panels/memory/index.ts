import { cloudBeside } from '../../cloud-beside.ts';
import { createAlert } from '../alert.ts';
import { el, press } from '../../view/dom.ts';
import { readStats } from '../local-api.ts';
import type { MountPanel } from '../panel.ts';
import { many } from '../words.ts';
import { createFilters } from './filters.ts';
import { forgetEverything } from './forget.ts';
import { bindTransfer } from './transfer.ts';
import { createMemoryList } from './memory-list.ts';

/** Everything that is remembered: looked through, corrected, forgotten, carried away. */
export const mountMemory: MountPanel = (host, parts) => {
  const alert = createAlert();
  const looking = createAlert();
  const where = 'cloudBaseUrl' in cloudBeside() ? 'All of it lies in this browser, mirrored to the cloud beside this page.' : 'All of it lies in this browser.';
  const about = el('p', { class: 'about panel-about' });
  const changed = (): void => {
    list.reload();
    void countAll();
    void parts.status.refresh();
  };
  const filters = createFilters((filter) => list.show(filter));
  const list = createMemoryList({ alert, announce: parts.announce, changed }, looking);
  const transfer = bindTransfer({ alert, announce: parts.announce, changed });
  const forget = press('Forget everything', 'quiet danger small', () => {
    void alert.trying(async () => {
      const forgotten = await forgetEverything();
      if (forgotten === null) return;
      parts.announce(`Everything is forgotten: ${many(forgotten, 'memory', 'memories')}.`);
      changed();
    });
  });
  host.append(about, filters.view, el('div', { class: 'panel-tools' }, ...transfer.buttons, forget), transfer.view, alert.view, looking.view, list.view);

  const countAll = async (): Promise<void> => {
    const stats = await looking.trying(readStats);
    if (!stats) return;
    const { facts, episodes, org, sessions } = stats.counts;
    about.textContent = `${many(facts, 'fact')} and ${many(episodes, 'turn')} from ${many(sessions, 'session')}, ${many(org, 'passage')} of documents. ${where}`;
    filters.count('permanent', facts + episodes);
    filters.count('org', org);
  };

  return {
    show: () => {
      list.reload();
      void countAll();
    },
  };
};
