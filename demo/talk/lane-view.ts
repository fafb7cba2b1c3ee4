import type { LaneName, Memory } from '../wire.ts';
import { make } from '../view/dom.ts';
import { day } from '../view/format.ts';

/** What a lane holds, in a person's words. */
const LANE_WORDS: Readonly<Record<LaneName, string>> = {
  profile: 'who you are, in short',
  working: 'this conversation',
  permanent: 'facts, and all you said',
  org: 'documents it was taught',
};

/** What an empty lane waits for. */
const WAITS_FOR: Readonly<Record<LaneName, string>> = {
  profile: 'Say who you are: “My name is …”, “I live in …”.',
  working: 'Each turn appears here as it is kept.',
  permanent: 'What you state becomes a fact, and stays.',
  org: 'Teach it something under Documents.',
};

/** Where the lane stops showing texts; the rest are bars. */
const SHOWN = 3;
const BARS = 48;
/** An item is marked when its score is at least so much of the best one's. */
const MARKED_SHARE = 0.75;

/** One lane as it is now. */
export interface LaneState {
  readonly lane: LaneName;
  /** Newest first. */
  readonly items: readonly Memory[];
  /** How many there are, also of those that are not listed. */
  readonly count: number;
  /** Ids that came with the last turn. */
  readonly fresh: ReadonlySet<string>;
  /** Scores of what the last recall found, by id. */
  readonly lit: ReadonlyMap<string, number>;
}

/** A lane: its name, a bar for each thing in it, and the few that matter now. */
export function laneView({ lane, items, count, fresh, lit }: LaneState): HTMLElement {
  const bars = items.slice(0, BARS).toReversed();
  return make(
    'section',
    { class: 'lane', 'data-lane': lane, 'aria-label': `${lane} lane` },
    make(
      'div',
      { class: 'lane-head' },
      make('h3', {}, lane),
      make('span', { class: 'lane-words' }, LANE_WORDS[lane]),
      make('span', { class: 'lane-count' }, String(count)),
    ),
    make('div', { class: 'staff', 'aria-hidden': 'true' }, ...bars.map((item) => barView(fresh.has(item.memoryId), lit.get(idOf(item))))),
    items.length === 0
      ? make('p', { class: 'lane-empty' }, WAITS_FOR[lane])
      : make('ul', { class: 'slips' }, ...chosen(items, lit).map((item) => slipView(item, fresh.has(item.memoryId), stands(item, lit)))),
  );
}

/** As a recall names it. */
export const idOf = ({ lane, memoryId, turnId }: Memory): string => (lane === 'profile' ? 'profile' : lane === 'working' ? (turnId ?? memoryId) : memoryId);

/** What was just recalled, then what is newest; a turn that became a fact is told by the fact. */
function chosen(items: readonly Memory[], lit: ReadonlyMap<string, number>): readonly Memory[] {
  const facts = items.filter(({ kind }) => kind === 'fact').toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)));
  const told = facts.length > 0 ? facts : items;
  const recalled = items.filter((item) => lit.has(idOf(item)) && !isOver(item)).toSorted((a, b) => (lit.get(idOf(b)) ?? 0) - (lit.get(idOf(a)) ?? 0));
  return [...new Set([...recalled.slice(0, SHOWN), ...told])].slice(0, SHOWN);
}

const isOver = ({ validTo }: Memory): boolean => validTo !== undefined;

function barView(fresh: boolean, score: number | undefined): HTMLElement {
  const kind = ['bar', fresh && 'fresh', score !== undefined && 'lit'].filter(Boolean).join(' ');
  return make('span', { class: kind, vars: { score: String(score ?? 0) } });
}

/** Whether an item stands out among those that were recalled, so that it is marked. */
function stands(item: Memory, lit: ReadonlyMap<string, number>): boolean {
  const score = lit.get(idOf(item)) ?? 0;
  return item.lane !== 'profile' && !isOver(item) && score > 0 && score >= Math.max(...lit.values()) * MARKED_SHARE;
}

function slipView(item: Memory, fresh: boolean, marked: boolean): HTMLElement {
  const { validTo } = item;
  const over = validTo !== undefined;
  const words = make('span', { class: 'slip-text', dir: 'auto' }, wordsOf(item));
  return make(
    'li',
    { class: ['slip', fresh && 'fresh', marked && 'lit', over && 'over'].filter(Boolean).join(' ') },
    words,
    ...(over ? [make('span', { class: 'slip-until' }, `until ${day(validTo)}`)] : []),
  );
}

/** Of a turn what the person said; of the profile what it states. */
function wordsOf({ kind, text }: Memory): string {
  if (kind === 'profile') return text.replace(/^User: /, '').replaceAll('; ', ' · ');
  return kind === 'episode' ? (text.split('\n', 1)[0] ?? '') : text;
}
