import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { FAULTLESS, judge } from './judge.ts';
import { GOOD_NETWORK, setUp, type Setting } from './setting.ts';
import { collectAcknowledged, openTab, syncOf } from './tabs.ts';

const TURNS = 1_000;

let setting: Setting;
let browser: Browser;
beforeAll(async () => {
  setting = await setUp(GOOD_NETWORK);
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await setting?.close();
});

it('a thousand turns that were said offline are acknowledged there, and in the cloud soon after the browser is online, with the way seen', async () => {
  const { site, cloud, proxy } = setting;
  const context = await browser.newContext();
  const acknowledged = await collectAcknowledged(context);
  const page = await openTab(context, site.url, proxy.url);
  await page.evaluate(() => talker.start('abroad'));
  await vi.waitFor(async () => expect(await syncOf(page)).toMatchObject({ state: 'idle', pending: 0 }));
  const before = cloud.effects.length;
  await context.setOffline(true);
  await page.evaluate(
    (turns) => talker.save('abroad', turns),
    Array.from({ length: TURNS }, (_, i) => ({ turnId: `turn-${i}`, words: `Friend number ${i} collects stamps.` })),
  );
  expect(acknowledged).toHaveLength(TURNS);
  expect(await syncOf(page)).toMatchObject({ pending: TURNS });
  expect(cloud.effects).toHaveLength(before);
  await context.setOffline(false);
  await vi.waitFor(async () => expect(await syncOf(page)).toMatchObject({ pending: 0 }));
  const way = (await page.evaluate(() => talker.progress)).slice(-TURNS / 100);
  expect(way).toEqual(Array.from({ length: TURNS / 100 }, (_, i) => ({ pushed: (i + 1) * 100, total: TURNS })));
  expect(await judge({ cloud, events: proxy.events, acknowledged })).toEqual(FAULTLESS);
}, 120_000);
