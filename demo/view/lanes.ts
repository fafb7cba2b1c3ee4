import { LANES, type Hit, type LaneName, type LaneTrace, type Recall } from '../wire.ts';
import { make, spoken } from './dom.ts';
import { counted, day, percent } from './format.ts';

/** The items of each lane with their scores. */
export function lanesView(recall: Recall): HTMLElement {
  return make('div', { class: 'items' }, ...LANES.map((lane) => laneView(lane, itemsOf(recall, lane), recall.trace.lanes[lane])));
}

function itemsOf(recall: Recall, lane: LaneName): readonly Hit[] {
  if (lane !== 'profile') return recall[lane];
  return recall.profile ? [{ text: recall.profile.summary, score: 1, kind: `version ${recall.profile.version}` }] : [];
}

function laneView(lane: LaneName, items: readonly Hit[], { status, reason }: LaneTrace): HTMLElement {
  const head = make('h3', {}, make('span', { class: 'lane-name' }, lane), make('span', { class: 'lane-count' }, counted(items.length, 'item')));
  if (status !== 'ok' || reason !== undefined)
    head.append(make('span', { class: 'badge badge--warn', title: reason ?? '' }, status === 'ok' ? 'by words' : status));
  return make(
    'section',
    { class: 'items-lane', 'data-lane': lane, 'aria-label': `${lane} items` },
    head,
    ...(items.length > 0 ? [make('ul', {}, ...items.map(itemView))] : []),
  );
}

function itemView(hit: Hit): HTMLElement {
  return make(
    'li',
    { class: 'item' },
    make(
      'div',
      { class: 'score' },
      make('span', { class: 'score-bar', 'aria-hidden': 'true', vars: { share: percent(hit.score) } }),
      spoken('score '),
      make('span', { class: 'score-number' }, hit.score.toFixed(2)),
    ),
    make('div', {}, make('p', { class: 'item-text' }, hit.text), make('p', { class: 'item-about' }, about(hit))),
  );
}

function about({ kind, validFrom, validTo, occurredAt, chunkId }: Hit): string {
  const when = validFrom ?? occurredAt;
  return [kind?.replace('_', ' '), chunkId, when && day(when), validTo && `until ${day(validTo)}`].filter(Boolean).join(' · ');
}
