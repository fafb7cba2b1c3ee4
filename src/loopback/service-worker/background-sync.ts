import type { OwnRuntime } from './own-runtime.ts';
import type { LoopbackScope } from './scope.ts';

/** Tag of the event with which a browser wakes the service worker once it is online. */
export const SYNC_TAG = 'memoair-web/outbox';

/** A browser ends an event that takes minutes; what is left by then is left for the next one, in milliseconds. */
const FLUSH_MS = 20_000;

/** Sends what the pages left behind, when the browser says that it can be sent. One that fails is told again by the browser, a few times. */
export function carryOn(scope: LoopbackScope, own: OwnRuntime): void {
  scope.addEventListener('sync', (event) => {
    if (event.tag === SYNC_TAG) event.waitUntil(own.use(async (runtime) => assertSent(await runtime.flush({ deadlineMs: FLUSH_MS }))));
  });
}

function assertSent({ pending }: { readonly pending: number }): void {
  if (pending > 0) throw new Error('Events still wait for the cloud.');
}
