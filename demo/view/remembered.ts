import type { Stats } from '../wire.ts';
import { element, make } from './dom.ts';

/** Counts from stats. */
export function showCounts({ counts, pendingEmbeddings, profileVersion }: Stats): void {
  const entries: readonly (readonly [name: string, count: number])[] = [
    ['episodes', counts.episodes],
    ['facts', counts.facts],
    ['org chunks', counts.org],
    ['sessions', counts.sessions],
    ['profile version', profileVersion],
    ['embeddings to do', pendingEmbeddings],
  ];
  element('counts').replaceChildren(...entries.map(([name, count]) => make('div', {}, make('dt', {}, name), make('dd', {}, String(count)))));
}

/** The profile's summary as the last recall gave it. */
export function showProfile(summary: string | undefined): void {
  element('profile').textContent = summary ?? 'No profile yet: it grows from what you say about yourself.';
}
