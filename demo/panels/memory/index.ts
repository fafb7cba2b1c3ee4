import { LANES, type LaneName } from '../../wire.ts';
import { createAlert } from '../alert.ts';
import { el, press } from '../el.ts';
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
  const about = el('p', { class: 'about panel-about' });
  const changed = (): void => {
    list.reload();
    void countAll();
    void parts.status.refresh();
  };
  const filters = createFilters((filter) => list.show(filter));
  const list = createMemoryList({ alert, announce: parts.announce, changed });
  const transfer = bindTransfer({ alert, announce: parts.announce, changed });
  const forget = press('Forget everything', 'quiet danger small', () => {
    void alert.trying(async () => {
      const forgotten = await forgetEverything();
      if (forgotten === null) return;
      parts.announce(`Everything is forgotten: ${many(forgotten, 'memory', 'memories')}.`);
      changed();
    });
  });
  host.append(about, filters.view, el('div', { class: 'panel-tools' }, ...transfer.buttons, forget), transfer.view, alert.view, list.view);

  const countAll = async (): Promise<void> => {
    const stats = await alert.trying(readStats);
    if (!stats) return;
    const { facts, episodes, org, sessions, working } = stats.counts;
    about.textContent = `${many(facts, 'fact')} and ${many(episodes, 'turn')} from ${many(sessions, 'session')}, ${many(org, 'passage')} of documents. All of it lies in this browser.`;
    const counts: Readonly<Record<LaneName, number>> = { profile: stats.profileVersion > 0 ? 1 : 0, working, permanent: facts + episodes, org };
    for (const lane of LANES) filters.count(lane, counts[lane]);
  };

  return {
    show: () => {
      list.reload();
      void countAll();
    },
  };
};
