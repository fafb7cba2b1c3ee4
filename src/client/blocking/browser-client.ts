import { DEFAULT_PORT } from '../../contract/defaults.ts';
import type { RuntimeOptions } from '../../runtime/options.ts';
import { spawnWorker } from '../../runtime/spawn.ts';
import { assertMayBlock, notHere, threadClient, type BlockingClient } from './blocking-client.ts';
import type { BrowserThreadStart } from './browser-thread.ts';

/** Options of {@link createBlockingClient} in a browser. */
export interface BrowserBlockingClientOptions {
  /** Opens this runtime in the helping thread, which then answers on `port`. Addresses in it are taken from this worker's. Default: none, calls go out by `fetch`. */
  readonly runtime?: Omit<RuntimeOptions, 'onIncident'>;
  /** Loopback port of `runtime`. Default 7878. */
  readonly port?: number;
  /** The helping thread's script, when it is not where the bundler put it. */
  readonly threadUrl?: string | URL;
}

const NAME = 'memoair-blocking';

/**
 * A client for the blocking classes, in a dedicated worker of a cross-origin isolated page. It is asynchronous itself,
 * since a browser starts no thread for one that is blocked; several memories may share it. Without `runtime` its calls go
 * to a real port, or to the runtime of the page where a service worker answers (`answerLoopback`).
 *
 * @throws MemoAirVoiceMemoryError `runtime.not_found` where no thread may wait (a page's own thread, a page that is not
 * isolated, an edge isolate), or the helping thread does not start
 * @example
 * ```ts
 * const client = await createBlockingClient({ runtime: { workspaceId: 'proj_1', userId: 'caller_42' } });
 * const memory = new MemoAirVoiceMemorySync({ projectId: 'proj_1', userId: 'caller_42', client });
 * memory.startSession();
 * ```
 */
export async function createBlockingClient(options: BrowserBlockingClientOptions = {}): Promise<BlockingClient> {
  assertMayBlock();
  if (!('Worker' in globalThis)) throw notHere('This thread can start no other. Use MemoAirVoiceMemory, which is asynchronous.');
  const { threadUrl, port = DEFAULT_PORT, runtime = null } = options;
  const thread =
    threadUrl === undefined
      ? new Worker(new URL('./browser-thread.ts', import.meta.url), { type: 'module', name: NAME })
      : spawnWorker(new URL(threadUrl, location.href), NAME);
  const ready = new Promise<void>((resolve, reject) => {
    thread.addEventListener('message', () => resolve(), { once: true });
    thread.addEventListener(
      'error',
      () => reject(notHere('The thread that makes the calls did not start. Check where its script lies, or give its place as threadUrl.')),
      {
        once: true,
      },
    );
  });
  thread.postMessage({ kind: 'start', port, runtime: runtime && cloneable(runtime) } satisfies BrowserThreadStart);
  await ready;
  return threadClient({
    post: (message) => thread.postMessage(message),
    end: () => thread.postMessage({ kind: 'end' }),
  });
}

/** An URL cannot cross to another thread, and a relative address means another place there. */
function cloneable(options: Omit<RuntimeOptions, 'onIncident'>): Omit<RuntimeOptions, 'onIncident'> {
  const absolute = (name: 'modelUrl' | 'workerUrl' | 'assetsUrl' | 'transformersUrl'): object => {
    const url = options[name];
    return url === undefined || url === null ? {} : { [name]: new URL(url, location.href).href };
  };
  return { ...options, ...absolute('modelUrl'), ...absolute('workerUrl'), ...absolute('assetsUrl'), ...absolute('transformersUrl') };
}
