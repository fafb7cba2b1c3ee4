import type { Stats } from '../wire.ts';
import { element, make } from './dom.ts';
import { bytes, clock, counted, percent } from './format.ts';

type Tone = 'good' | 'busy' | 'warn' | 'plain';

/** What the page itself knows beside stats. */
export interface Surroundings {
  /** The page would open without a network. */
  readonly offlineReady: boolean;
}

/** The state of the runtime: model, storage, what opens without a network, and what went wrong. */
export function showStatus(stats: Stats, { offlineReady }: Surroundings): void {
  const { model, storage, incidents, vectors, pendingEmbeddings } = stats;
  const ready = model.state === 'ready';
  const chips = [
    chip('Model', modelWords(model), ready ? 'good' : model.state === 'loading' ? 'busy' : 'warn', model.name ?? ''),
    chip('Vectors', vectorWords(vectors.count, pendingEmbeddings), pendingEmbeddings > 0 ? 'busy' : 'plain', `${bytes(vectors.bytes)}, ${vectors.backend}`),
    chip('Storage', storageWords(storage), storage.kind === 'memory' ? 'warn' : 'good', storage.reason ?? ''),
    chip('Without a network', offlineReady && ready ? 'ready' : offlineReady ? 'page kept' : 'not yet', offlineReady && ready ? 'good' : 'plain'),
  ];
  element('status').replaceChildren(...chips);
  showIncidents(incidents);
}

function chip(name: string, words: string, tone: Tone, title = ''): HTMLElement {
  return make('li', { class: `status-item ${tone}`, title }, make('span', { class: 'status-name' }, name), ' ', make('span', {}, words));
}

function modelWords({ state, backend, progress }: Stats['model']): string {
  if (state === 'loading') return `loading, ${percent(progress)}`;
  if (state === 'ready') return backend === null ? 'ready' : `ready, ${backend}`;
  return state === 'failed' ? 'failed: by words' : 'off: by words';
}

const vectorWords = (count: number, pending: number): string => (pending > 0 ? `${count}, ${pending} to do` : String(count));

function storageWords({ kind, usageBytes }: Stats['storage']): string {
  const names: Readonly<Record<string, string>> = { indexeddb: 'IndexedDB', memory: 'memory only', sqlite: 'SQLite' };
  return [names[kind] ?? kind, usageBytes === undefined ? '' : bytes(usageBytes)].filter(Boolean).join(', ');
}

function showIncidents(incidents: Stats['incidents']): void {
  element('incidents').hidden = incidents.length === 0;
  element('incidents-summary').textContent = `${counted(incidents.length, 'incident')}, survived`;
  element('incidents-list').replaceChildren(...incidents.map(({ at, what }) => make('li', {}, make('time', { datetime: at }, clock(at)), ` ${what}`)));
}
