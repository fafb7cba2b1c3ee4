import type { DayState } from './day.ts';
import { Browser } from './browser.ts';

export interface PageHeld {
  /** Live bytes of the worker. */
  readonly heap: number | null;
  /** What the browser says that the origin stores. */
  readonly stored: number | null;
  /** Files of the profile's databases. */
  readonly files: number;
}

export type PageCheckpoint = DayState & PageHeld;

export interface PageDayResult {
  readonly before: PageHeld;
  readonly checkpoints: readonly PageCheckpoint[];
  readonly judged: { readonly lost: number; readonly back: number; readonly bytes: number };
  readonly forgetUserMs: number;
  readonly afterForgetting: PageHeld;
}

/** A day in a page of a real Chromium, over its IndexedDB; by words alone. */
export async function pageDay(options: {
  readonly turns: number;
  readonly turnsOfSession?: number;
  readonly checkpoints?: number;
  readonly onCheckpoint?: (at: PageCheckpoint) => void;
}): Promise<PageDayResult> {
  const { turns, turnsOfSession = 50, checkpoints = 10, onCheckpoint } = options;
  const browser = await Browser.open();
  try {
    const page = await browser.tab();
    const held = async (): Promise<PageHeld> => ({ ...(await page.evaluate(() => memory.held())), files: await browser.bytes() });
    const seen: PageCheckpoint[] = [];
    await page.exposeFunction('onDay', async (state: DayState) => {
      const at = { ...state, ...(await held()) };
      seen.push(at);
      onCheckpoint?.(at);
    });
    await page.evaluate(() => memory.call('GET', '/v1/local/stats'));
    const before = await held();
    const judged = await page.evaluate((day) => memory.day(day), { turns, turnsOfSession, checkpoints, seed: 7 });
    const forgetUserMs = await page.evaluate(() => memory.forgetUser());
    return { before, checkpoints: seen, judged, forgetUserMs, afterForgetting: await held() };
  } finally {
    await browser.close();
  }
}
