import type { BenchBrowser } from './host/browser.ts';
import type { Options } from './options.ts';
import type { Table } from './report/table.ts';

/** One number that the project is judged by: how many times better ours is, or a share of a limit. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
}

export interface SectionResult {
  readonly tables: readonly Table[];
  readonly ratios: readonly Ratio[];
}

export interface SectionContext {
  readonly options: Options;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Says what is under way; the next line replaces it on a terminal. */
  readonly progress: (text: string) => void;
  readonly browser: BenchBrowser;
  /** What sections before this one found, by their id. */
  readonly earlier: ReadonlyMap<string, SectionResult>;
}

/** One file under sections/ a subject; the list is sections.ts. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Whether the peers have to be installed first. */
  readonly needsPeers?: boolean;
  /** Runs only when asked for by an option of its own. */
  readonly asked?: (options: Options) => boolean;
  run(context: SectionContext): Promise<SectionResult>;
}
