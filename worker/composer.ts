import type { Budgets, LaneName } from '../src/contract/types.ts';
import { LANES } from '../src/contract/types.ts';
import { isPlain, neutralise } from './neutralise.ts';
import type { RankedPassage } from './search/passage.ts';

/** One line that may stand in contextText, in the lane's order of preference. */
export interface ContextLine {
  /** Lines with one id are one line, whichever lanes offer them. */
  readonly id: string;
  /** The item of the response that it belongs to. */
  readonly item: string;
  readonly text: string;
  /** Day it was said, `YYYY-MM-DD`; lines of a day stand together under it. */
  readonly day: string | null;
  /** Where it stands in its talk; lines that have it are shown in that order, whatever their rank. */
  readonly order?: number;
  /** Its passage, where the query found it. */
  readonly found?: RankedPassage;
}

/** A line as it is shown. */
interface Fitted {
  readonly text: string;
  readonly order: number;
  readonly line: ContextLine;
}

/** A line of the text, where it stands there, without its dash. */
export interface ShownLine {
  readonly lane: LaneName;
  readonly line: ContextLine;
  readonly start: number;
  readonly length: number;
}

/** What was composed. */
export interface Composed {
  readonly text: string;
  /** Where each line stands; worked out when it is asked for. */
  readonly lines: () => ShownLine[];
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
export function compose(lanes: LaneLines, budgets: Pick<Budgets, 'contextCharCap' | 'perLaneCharCap'>): Composed {
  const shown: Shown = { ids: new Set(), texts: new Set() };
  const sections: (readonly [LaneName, Section])[] = [];
  let left = budgets.contextCharCap;
  for (const lane of LANES) {
    const gap = sections.length > 0 ? 1 : 0;
    const section = composeLane(lane, lanes[lane], Math.min(budgets.perLaneCharCap, left - gap), shown);
    if (section.text === '') continue;
    sections.push([lane, section]);
    left -= section.text.length + gap;
  }
  return { text: sections.map(([, { text }]) => text).join('\n'), lines: () => shownLines(sections) };
}

function shownLines(sections: readonly (readonly [LaneName, Section])[]): ShownLine[] {
  const lines: ShownLine[] = [];
  let at = 0;
  for (const [lane, { text, groups }] of sections) {
    let start = at + headingOf(lane).length + 1;
    for (const [day, group] of groups) {
      if (day !== '') start += dayHeading(day).length + 1;
      for (const fitted of group) {
        lines.push({ lane, line: fitted.line, start: start + BULLET.length, length: fitted.text.length });
        start += BULLET.length + fitted.text.length + 1;
      }
    }
    at += text.length + 1;
  }
  return lines;
}

/** A lane's part of the text: its lines by day. */
interface Section {
  readonly text: string;
  readonly groups: readonly (readonly [string, readonly Fitted[]])[];
}

const headingOf = (lane: LaneName): string => `## ${lane}`;

function composeLane(lane: LaneName, lines: Iterable<ContextLine>, cap: number, shown: Shown): Section {
  const heading = headingOf(lane);
  const days = new Map<string, Fitted[]>();
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
    const entry: Fitted = { text: fitted, order: line.order ?? 0, line };
    if (group) group.push(entry);
    else days.set(day, [entry]);
    left -= dayCost + BULLET.length + fitted.length + 1;
  }
  if (days.size === 0) return { text: '', groups: [] };
  // stable: lines without an order keep their rank
  for (const group of days.values()) group.sort((a, b) => a.order - b.order);
  // lines without a day go first: after a day's heading they would read as said on it
  const groups = [...days].sort(([a, [first]], [b, [other]]) => Number(a !== '') - Number(b !== '') || first!.order - other!.order);
  const body = groups.map(([day, group]) => (day === '' ? '' : `${dayHeading(day)}\n`) + group.map(({ text }) => BULLET + text).join('\n'));
  return { text: [heading, ...body].join('\n'), groups };
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
