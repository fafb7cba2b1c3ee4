import type { BrowserContext, CDPSession, Page } from 'playwright';

/** How long a page keeps its process busy to be found by it, in milliseconds. */
const BUSY_MS = 400;

/** Tells which process of the system draws a page and runs its workers. */
export class Renderers {
  readonly #session: CDPSession;

  static async of(context: BrowserContext): Promise<Renderers> {
    return new Renderers(await context.browser()!.newBrowserCDPSession());
  }

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  /** No call tells it: the page works for a moment, and the process that has worked is its own. */
  async pidOf(page: Page): Promise<number> {
    for (;;) {
      const before = await this.#seconds();
      await page.evaluate((ms) => {
        for (const end = performance.now() + ms; performance.now() < end;);
      }, BUSY_MS);
      const worked = [...(await this.#seconds())].map(([pid, seconds]) => ({ pid, seconds: seconds - (before.get(pid) ?? 0) }));
      const [most, next] = worked.sort((a, b) => b.seconds - a.seconds);
      // beside others that are busy too it is looked at once more
      if (most && most.seconds > 2 * (next?.seconds ?? 0)) return most.pid;
    }
  }

  async #seconds(): Promise<ReadonlyMap<number, number>> {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.flatMap(({ type, id, cpuTime }) => (type === 'renderer' ? [[id, cpuTime] as const] : [])));
  }
}
