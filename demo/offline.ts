/**
 * Registers the service worker once the page has loaded: what it fetches must not hold up what the page needs first.
 * In development there is none.
 */
export function keepOffline(): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker || !import.meta.env.PROD) return;
  // refused in some private windows: the page then needs its server
  addEventListener('load', () => void serviceWorker.register('/sw.js').catch(() => undefined));
}

/** Whether this page would open without a network. It may not be controlled itself: a claim can miss a page that is just opening. */
export async function isKept(): Promise<boolean> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const registration = await serviceWorker?.getRegistration().catch(() => undefined);
  return registration?.active != null;
}
