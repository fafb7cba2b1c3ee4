/** Milliseconds, each from the call to the answer as an app has it. */
export interface Visit {
  /** From the runtime being made until a recall has found something. */
  readonly byWords: number;
  /** The same with vectors. */
  readonly byMeaning: number;
  readonly recalls: readonly number[];
  /** Of them, those that went by words alone. */
  readonly degraded: number;
  readonly turns: readonly number[];
}

/** What the page does for whoever drives it. */
export interface PhoneBench {
  /** How many passes of a loop a thread does in 300 ms: the page's, and a worker's. */
  spin(): Promise<{ readonly page: number; readonly worker: number }>;
  /** Writes a memory of so many items, vectors and all. */
  seed(items: number): Promise<void>;
  /** `fresh`: nothing was kept, and something is said before the first recall. */
  visit(what: { readonly recalls: number; readonly turns: number; readonly fresh: boolean }): Promise<Visit>;
}

declare global {
  interface Window {
    phoneBench: PhoneBench;
  }
}
