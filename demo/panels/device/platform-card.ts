import type { DiagnosticsResponse, StatsResponse } from '../local-api.ts';
import { number } from '../words.ts';
import { createCard } from './card.ts';

const WEBGPU: Readonly<Record<DiagnosticsResponse['platform']['webgpu'], string>> = {
  none: 'none',
  adapter: 'there',
  fallback: 'in software',
  late: 'does not say',
};

/** What the browser lets the runtime use. */
export function createPlatformCard(): { readonly view: HTMLElement; show(stats: StatsResponse, report: DiagnosticsResponse): void } {
  const card = createCard('Machine');
  return {
    view: card.view,
    show: ({ counts }, { platform, version, uptimeMs }) => {
      const { engine, system, cores, memoryGiB, crossOriginIsolated, sharedMemory, webgpu } = platform;
      card.rows([
        ['Browser', [engine, system].filter(Boolean).join(' on ')],
        ['Cores', cores === null ? '' : number(cores)],
        ['Memory', memoryGiB === null ? '' : `${memoryGiB} GiB`],
        ['Isolated from other sites', crossOriginIsolated ? `Yes${sharedMemory ? ': threads share memory' : ''}` : 'No: one thread'],
        ['WebGPU', WEBGPU[webgpu]],
        ['Sessions', number(counts.sessions)],
        ['Runtime', `${version}, up for ${Math.round(uptimeMs / 60_000)} min`],
      ]);
    },
  };
}
