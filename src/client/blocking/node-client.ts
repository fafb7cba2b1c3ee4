import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { notHere, threadClient, type BlockingClient } from './blocking-client.ts';

/** Options of {@link createBlockingClient} in Node. */
export interface NodeBlockingClientOptions {
  /** The thread's script, when it does not lie beside this file as it does in the package (an app bundled into one file). */
  readonly threadUrl?: string | URL;
}

/** What the thread may take to start, in milliseconds. */
const START_LIMIT_MS = 10_000;

/**
 * A client of which several {@link MemoAirVoiceMemorySync} may share one thread. Close it when none needs it any more; a
 * process that has nothing else to do ends all the same.
 *
 * @throws MemoAirVoiceMemoryError `runtime.not_found` when the thread does not start
 */
export function createBlockingClient(options: NodeBlockingClientOptions = {}): BlockingClient {
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const script = options.threadUrl ? new URL(options.threadUrl) : new URL('./blocking-thread.js', import.meta.url);
  if (script.protocol === 'file:' && !existsSync(script)) throw notStarted();
  const thread = new Worker(script, { workerData: ready });
  thread.unref();
  // told by the wait below: an event would come to a thread that sleeps
  thread.on('error', () => undefined);
  if (Atomics.wait(ready, 0, 0, START_LIMIT_MS) === 'timed-out') {
    void thread.terminate();
    throw notStarted();
  }
  return threadClient({
    post: (message) => thread.postMessage(message),
    end: () => void thread.terminate(),
  });
}

const notStarted = (): Error =>
  notHere(
    'The thread that makes the calls did not start. It needs blocking-thread.js, which lies beside this file in the package: keep it there, or give its place as threadUrl.',
  );
