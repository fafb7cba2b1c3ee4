import { OURS } from './peers/names.ts';
import type { BenchResult } from './report/result.ts';
import type { Cell } from './report/table.ts';

interface Bar {
  readonly name: string;
  readonly p50: number;
  readonly beside: string;
}

const WIDTH = 860;
const NAMES = 190;
const BARS = 360;
const TOP = 64;
const ROW = 30;
const THICK = 18;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 16px; font-weight: 600 }
  .small { font-size: 12px; fill: #57606a }
  .bar { fill: #8c959f } .ours { fill: #0969da } .own { font-weight: 600 }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 } .bar { fill: #6e7681 } .ours { fill: #4493f8 } .grid { stroke: #3d444d }
  }`;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const milliseconds = (value: number): string => `${value >= 10 ? value.toFixed(0) : value.toPrecision(2)} ms`;

const seconds = (value: number): string => (value < 0.1 ? '< 0.1 s' : `${value.toFixed(value < 10 ? 1 : 0)} s`);

function barOf(row: Readonly<Record<string, Cell>>): Bar[] {
  const { peer, p50, quality, buildS } = row;
  if (typeof peer !== 'string' || typeof p50 !== 'number') return [];
  const recall = typeof quality === 'number' ? `recall ${quality.toFixed(3)}` : '';
  const build = typeof buildS === 'number' ? `build ${seconds(buildS)}` : '';
  return [{ name: peer, p50, beside: [milliseconds(p50), recall, build].filter(Boolean).join(' · ') }];
}

/** The vector engines' search times at 10,000 documents, or at the largest size below that, as an SVG. */
export function chartSvg(result: BenchResult): string {
  const rows = result.tables.filter(({ id }) => id === 'vector-peers' || id === 'native-vectors').flatMap((table) => table.rows);
  const size = Math.max(0, ...rows.map((row) => Number(row['size'])).filter((documents) => documents <= 10_000));
  const bars = rows
    .filter((row) => row['size'] === size)
    .flatMap(barOf)
    .sort((a, b) => a.p50 - b.p50);
  const times = bars.map(({ p50 }) => p50);
  const low = Math.floor(Math.log10(Math.min(1, ...times)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...times))));
  const x = (ms: number): number => ((Math.log10(ms) - low) / (high - low)) * BARS;
  const bottom = TOP + bars.length * ROW;

  const grid = Array.from({ length: high - low + 1 }, (_, i) => {
    const at = NAMES + x(10 ** (low + i));
    const label = `<text class="small" x="${at}" y="${bottom + 20}" text-anchor="middle">${10 ** (low + i)} ms</text>`;
    return `<line class="grid" x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${bottom}"/>${label}`;
  });
  const drawn = bars.map(({ name, p50, beside }, i) => {
    const y = TOP + i * ROW;
    const own = name === OURS;
    const width = Math.max(2, x(p50));
    return [
      `<text class="${own ? 'own' : ''}" x="${NAMES - 10}" y="${y + 14}" text-anchor="end">${escape(name)}</text>`,
      `<rect class="${own ? 'ours' : 'bar'}" x="${NAMES}" y="${y}" width="${width.toFixed(1)}" height="${THICK}" rx="3"/>`,
      `<text class="${own ? 'own' : 'small'}" x="${(NAMES + width + 8).toFixed(1)}" y="${y + 14}">${escape(beside)}</text>`,
    ].join('');
  });
  const { cpu, cores, browser } = result.machine;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 34}" width="${WIDTH}" height="${bottom + 34}" role="img">`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="16" y="26">Ten nearest of ${size.toLocaleString('en-US')} vectors: median search time, shorter is better</text>`,
    `<text class="small" x="16" y="45">384 dimensions, one browser worker an engine · ${escape(cpu)}, ${cores} cores · Chromium ${escape(browser)}</text>`,
    ...grid,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}
