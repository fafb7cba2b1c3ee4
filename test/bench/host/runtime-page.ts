import type { BrowserContext, Page } from 'playwright';
import type { BenchBrowser } from './browser.ts';

/** A page of the runtime's bench in a storage of its own, which its later pages share. */
export interface RuntimePages extends AsyncDisposable {
  readonly context: BrowserContext;
  open(): Promise<Page>;
}

export async function runtimePages({ browser, url }: BenchBrowser): Promise<RuntimePages> {
  const context = await browser.newContext();
  return {
    context,
    async open() {
      const page = await context.newPage();
      await page.goto(`${url}runtime.html`);
      await page.waitForFunction(() => 'runtimeBench' in window);
      return page;
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
