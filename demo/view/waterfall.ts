import { LANES, type LaneTrace, type RecallTrace } from '../wire.ts';
import { make } from './dom.ts';
import { milliseconds } from './format.ts';

/** What a caller waits for a recall, in milliseconds. */
const DEADLINE_MS = 250;
/** Lengths of the axis, in milliseconds: the shortest that holds the recall is taken, so that its parts can be seen. */
const SCALES = [5, 10, 25, 50, 100, DEADLINE_MS] as const;

/** One recall in time: against its deadline, then lane by lane on an axis of its own. */
export function waterfall(trace: RecallTrace, roundTripMs: number): HTMLElement {
  const longest = Math.max(trace.totalMs, roundTripMs);
  const scale = SCALES.find((length) => length >= longest) ?? longest;
  const row = (name: string, kind: string, start: number, ms: number, note: string = milliseconds(ms)): HTMLElement =>
    make(
      'tr',
      { 'data-lane': name },
      make('th', { scope: 'row' }, name),
      make('td', {}, track(kind, start / scale, ms / scale, trace.embedMs / scale)),
      make('td', { class: 'ms' }, note),
    );
  return make(
    'div',
    { class: 'timing' },
    deadlineMeter(longest),
    make(
      'table',
      { class: 'waterfall' },
      make('caption', { class: 'visually-hidden' }, 'Timing of the recall'),
      make(
        'tbody',
        {},
        trace.embedMs > 0 ? row('embedding', 'embed', 0, trace.embedMs) : row('embedding', 'skipped', 0, 0, 'none'),
        ...LANES.map((lane) => {
          const { status, startMs, ms } = trace.lanes[lane];
          return row(lane, status, startMs, ms, status === 'ok' ? milliseconds(ms) : noteOf(status, ms));
        }),
        row('compose', 'compose', trace.totalMs - trace.composeMs, trace.composeMs),
        row('engine', 'total', 0, trace.totalMs),
        row('round trip', 'total', 0, roundTripMs),
      ),
      make('tfoot', {}, make('tr', { 'aria-hidden': 'true' }, make('td', {}), make('td', {}, axis(scale)), make('td', {}))),
    ),
  );
}

function noteOf(status: LaneTrace['status'], ms: number): string {
  return status === 'skipped' ? status : `${status}, ${milliseconds(ms)}`;
}

function deadlineMeter(ms: number): HTMLElement {
  const left = DEADLINE_MS - ms;
  return make(
    'div',
    { class: 'deadline' },
    make('div', { class: 'deadline-bar', 'aria-hidden': 'true', vars: { share: share(ms / DEADLINE_MS) } }),
    make('p', {}, make('strong', {}, milliseconds(ms)), ` of the ${DEADLINE_MS} ms a caller waits`, left >= 0 ? '' : ': too late'),
  );
}

function track(kind: string, start: number, length: number, embedded: number): HTMLElement {
  const vars = { start: share(start), length: share(length), embedded: share(embedded) };
  return make('div', { class: embedded > 0 ? 'track embedded' : 'track', 'aria-hidden': 'true', vars }, make('span', { class: `bar ${kind}` }));
}

function axis(scale: number): HTMLElement {
  return make('div', { class: 'axis' }, ...[0, 0.5, 1].map((part) => make('span', {}, `${Number((part * scale).toFixed(1))}${part === 1 ? ' ms' : ''}`)));
}

function share(value: number): string {
  return `${(Math.min(1, Math.max(0, value)) * 100).toFixed(2)}%`;
}
