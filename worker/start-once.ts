/** Held by whichever copy of the worker's script runs first. */
const STARTED = Symbol.for('memoair-web/worker');

/**
 * Starts what answers in this worker, once. What is loaded later imports from the worker's script by its bare name: to WebKit that is
 * another module than the one that it started, and so it is to every browser where the worker's address has a query. The script
 * runs again then, and must not answer every call beside the first.
 */
export function startOnce(start: () => void): void {
  if (STARTED in self) return;
  Object.defineProperty(self, STARTED, { value: true });
  start();
}
