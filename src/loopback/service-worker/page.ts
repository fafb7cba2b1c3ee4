import { DEFAULT_PORT } from '../../contract/defaults.ts';
import { asRuntimeError } from '../../contract/errors.ts';
import type { RespondOptions, Runtime } from '../../contract/runtime.ts';
import { wireError } from '../../contract/wire-response.ts';
import type { WireResponse } from '../../contract/wire.ts';
import { askForSync } from './ask-for-sync.ts';
import { isOffer, type FromPage, type Offer, type ToPage } from './protocol.ts';

/** What a page lends to the service worker; every {@link Runtime} is one. */
export type ServedRuntime = Pick<Runtime, 'identity' | 'respond'>;

/** Options of {@link connectServiceWorker}. */
export interface ConnectOptions {
  /** The loopback port that this page answers; `answerLoopback` in the service worker has to name it too. Default 7878. */
  readonly port?: number;
  /** When set, every call but health, and flush, needs `Authorization: Bearer <token>`. */
  readonly token?: string;
}

/**
 * Has this page's runtime answer what its service worker catches ({@link answerLoopback}): requests of XMLHttpRequest,
 * of `sendBeacon`, of other people's scripts, frames and dedicated workers. Returns the function that ends it, once.
 * What waits for the cloud when the page goes is sent by the service worker, where it was given one and the browser has
 * Background Sync. Where there are no service workers (a private window may have none) nothing is caught and nothing happens.
 *
 * @example
 * ```ts
 * await navigator.serviceWorker.register('/sw.js');
 * const disconnect = connectServiceWorker(createRuntime({ workspaceId: 'ws_1', userId: 'user_1' }));
 * ```
 */
export function connectServiceWorker(runtime: ServedRuntime | Promise<ServedRuntime>, { port = DEFAULT_PORT, token }: ConnectOptions = {}): () => void {
  const { serviceWorker: container } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!container) return () => undefined;
  const over = new AbortController();
  const hear = (event: MessageEvent): void => {
    const [line] = event.ports;
    if (!line || !isOffer(event.data) || event.data.port !== port) return;
    // a second runtime on the port must not answer as well
    event.stopImmediatePropagation();
    take(container, runtime, event.data, line, token === undefined ? {} : { token }).catch(() => line.close());
  };
  container.addEventListener('message', hear, { signal: over.signal });
  container.startMessages();
  askForSync(container, runtime, over.signal);
  return () => over.abort();
}

async function take(
  container: ServiceWorkerContainer,
  lent: ServedRuntime | Promise<ServedRuntime>,
  offer: Offer,
  line: MessagePort,
  options: RespondOptions,
): Promise<void> {
  const [runtime, registration] = await Promise.all([lent, container.ready]);
  if (registration.scope !== offer.scope) return line.close();
  const cancel = new AbortController();
  const say = (message: FromPage): void => line.postMessage(message);
  line.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === 'cancel') {
      cancel.abort(new DOMException('The call was cancelled.', 'AbortError'));
      return line.close();
    }
    const { request, deadline } = data;
    void runtime
      .respond(request, { ...options, signal: cancel.signal, ...(deadline === undefined ? {} : { deadline }) })
      .catch((thrown: unknown): WireResponse => wireError(asRuntimeError(thrown, 'The call')))
      .then((response) => say({ kind: 'answer', response }));
  });
  line.start();
  say({ kind: 'ready', identity: { workspaceId: runtime.identity.workspaceId, userId: runtime.identity.userId } });
}
