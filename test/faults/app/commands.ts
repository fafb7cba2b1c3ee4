/** Where a commit of a turn is when its worker, its page or its browser ends. */
export type Step =
  /** No transaction yet. */
  | 'before'
  /** The guards are read, the writes are queued. */
  | 'within'
  /** All writes are done, the commit is not begun. */
  | 'written'
  /** On disk, but nobody was told. */
  | 'committed';

/** What a worker is told to do once it runs. */
export type Command =
  /** Stops for good at that step of the next turn's commit. */
  | { readonly fault: 'stop'; readonly at: Step }
  /** Every connection to a database ends, as when the browser closes it. */
  | { readonly fault: 'drop' }
  /** What the clock on the wall shows from now on is off by so many milliseconds. */
  | { readonly fault: 'clock'; readonly ms: number }
  /** The memory of every WebAssembly instance stays as large as it is. */
  | { readonly fault: 'no-memory' };

/** What a worker finds wrong from its first moment on. */
export type Born =
  /** `indexedDB.open` throws this. */
  | 'SecurityError'
  | 'InvalidStateError'
  /** Its schema is one further. */
  | 'newer'
  /** No memory of WebAssembly can grow. */
  | 'no-memory'
  | 'no-shared-memory';

/** Which page's worker is told, by the `line` of its address. Null where storage is denied, and channels with it. */
export function channelOf(line: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(`faults/${line}`);
  } catch {
    return null;
  }
}

/** Lets `Date` go wrong by so many milliseconds; `performance` goes on as it did. */
export function setClockOff(ms: number): void {
  const Real = realDate;
  class Off extends Real {
    constructor(...parts: readonly unknown[]) {
      // oxlint-disable-next-line typescript/no-unsafe-argument -- handed on as they came
      super(...((parts.length === 0 ? [Real.now() + ms] : parts) as [number]));
    }
    static override now(): number {
      return Real.now() + ms;
    }
  }
  globalThis.Date = Off as DateConstructor;
}
const realDate = Date;
