/** How a wait ends without what was waited for. */
export interface WaitOptions {
  /** What was not taken stays for the next call. */
  readonly signal?: AbortSignal | undefined;
}
