import type { ProvisionProgress, ProvisionStage } from './provision.ts';

/** What the bar needs of a terminal; `process.stderr` is one. */
export interface BarStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressBar {
  update(progress: ProvisionProgress): void;
  /** Ends the line that is being redrawn; idempotent. */
  close(): void;
}

export interface BarOptions {
  /** Milliseconds, from anywhere. */
  readonly now?: () => number;
}

const LABEL: Readonly<Record<ProvisionStage, string>> = { download: 'Downloading the model', convert: 'Converting it', verify: 'Verifying it' };
const BAR_CELLS = 24;
const REDRAW_MS = 80;
const SPARSE_SHARE = 0.25;
const MEGABYTE = 1_000_000;
const CLEAR_LINE = '\r\u001B[2K';

/** One line redrawn in place on a terminal; elsewhere (a log, CI) a line at each stage's start and each quarter. */
export function createProgressBar(stream: BarStream, options: BarOptions = {}): ProgressBar {
  return stream.isTTY ? liveBar(stream, options.now ?? (() => performance.now())) : sparseLines(stream);
}

function liveBar(stream: BarStream, now: () => number): ProgressBar {
  let stage = '';
  let drawnAt = 0;
  return {
    update(progress) {
      const current = stageOf(progress);
      if (current === stage && progress.share < 1 && now() - drawnAt < REDRAW_MS) return;
      if (stage !== '' && current !== stage) stream.write('\n');
      stage = current;
      drawnAt = now();
      const full = Math.round(BAR_CELLS * progress.share);
      const bar = '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
      // Cut to the window: a line that wraps cannot be cleared.
      stream.write(CLEAR_LINE + `${bar} ${describe(progress)}`.slice(0, (stream.columns ?? 80) - 1));
    },
    close() {
      if (stage !== '') stream.write('\n');
      stage = '';
    },
  };
}

function sparseLines(stream: BarStream): ProgressBar {
  let stage = '';
  let next = 0;
  return {
    update(progress) {
      const current = stageOf(progress);
      if (current !== stage) next = 0;
      stage = current;
      if (progress.share < next) return;
      next = (Math.floor(progress.share / SPARSE_SHARE) + 1) * SPARSE_SHARE;
      stream.write(`${describe(progress)}\n`);
    },
    close() {
      stage = '';
    },
  };
}

function stageOf({ stage, source }: ProvisionProgress): string {
  return `${stage} ${source ?? ''}`;
}

function describe({ stage, share, source, totalBytes }: ProvisionProgress): string {
  const percent = `${Math.floor(share * 100)}`.padStart(3);
  const size = totalBytes === undefined ? '' : `, ${((share * totalBytes) / MEGABYTE).toFixed(1)} of ${(totalBytes / MEGABYTE).toFixed(1)} MB`;
  return `${percent}% ${LABEL[stage]}${source === undefined ? '' : ` (${source})`}${size}`;
}
