import { isKept } from '../../offline.ts';
import { createAlert } from '../alert.ts';
import { el } from '../../view/dom.ts';
import { readDiagnostics, readStats } from '../local-api.ts';
import type { MountPanel } from '../panel.ts';
import { whileShown } from '../while-shown.ts';
import { createDiagnosticsCard } from './diagnostics-card.ts';
import { createIncidents } from './incidents.ts';
import { createLatency } from './latency.ts';
import { createModelCard } from './model-card.ts';
import { createPlatformCard } from './platform-card.ts';
import { createStorageCard } from './storage-card.ts';

const LOOK_MS = 1000;

/** What the memory is made of on this machine, and how it is doing. */
export const mountDevice: MountPanel = (host, { announce }) => {
  const alert = createAlert();
  const looking = createAlert();
  const model = createModelCard();
  const storage = createStorageCard(announce);
  const platform = createPlatformCard();
  const latency = createLatency();
  const incidents = createIncidents();
  const diagnostics = createDiagnosticsCard(alert, announce);
  host.append(
    el('p', { class: 'about panel-about' }, 'No server takes part in a recall: model, index and storage are this browser’s own.'),
    alert.view,
    looking.view,
    latency.view,
    el('div', { class: 'device-cards' }, model.view, platform.view, storage.view, incidents.view, diagnostics.view),
  );
  return whileShown(LOOK_MS, async () => {
    const [all, offline] = await Promise.all([looking.trying(() => Promise.all([readStats(), readDiagnostics()])), isKept()]);
    if (!all) return;
    const [stats, report] = all;
    model.show(stats);
    storage.show(stats, offline && stats.model.state !== 'loading');
    platform.show(stats, report);
    latency.show(report.recalls);
    incidents.show(stats.incidents);
  });
};
