import type { StatsResponse } from '../../contract/local.ts';
import { SYNC_TAG } from './background-sync.ts';
import type { ServedRuntime } from './page.ts';

/** What of the Background Sync API is used here; only some browsers have it. */
interface SyncRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

const STATS = { method: 'GET', path: '/v1/local/stats', contentType: null, authorization: null, body: null } as const;

/**
 * Asks the browser to wake the service worker once it is online, where this page leaves or loses its network: with `offline`
 * at once, because it may be closed before it is online again, when it is hidden if something waits.
 */
export function askForSync(container: ServiceWorkerContainer, runtime: ServedRuntime | Promise<ServedRuntime>, signal: AbortSignal): void {
  const ask = async (waits: (sync: StatsResponse['sync']) => boolean): Promise<void> => {
    const { sync } = (await container.ready) as SyncRegistration;
    if (!sync) return;
    const { status, body } = await (await runtime).respond(STATS);
    if (status === 200 && waits((JSON.parse(body) as StatsResponse).sync)) await sync.register(SYNC_TAG);
  };
  // a browser may refuse it, and a runtime may have closed: the next start of the app sends what waits
  const quietly = (waits: (sync: StatsResponse['sync']) => boolean): void => void ask(waits).catch(() => undefined);
  globalThis.addEventListener('offline', () => quietly(({ cloud }) => cloud === 'configured'), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') quietly(({ pending = 0 }) => pending > 0);
    },
    { signal },
  );
}
