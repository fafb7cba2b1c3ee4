import type { App } from '../app/main.ts';

/** A tab, whatever drives it. */
export interface Tab {
  /** Calls a function of the page's `app`. What it takes and gives is data. */
  call<N extends keyof App>(name: N, ...parameters: Parameters<App[N]>): Promise<Awaited<ReturnType<App[N]>>>;
  /** Loads an address; resolves when its `app` is there. */
  load(url: string): Promise<void>;
  /** Goes to an empty page and back again. */
  awayAndBack(): Promise<void>;
  close(): Promise<void>;
}

/** What a browser's own tools do, where it has such tools. */
export interface Devtools {
  /** What this origin may store, in bytes; null lifts it. */
  limitStorage(tab: Tab, bytes: number | null): Promise<void>;
  /** Clears all that the origin keeps, as under storage pressure. */
  clearStorage(tab: Tab): Promise<void>;
  freeze(tab: Tab, frozen: boolean): Promise<void>;
  /** Ends the processes that draw pages and run their workers. */
  killRenderers(): Promise<void>;
}

export type BrowserName = 'chromium' | 'firefox' | 'webkit';

/** How a browser is started. */
export interface Launch {
  /** Folder that outlives it. */
  readonly profile: string;
  /** As a person has it who wants nothing to be kept. */
  readonly secret?: boolean;
  /** Its settings refuse storage. */
  readonly denied?: boolean;
}

/** A browser that runs. */
export interface Browser {
  readonly version: string;
  /** Null where it has none. */
  readonly devtools: Devtools | null;
  newTab(): Promise<Tab>;
  /** At once, with all its processes. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** What kind of browser it is. */
export interface BrowserKind {
  readonly name: BrowserName;
  /** Whether what it stores outlives its process. */
  readonly keeps: boolean;
  readonly can: { readonly secret: boolean; readonly denied: boolean };
  launch(options: Launch): Promise<Browser>;
}
