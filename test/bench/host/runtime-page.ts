import type { BrowserContext, Page } from 'playwright';
import type { BenchBrowser } from './browser.ts';

/** A page of the runtime's bench, or of another one, in a storage of its own, which its later pages share. */
export interface RuntimePages extends AsyncDisposable {
  readonly context: BrowserContext;
  open(): Promise<Page>;
}

export async function runtimePages(
  { browser, url }: BenchBrowser,
  file: 'runtime.html' | 'projection.html' | 'voice.html' | 'encryption.html' = 'runtime.html',
): Promise<RuntimePages> {
  const context = await browser.newContext();
  return {
    context,
    async open() {
      const page = await context.newPage();
      await page.goto(`${url}${file}`);
      await page.waitForFunction(() => 'runtimeBench' in window || 'projectionBench' in window || 'voiceBench' in window || 'encryptionBench' in window);
      return page;
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
