/** `node test/browsers/first-load.mjs`: what a visit to the demo takes and what is sent for it, the first time and later. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright';
import { serveDemo } from '../../../demo/serve.ts';
import { provisionModel } from '../../../src/node/model/provision.ts';
import { builtDemo } from '../../demo/built-demo.ts';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import { keep } from '../document.ts';
import { countingLine, type CountingLine } from './counting-line.ts';
import type { FirstLoad } from './measured.ts';
import { watch, type Watched } from './watch.ts';

/** As a phone has it out of doors, in bytes a second. */
const SLOW = 1_250_000;
const PATIENCE_MS = 240_000;
/** Asked without a pause, the page would load more slowly. */
const ASK_AGAIN_MS = 250;
/** Longer tasks are felt, in milliseconds. */
const LONG_MS = 50;
/** So long without one, and the page is taken as ready. */
const QUIET_MS = 2_000;

async function main(): Promise<void> {
  const [folder, { folder: modelFolder }] = await Promise.all([builtDemo(), provisionModel()]);
  const demo = await serveDemo({ folder, modelFolder, port: 0 });
  try {
    const loads = [
      ...(await visits(demo.url, Infinity, ['the first', 'a later one, from the service worker'])),
      ...(await visits(demo.url, SLOW, ['the first, at 10 Mbit/s', 'a later one, at 10 Mbit/s'])),
    ];
    await keep({ firstLoad: loads });
  } finally {
    await demo.close();
  }
}

/** One after the other by the same person. A private window keeps less, so it is none. */
async function visits(url: string, bytesPerSecond: number, names: readonly string[]): Promise<FirstLoad[]> {
  const line = await countingLine(url, bytesPerSecond);
  const profile = await mkdtemp(join(tmpdir(), 'memoair-visitor-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: CHROME_ARGS });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    await context.addInitScript(watch);
    const loads: FirstLoad[] = [];
    for (const name of names) {
      const load = await visit(context, line, name);
      console.log(JSON.stringify(load));
      loads.push(load);
    }
    return loads;
  } finally {
    await context.close();
    line.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function visit(context: BrowserContext, line: CountingLine, name: string): Promise<FirstLoad> {
  const before = line.sent;
  const page = await context.newPage();
  await page.goto(line.url, { waitUntil: 'commit' });
  const field = page.getByLabel('What you say', { exact: true });
  await field.fill('The spare key is under the flowerpot.');
  await field.press('Enter');
  const turns = page.locator('.turn');
  let asked = 0;
  await answered(turns.nth(asked++));
  let byWords: { readonly at: number; readonly bytes: number } | undefined;
  for (;;) {
    await field.fill('Where is the spare key?');
    await page.getByRole('button', { name: 'Ask only' }).click();
    const dense = await answered(turns.nth(asked++));
    const now = { at: await page.evaluate(() => performance.now()), bytes: line.sent - before };
    byWords ??= now;
    if (!dense) {
      await page.waitForTimeout(ASK_AGAIN_MS);
      continue;
    }
    const watched = await settled(page);
    // it is there once all that it keeps is
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.close();
    return {
      visit: name,
      firstPaintMs: watched.firstPaint,
      largestPaintMs: watched.largestPaint,
      interactiveMs: interactiveOf(watched),
      blockedMs: watched.longTasks.reduce((sum, { ms }) => sum + ms - LONG_MS, 0),
      byWordsMs: byWords.at,
      bytesByWords: byWords.bytes,
      byMeaningMs: now.at,
      bytesByMeaning: now.bytes,
    };
  }
}

/** Whether a turn, once it has its answer, was answered with vectors. */
async function answered(turn: Locator): Promise<boolean> {
  await turn.locator('.bubble.assistant:not(.waiting)').waitFor();
  return (await turn.locator('.badge--warn').count()) === 0;
}

async function settled(page: Page): Promise<Watched> {
  await page.waitForTimeout(QUIET_MS);
  return page.evaluate(() => window.watched);
}

/** The end of the last long task before the first pause without any. */
function interactiveOf({ firstPaint, longTasks }: Watched): number {
  let ready = firstPaint;
  for (const { at, ms } of longTasks.toSorted((a, b) => a.at - b.at)) {
    if (at - ready > QUIET_MS) break;
    ready = Math.max(ready, at + ms);
  }
  return ready;
}

await main();
process.exit();
