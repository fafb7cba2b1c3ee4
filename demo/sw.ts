/**
 * The service worker: keeps the page and its scripts, so that it opens without a network. The model is not its business:
 * the runtime keeps that itself.
 *
 * A new version is fetched whole beside the old one and waits. It takes over when the page says so or when no page of
 * the old version is left, so that a page never meets scripts of another version.
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
interface WordEvent extends LongEvent {
  readonly data: unknown;
}
interface ServiceWorkerScope {
  readonly clients: { claim(): Promise<void>; matchAll(options: { includeUncontrolled: boolean }): Promise<readonly unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LongEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
  addEventListener(type: 'message', listener: (event: WordEvent) => void): void;
}

const scope = globalThis as unknown as ServiceWorkerScope;
const PREFIX = 'memoair-demo-';
const CACHE = `${PREFIX}${PRECACHE.version}`;
const KNOWN = new Set(PRECACHE.files.map(({ url }) => url));

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    PRECACHE.files.map(async ({ url, integrity }) => {
      // a name with a hash in it means the same bytes in every version
      const named = url.startsWith('/assets/');
      const kept = named ? await caches.match(url) : undefined;
      await cache.put(url, kept ?? (await fetchFresh(url, integrity, named ? 'default' : 'no-cache')));
    }),
  );
}

async function fetchFresh(url: string, integrity: string, mode: RequestCache): Promise<Response> {
  const response = await fetch(url, { integrity, cache: mode });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response;
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const path = request.mode === 'navigate' && url.pathname === '/index.html' ? '/' : url.pathname;
  if (KNOWN.has(path)) event.respondWith(answer(request, path));
});

scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(scope.skipWaiting());
  if (event.data === 'take-over-if-alone')
    event.waitUntil(scope.clients.matchAll({ includeUncontrolled: true }).then((pages) => (pages.length > 1 ? undefined : scope.skipWaiting())));
});
