import type { Stats } from '../wire.ts';
import { element, elementOf, make } from './dom.ts';
import { bytes, clock, counted, percent } from './format.ts';

type Tone = 'good' | 'busy' | 'warn' | 'plain';

/** What the page itself knows beside stats. */
export interface Surroundings {
  readonly online: boolean;
  /** The page would open without a network. */
  readonly offlineReady: boolean;
}

/** The line under the title: model, storage, network, and what went wrong. */
export function showStatus(stats: Stats, { online, offlineReady }: Surroundings): void {
  const { model, storage, incidents, vectors } = stats;
  const ready = model.state === 'ready';
  const chips = [
    chip('Model', modelWords(model), ready ? 'good' : model.state === 'loading' ? 'busy' : 'warn', model.name ?? ''),
    chip('Vectors', vectors.count > 0 ? vectors.backend : 'none yet', 'plain', `${counted(vectors.count, 'vector')}, ${bytes(vectors.bytes)}`),
    chip('Storage', storageWords(storage), storage.kind === 'memory' ? 'warn' : 'good', storage.reason ?? ''),
    chip('Network', online ? 'online' : 'offline', online ? 'plain' : 'warn'),
    chip('Offline', offlineReady && ready ? 'ready' : offlineReady ? 'page kept' : 'not yet', offlineReady && ready ? 'good' : 'plain'),
  ];
  element('status').replaceChildren(...chips);
  showProgress(model);
  showIncidents(incidents);
}

function chip(name: string, words: string, tone: Tone, title = ''): HTMLElement {
  return make('li', { class: `status-item ${tone}`, title }, make('span', { class: 'status-name' }, name), ' ', words);
}

function modelWords({ state, backend, progress }: Stats['model']): string {
  if (state === 'loading') return `loading, ${percent(progress)}`;
  if (state === 'ready') return backend === null ? 'ready' : `ready, ${backend}`;
  return state === 'failed' ? 'failed: by words' : 'off: by words';
}

function storageWords({ kind, persistence, usageBytes }: Stats['storage']): string {
  const names: Readonly<Record<string, string>> = { indexeddb: 'IndexedDB', memory: 'memory only', sqlite: 'SQLite' };
  return [names[kind] ?? kind, persistence === 'none' ? '' : persistence, usageBytes === undefined ? '' : bytes(usageBytes)].filter(Boolean).join(', ');
}

function showProgress(model: Stats['model']): void {
  const { state, progress } = model;
  const bar = elementOf('model-bar', HTMLProgressElement);
  bar.value = progress;
  // it keeps its place, so that nothing below moves when the model is there
  bar.classList.toggle('done', state !== 'loading');
  element('model-text').textContent = progressWords(model);
}

function progressWords({ state, progress, reason }: Stats['model']): string {
  if (state === 'ready') return 'Recall goes by words and by meaning.';
  if (state !== 'loading') return `Recall goes by words alone. ${reason ?? ''}`;
  return progress < 1
    ? `Loading the model, ${percent(progress)}. Until it is here, recall goes by words.`
    : 'Starting the model. Until it runs, recall goes by words.';
}

function showIncidents(incidents: Stats['incidents']): void {
  element('incidents').hidden = incidents.length === 0;
  element('incidents-summary').textContent = `${counted(incidents.length, 'incident')}, survived`;
  element('incidents-list').replaceChildren(...incidents.map(({ at, what }) => make('li', {}, make('time', { datetime: at }, clock(at)), ` ${what}`)));
}
