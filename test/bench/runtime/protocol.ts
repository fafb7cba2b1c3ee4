/** What the page of the runtime's bench does for whoever drives it. */
export interface RuntimeBench {
  /** Writes the databases of a runtime with so many items. Before {@link RuntimeBench.open}. */
  seed(size: { readonly permanent: number; readonly org: number }): Promise<void>;
  /** Starts the runtime and waits until every item is dense. Milliseconds from the start to the first recall with vectors. */
  open(threads: number): Promise<number>;
  /** Recalls through the shim, in blocks, each block after bare forward passes over the same queries. */
  recalls(count: number): Promise<RecallTimes>;
  /** Recalls after a hint at the same text. */
  hinted(count: number): Promise<number[]>;
  /** Turns through the shim, each after a bare strict transaction. */
  turns(count: number): Promise<{ readonly acknowledged: number[]; readonly bare: number[] }>;
  /** Recalls and nothing else, for a trace of this thread. */
  onlyRecalls(count: number): Promise<void>;
  /** The bare ways: the model's session from what is cached, and one read of every stored byte. Milliseconds. */
  bareStart(threads: number): Promise<number>;
  close(): Promise<void>;
}

export interface RecallTimes {
  /** Wall time of a fetch as the app sees it, milliseconds each. */
  readonly recall: number[];
  /** The model's session.run over the same query, in a worker of its own. */
  readonly bare: number[];
  /** trace.totalMs: inside the engine. */
  readonly engine: number[];
  readonly embed: number[];
  readonly compose: number[];
  readonly degraded: number;
}

declare global {
  interface Window {
    runtimeBench: RuntimeBench;
  }
}
