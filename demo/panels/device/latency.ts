import { el } from '../../view/dom.ts';
import type { DiagnosticsResponse } from '../local-api.ts';
import { many } from '../words.ts';
import { latencyChart } from './latency-chart.ts';

/** Recalls that are drawn. */
const SHOWN = 40;

/** How long recalls took, as the app saw them. */
export function createLatency(): { readonly view: HTMLElement; show(recalls: DiagnosticsResponse['recalls']): void } {
  const chart = el('div', { class: 'latency-chart' });
  const words = el('p', { class: 'about' });
  let drawn = '';
  return {
    view: el('section', { class: 'card', 'aria-labelledby': 'device-latency' }, el('h2', { id: 'device-latency' }, 'Recalls of this page'), chart, words),
    show: ({ count, degraded, ms }) => {
      const recalls = performance.getEntriesByName('recall').slice(-SHOWN);
      const last = recalls.map(({ duration }) => duration);
      const next = `${recalls.at(-1)?.startTime ?? ''} ${count}`;
      if (next === drawn) return;
      drawn = next;
      chart.replaceChildren(
        last.length === 0 ? el('p', { class: 'empty' }, 'Ask something under Talk: how long each recall took is drawn here.') : latencyChart(last),
      );
      words.textContent =
        ms.total === null
          ? ''
          : `In the engine: half of the last ${many(count, 'recall')} took ${ms.total.p50.toFixed(1)} ms or less, 95 % ${ms.total.p95.toFixed(1)} ms or less. ${degraded === 0 ? 'All were whole.' : `${many(degraded, 'was', 'were')} without a part that was late or not there yet, such as the model.`}`;
    },
  };
}
