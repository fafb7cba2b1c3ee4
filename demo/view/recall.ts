import { counted, milliseconds } from './format.ts';
import type { Recall } from '../wire.ts';
import { contextView } from './context.ts';
import { element, make } from './dom.ts';
import { lanesView } from './lanes.ts';
import { waterfall } from './waterfall.ts';

/** What was asked, and the answer. */
export interface Asked {
  readonly query: string;
  readonly recall: Recall;
  /** From the call of `fetch` to its parsed answer, in milliseconds. */
  readonly roundTripMs: number;
}

/** Shows one recall: question, context, lanes, timing. */
export function showRecall({ query, recall, roundTripMs }: Asked): void {
  element('answer').replaceChildren(
    make('blockquote', { class: 'asked' }, query),
    ...degradedNote(recall),
    make('h3', {}, 'Context for the model'),
    contextView(recall.contextText, recall.trace.lines ?? []),
    make('h3', {}, 'Timing'),
    waterfall(recall.trace, roundTripMs),
    make('h3', {}, 'Per lane'),
    lanesView(recall),
  );
}

/** What stands there before anything was asked. */
export function showNothingAsked(): void {
  element('answer').replaceChildren(
    make(
      'p',
      { class: 'empty' },
      'Nothing asked yet. Say something, or feed the sample conversation: the context for the model, the items of each lane and their timing appear here.',
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
