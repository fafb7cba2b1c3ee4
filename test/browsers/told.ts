/** One test, as it ended in a page. */
export interface Ended {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** First lines of its errors; empty when it passed. */
  readonly why: readonly string[];
}

/** What a page tells its server while it runs a file. */
export type Told =
  | { readonly what: 'began'; readonly name: string }
  | { readonly what: 'ended'; readonly test: Ended }
  | { readonly what: 'over'; readonly errors: readonly string[] };
