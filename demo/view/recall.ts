import type { Recall } from '../wire.ts';
import { contextView } from './context.ts';
import { make } from './dom.ts';
import { counted, milliseconds } from './format.ts';
import { lanesView } from './lanes.ts';
import { waterfall } from './waterfall.ts';

/** What was asked, and the answer. */
export interface Asked {
  readonly query: string;
  readonly recall: Recall;
  /** From the call of `fetch` to its parsed answer, in milliseconds. */
  readonly roundTripMs: number;
}

/** How one recall went: context, timing, and all items lane by lane. */
export function recallView({ query, recall, roundTripMs }: Asked): HTMLElement {
  return make(
    'div',
    { class: 'recall' },
    ...degradedNote(recall),
    make('h2', {}, 'Where the time went'),
    waterfall(recall.trace, roundTripMs),
    make('h2', {}, 'What a model would be given, and why'),
    contextView(recall.contextText, recall.trace.lines ?? []),
    make('details', { class: 'all-items' }, make('summary', {}, 'All that was found, lane by lane'), lanesView(recall)),
    make(
      'p',
      { class: 'about' },
      'Asked over ',
      make('code', {}, "fetch('http://127.0.0.1:7878/v1/runtime/search_memory')"),
      ': no process listens there, this page answers itself. Asked for: ',
      make('q', { class: 'asked', dir: 'auto' }, query),
    ),
  );
}

export function summary({ recall, roundTripMs }: Asked): string {
  const items = (recall.profile ? 1 : 0) + recall.working.length + recall.permanent.length + recall.org.length;
  return `Recalled ${counted(items, 'item')} in ${milliseconds(roundTripMs)}.`;
}

function degradedNote({ trace }: Recall): HTMLElement[] {
  if (!trace.degraded) return [];
  const reasons = new Set(
    Object.values(trace.lanes).flatMap(({ status, reason }) => (reason ? [reason] : status === 'late' || status === 'failed' ? [status] : [])),
  );
  return [make('p', { class: 'degraded' }, make('strong', {}, 'Degraded: '), [...reasons].join('; ') || 'a lane gave no answer', '.')];
}
