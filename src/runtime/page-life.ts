import type { PageSign } from '../contract/protocol.ts';

/** Tells what this page learns of itself until the function that it returns is called. In a worker of the app that is only whether it is online. */
export function watchPage(tell: (sign: PageSign) => void): () => void {
  const over = new AbortController();
  const on = (target: EventTarget | undefined, type: string, hear: (event: Event) => void): void =>
    target?.addEventListener(type, hear, { signal: over.signal });
  const { document } = globalThis as { document?: Document };
  // who comes back may have changed networks meanwhile, and who leaves may not come back
  const look = (): void => {
    if (navigator.onLine) tell('online');
  };
  on(globalThis, 'online', () => tell('online'));
  on(globalThis, 'offline', () => tell('offline'));
  on(document, 'visibilitychange', look);
  on(document, 'freeze', () => tell('away'));
  on(document, 'resume', () => tell('back'));
  on(globalThis, 'pagehide', () => tell('away'));
  on(globalThis, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) tell('back');
  });
  return () => over.abort();
}
