import type { BrowserContext, Page } from 'playwright';
import type { Acknowledged } from './app/identity.ts';
import type { App } from './app/main.ts';

declare global {
  var talker: App;
}

/** What the pages of a context are told is kept: the list grows as it comes. */
export async function collectAcknowledged(context: BrowserContext): Promise<readonly Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  await context.exposeFunction('acknowledge', (turn: Acknowledged) => void acknowledged.push(turn));
  return acknowledged;
}

/** Opens the app in a tab of its own. */
export async function openTab(context: BrowserContext, site: string, cloud: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site}?cloud=${encodeURIComponent(cloud)}`);
  await ready(page);
  return page;
}

export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => 'talker' in globalThis);
}

/** What the sync of a tab says of itself. */
export function syncOf(page: Page): Promise<Awaited<ReturnType<App['stats']>>['sync']> {
  return page.evaluate(async () => (await talker.stats()).sync);
}
