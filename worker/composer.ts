import type { Budgets, LaneName } from '../src/contract/types.ts';
import { LANES } from '../src/contract/types.ts';
import { isPlain, neutralise } from './neutralise.ts';

/** One line that may stand in contextText, in the lane's order of preference. */
export interface ContextLine {
  /** Lines with one id are one line, whichever lanes offer them. */
  readonly id: string;
  /** The item of the response that it belongs to. */
  readonly item: string;
  readonly text: string;
  /** Day it was said, `YYYY-MM-DD`; lines of a day stand together under it. */
  readonly day: string | null;
}

/** What stands in the text so far. */
interface Shown {
  readonly ids: Set<string>;
  /** Lower case. */
  readonly texts: Set<string>;
}

export type LaneLines = Readonly<Record<LaneName, Iterable<ContextLine>>>;

/** What is left of the last line when it is cut; shorter than this it says nothing. */
const SHORTEST_CUT = 40;
const ELLIPSIS = '…';
const BULLET = '- ';
/** A bullet, one character and the line break: nothing fits into less. */
const SHORTEST_LINE = 4;
/** Lines that did not fit, after which no shorter one is looked for. */
const LOOKED_FURTHER = 16;

/**
 * Composes contextText: `## profile`, `## working`, `## permanent`, `## org`, each with the best lines that fit. Pure.
 *
 * A line is taken in the lane's order as long as it fits whole; one that does not is passed over for shorter ones soon
 * after it, and the first of a lane is cut at a word boundary instead. No line stands twice.
 */
export function compose(lanes: LaneLines, budgets: Pick<Budgets, 'contextCharCap' | 'perLaneCharCap'>): string {
  const shown: Shown = { ids: new Set(), texts: new Set() };
  const sections: string[] = [];
  let left = budgets.contextCharCap;
  for (const lane of LANES) {
    const gap = sections.length > 0 ? 1 : 0;
    const section = composeLane(lane, lanes[lane], Math.min(budgets.perLaneCharCap, left - gap), shown);
    if (section === '') continue;
    sections.push(section);
    left -= section.length + gap;
  }
  return sections.join('\n');
}

function composeLane(lane: LaneName, lines: Iterable<ContextLine>, cap: number, shown: Shown): string {
  const heading = `## ${lane}`;
  const days = new Map<string, string[]>();
  let left = cap - heading.length;
  let misfits = 0;
  for (const line of lines) {
    if (left < SHORTEST_LINE) break;
    if (shown.ids.has(line.id)) continue;
    const { text: said } = line;
    // most candidates come when the room is nearly gone: what cannot fit is passed over, as often as it is likely to pay
    if (days.size > 0 && said.length > left && isPlain(said)) {
      if (++misfits > LOOKED_FURTHER) break;
      continue;
    }
    const text = neutralise(said);
    const key = text.toLowerCase();
    if (text === '' || shown.texts.has(key)) continue;
    const day = line.day ?? '';
    const dayCost = day !== '' && !days.has(day) ? dayHeading(day).length + 1 : 0;
    const room = left - dayCost - BULLET.length - 1;
    const fitted = text.length <= room ? text : days.size === 0 ? cut(text, room) : '';
    // two long lines that begin alike may be one line when cut
    if (fitted === '' || shown.texts.has(fitted.toLowerCase())) continue;
    shown.ids.add(line.id);
    shown.texts.add(key).add(fitted.toLowerCase());
    const group = days.get(day);
    if (group) group.push(fitted);
    else days.set(day, [fitted]);
    left -= dayCost + BULLET.length + fitted.length + 1;
  }
  if (days.size === 0) return '';
  // lines without a day go first: after a day's heading they would read as said on it
  const groups = [...days].sort(([a], [b]) => Number(a !== '') - Number(b !== ''));
  const body = groups.map(([day, texts]) => (day === '' ? '' : `${dayHeading(day)}\n`) + texts.map((text) => BULLET + text).join('\n'));
  return [heading, ...body].join('\n');
}

function dayHeading(day: string): string {
  return `[${day}]`;
}

/** The start of `text` in at most `room` units, ended at a word boundary; empty when too little would be left. */
export function cut(text: string, room: number): string {
  if (room < Math.min(SHORTEST_CUT, text.length)) return '';
  if (text.length <= room) return text;
  let end = room - ELLIPSIS.length;
  const space = text.lastIndexOf(' ', end);
  // without a space near the end (an unspaced script, one endless word) the cut falls between characters
  if (space > end * 0.6) end = space;
  else if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end--;
  return text.slice(0, end).trimEnd() + ELLIPSIS;
}
