import { element } from './view/dom.ts';

/**
 * Registers the service worker, and shows when a new version of the page waits. One that waits when the page has only
 * just opened, and no other tab needs the old one, takes over at once.
 */
export function keepOffline(): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker || !import.meta.env.PROD) return;
  let updating = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // the first worker of a fresh page changes nothing; a later one brings another version
    if (updating) location.reload();
    updating = true;
  });
  addEventListener('load', () => void register(serviceWorker));
}

async function register(serviceWorker: ServiceWorkerContainer): Promise<void> {
  const registration = await serviceWorker.register('/sw.js', { type: 'classic' }).catch(() => undefined);
  if (!registration) return;
  registration.waiting?.postMessage('take-over-if-alone');
  element('update-button').addEventListener('click', () => registration.waiting?.postMessage('take-over'));
  const offer = (): void => {
    element('update').hidden = registration.waiting === null;
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
}
