/** What a job in the worker may ask of the page. */
export interface JobTools {
  /** Names what begins now; a limit may stand on it. */
  phase(name: string): void;
  /** Live JS heap of this worker with its array buffers, without WASM memory; null where the browser does not tell. */
  heapBytes(): Promise<number | null>;
}

export type Job<Args, Result> = (args: Args, tools: JobTools) => Result | Promise<Result>;

export interface JobRequest {
  readonly name: string;
  readonly args: unknown;
}

export type FromWorker =
  | { readonly kind: 'phase'; readonly name: string }
  | { readonly kind: 'heap' }
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string };

export type ToWorker = { readonly kind: 'job'; readonly request: JobRequest } | { readonly kind: 'heap'; readonly bytes: number | null };

/** How a job ended. `late`: the phase ran past its limit. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly value: Result }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'late'; readonly phase: string };

/** Milliseconds that a phase may last, by its name. */
export type Limits = Readonly<Record<string, number>>;
