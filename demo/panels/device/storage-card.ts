import { el, press } from '../../view/dom.ts';
import type { StatsResponse } from '../local-api.ts';
import { size } from '../words.ts';
import { createCard } from './card.ts';

const KINDS: Readonly<Record<StatsResponse['storage']['kind'], string>> = {
  indexeddb: 'IndexedDB',
  memory: 'Memory of this tab: it goes when the tab is closed',
  sqlite: 'SQLite',
};

const KEPT: Readonly<Record<StatsResponse['storage']['persistence'], string>> = {
  persisted: 'Yes: the browser asks before it clears this',
  'best-effort': 'Not promised: the browser may clear it when space runs out',
  none: 'No',
};

/** Where the memory lies, and for how long. */
export function createStorageCard(announce: (text: string) => void): { readonly view: HTMLElement; show(stats: StatsResponse, offline: boolean): void } {
  const usage = el('div', {
    class: 'meter',
    role: 'meter',
    'aria-label': 'Share of the browser’s space that is used',
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    'aria-valuenow': 0,
  });
  const ask = press('Ask to keep it for good', 'small', () => {
    const persisted = navigator.storage.persist().catch(() => false);
    void persisted.then((kept) =>
      announce(kept ? 'The browser keeps it for good.' : 'The browser does not promise it. Install the page, or use it more often, and ask again.'),
    );
  });
  const card = createCard('Storage', usage, el('div', { class: 'panel-tools' }, ask));
  return {
    view: card.view,
    show: ({ storage }, offline) => {
      const { kind, persistence, usageBytes, quotaBytes, encrypted, reason } = storage;
      card.rows([
        ['Kind', KINDS[kind]],
        ['Why', reason ?? ''],
        ['Used', usageBytes === undefined ? '' : `${size(usageBytes)}${quotaBytes === undefined ? '' : ` of ${size(quotaBytes)}`}`],
        ['Kept for good', KEPT[persistence]],
        ['Encrypted', encrypted ? 'Yes, AES-GCM' : 'No: createRuntime({ encryption: true }) turns it on'],
        ['Without a network', offline ? 'Ready: page, model and memory are all here' : 'Not yet: the page is still being kept'],
      ]);
      const share = usageBytes === undefined || !quotaBytes ? null : (usageBytes / quotaBytes) * 100;
      usage.hidden = share === null;
      usage.style.setProperty('--share', `${share ?? 0}%`);
      usage.setAttribute('aria-valuenow', (share ?? 0).toFixed(2));
      ask.hidden = persistence !== 'best-effort' || !('storage' in navigator);
    },
  };
}
