/**
 * The service worker: keeps the page and its scripts, so that it opens without a network. The model is not its business:
 * the runtime keeps that itself.
 *
 * Each build is a version of its own, kept whole beside the one before; the page is written last, so a version that has
 * its page is complete. The page comes from the network when that answers, else from the newest complete version; the
 * scripts it names carry hashes and are the same in every version. So it does not matter which version's service worker
 * is the active one, and none has to be pushed out: a page whose requests are under way while its service worker is
 * replaced can hang (https://github.com/w3c/ServiceWorker/issues/1295).
 *
 * @module
 */

export interface Precache {
  readonly version: string;
  readonly files: readonly { readonly url: string; readonly integrity: string }[];
}

/** Written here by the build. */
declare const PRECACHE: Precache;

interface LongEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends LongEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface ServiceWorkerScope {
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: LongEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}

const scope = globalThis as unknown as ServiceWorkerScope;
const PREFIX = 'memoair-demo-';
const CACHE = `${PREFIX}${PRECACHE.version}`;
const PAGE = '/';
const ASSETS = '/assets/';
/** How long the page is waited for before the kept one is shown, in milliseconds. */
const PATIENCE_MS = 3000;

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    PRECACHE.files.map(async ({ url, integrity }) => {
      if (url !== PAGE) await cache.put(url, (await caches.match(url)) ?? (await fetchWhole(url, { integrity })));
    }),
  );
  const page = PRECACHE.files.find(({ url }) => url === PAGE);
  await cache.put(PAGE, await fetchWhole(PAGE, { integrity: page?.integrity ?? '', cache: 'no-cache' }));
}

/** Runs when no page of an older version is left. */
async function activate(): Promise<void> {
  const names = await versions();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

async function freshPage(request: Request): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetchWhole(request, { signal: patience.signal });
  } catch (thrown) {
    for (const name of await versions()) {
      const kept = await (await caches.open(name)).match(PAGE);
      if (kept) return kept;
    }
    throw thrown;
  } finally {
    // the page's body, whose head has come, may take longer
    clearTimeout(timer);
  }
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** Names of the kept versions, newest first. */
async function versions(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX)).toReversed();
}

async function fetchWhole(request: Request | string, init: RequestInit): Promise<Response> {
  const response = await fetch(request, init);
  if (!response.ok || response.redirected) throw new Error(`HTTP ${response.status}`);
  return response;
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(freshPage(request));
  else if (pathname.startsWith(ASSETS)) event.respondWith(asset(request));
});
