import { many } from '../words.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** What a caller waits, in milliseconds. */
const DEADLINE_MS = 250;
const WIDTH = 640;
const HEIGHT = 150;
const LEFT = 64;
const BOTTOM = 4;
/** Ends of the axis, in milliseconds: the first that holds all of them. */
const SCALES = [10, 25, 50, 100, DEADLINE_MS, 500, 1000] as const;

/** Bars of the latest recalls, the newest on the right, and the deadline where it is near. */
export function latencyChart(times: readonly number[]): SVGElement {
  const longest = Math.max(...times);
  const scale = SCALES.find((end) => end >= longest * 1.1) ?? longest * 1.1;
  const y = (ms: number): number => HEIGHT - BOTTOM - (ms / scale) * (HEIGHT - BOTTOM - 14);
  const step = (WIDTH - LEFT) / Math.max(times.length, 20);
  const bars = times.map((ms, i) =>
    svg('rect', {
      x: WIDTH - (times.length - i) * step + 2,
      y: y(ms),
      width: Math.max(2, step - 4),
      height: HEIGHT - BOTTOM - y(ms),
      rx: 2,
      class: ms > DEADLINE_MS ? 'bar-late' : 'bar-ok',
    }),
  );
  const lines = [0.5, 1].flatMap((part) => [
    svg('line', { x1: LEFT, x2: WIDTH, y1: y(part * scale), y2: y(part * scale), class: part * scale === DEADLINE_MS ? 'grid-deadline' : 'grid' }),
    svg('text', { x: LEFT - 6, y: y(part * scale) + 4, class: 'axis-text' }, `${Math.round(part * scale)} ms`),
  ]);
  const sorted = times.toSorted((a, b) => a - b);
  const label = `The last ${many(times.length, 'recall')}: half took ${(sorted[Math.floor(times.length / 2)] ?? 0).toFixed(0)} ms or less, the longest ${longest.toFixed(0)} ms, of ${DEADLINE_MS} allowed.`;
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label }, ...lines, ...bars);
}

function svg(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: readonly (Node | string)[]): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
