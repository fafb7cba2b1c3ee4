import { letGo, PageLine } from './line.ts';
import { offerOf, type FromPage } from './protocol.ts';
import type { LoopbackScope, ScopeClient } from './scope.ts';

/** How much longer than the first page the others are waited for, in milliseconds. */
const GRACE_MS = 10;

/** Finds the pages that serve a port by asking all there are. */
export class Pages {
  readonly #scope: LoopbackScope;
  /** Who answered last time. A hint that spares waiting; lost when the browser stops the service worker. */
  #known: ReadonlySet<string> = new Set();

  constructor(scope: LoopbackScope) {
    this.#scope = scope;
  }

  /** Whether a page is still there. */
  async has(clientId: string): Promise<boolean> {
    return (await this.#scope.clients.get(clientId)) !== undefined;
  }

  /**
   * Lines to the pages that serve the port and said so in time, the caller's own first. Empty when there is none: at once
   * where there is no page at all, else after `waitMs`. `thorough`: the first to answer will not do, as it may be another
   * user's; each page is waited for, or the caller's own.
   */
  async serving(port: number, caller: string, { waitMs, thorough }: { readonly waitMs: number; readonly thorough: boolean }): Promise<PageLine[]> {
    const pages = await this.#scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const lines = pages.length === 0 ? [] : await this.#ask(pages, port, caller, waitMs, thorough);
    this.#known = new Set(lines.map(({ clientId }) => clientId));
    return lines.sort((a, b) => Number(b.clientId === caller) - Number(a.clientId === caller));
  }

  #ask(pages: readonly ScopeClient[], port: number, caller: string, waitMs: number, thorough: boolean): Promise<PageLine[]> {
    const patient = thorough || (this.#known.has(caller) && pages.some(({ id }) => id === caller));
    return new Promise((resolve) => {
      const ready: PageLine[] = [];
      const over = new AbortController();
      const finish = (): void => {
        clearTimeout(timer);
        over.abort();
        resolve(ready);
      };
      let timer = setTimeout(finish, waitMs);
      const hear = (line: PageLine): void => {
        ready.push(line);
        if (line.clientId === caller || ready.length === pages.length) return finish();
        if (patient || ready.length > 1) return;
        clearTimeout(timer);
        timer = setTimeout(finish, GRACE_MS);
      };
      for (const page of pages) offer(page, port, this.#scope.registration.scope, over.signal, hear);
    });
  }
}

/** Calls `hear` when the page says that it serves the port, if it does so before `over`. */
function offer(page: ScopeClient, port: number, scope: string, over: AbortSignal, hear: (line: PageLine) => void): void {
  const { port1, port2 } = new MessageChannel();
  // a page that says so later is told that it came too late
  const forget = (): void => letGo(port1);
  over.addEventListener('abort', forget, { once: true });
  const ready = ({ data }: MessageEvent<FromPage>): void => {
    if (data.kind !== 'ready') return;
    over.removeEventListener('abort', forget);
    hear(new PageLine(page.id, data.identity, port1));
  };
  port1.addEventListener('message', ready, { once: true });
  port1.start();
  page.postMessage(offerOf(port, scope), [port2]);
}
