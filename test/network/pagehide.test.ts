import type { BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Acknowledged } from './app/identity.ts';
import type { Fault } from './fault-deck.ts';
import { FAULTLESS, judge } from './judge.ts';
import { plainBrowser, type PlainBrowser } from './plain-browser.ts';
import { GOOD_NETWORK, setUp, type Setting } from './setting.ts';
import { collectAcknowledged, openTab, ready, syncOf } from './tabs.ts';

let setting: Setting;
let browser: PlainBrowser;
let context: BrowserContext;
let acknowledged: readonly Acknowledged[];
let said = 0;

beforeAll(async () => {
  setting = await setUp(GOOD_NETWORK);
  browser = await plainBrowser();
  ({ context } = browser);
  acknowledged = await collectAcknowledged(context);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await setting?.close();
});

afterEach(async () => {
  // the first one is the browser's own
  const [, ...own] = context.pages();
  await Promise.all(own.map((page) => page.close()));
});

const open = (): Promise<Page> => openTab(context, setting.site.url, setting.proxy.url);

async function say(page: Page, turns = 5): Promise<void> {
  const sessionId = 'through-it-all';
  await page.evaluate((id) => talker.start(id), sessionId);
  const words = Array.from({ length: turns }, () => ({ turnId: `turn-${++said}`, words: `Friend number ${said} collects stamps.` }));
  await page.evaluate(([id, own]) => talker.save(id, own), [sessionId, words] as const);
}

/** Everything that was acknowledged is in the cloud once, and nothing waits. */
async function settled(page: Page): Promise<void> {
  await vi.waitFor(async () => expect(await syncOf(page)).toMatchObject({ pending: 0, dead: 0 }));
  expect(acknowledged).toHaveLength(said);
  expect(await judge({ cloud: setting.cloud, events: setting.proxy.events, acknowledged })).toEqual(FAULTLESS);
}

/** The next batch is held on its way until `go` is called. */
function holdNextBatch(): { readonly held: Promise<void>; readonly go: () => void } {
  const { proxy } = setting;
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const held = new Promise<void>((resolve) => {
    proxy.onBatch = () => {
      proxy.onBatch = () => undefined;
      resolve();
      return gate;
    };
  });
  return { held, go };
}

/** Waits for no load: a page that was kept is not loaded again. */
async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => void setTimeout(() => history.back()));
  await vi.waitFor(async () => expect(await page.evaluate(() => 'talker' in globalThis)).toBe(true));
}

/** What becomes of the batch that is under way when its page goes. */
const FATES: readonly Fault[] = ['none', 'lost', 'overtaken'];

describe('a page that goes while it pushes', () => {
  let page: Page;
  beforeEach(async () => {
    page = await open();
    await settled(page);
  });

  it.each(FATES)('to another address has lost nothing, and goes on when it is back: %s', async (fate) => {
    const { held, go } = holdNextBatch();
    setting.proxy.next.push(fate);
    await say(page);
    await held;
    await page.goto('about:blank');
    go();
    await goBack(page);
    await say(page);
    await settled(page);
  });

  it.each(FATES)('because its tab is closed has lost nothing, and the next tab goes on: %s', async (fate) => {
    const { held, go } = holdNextBatch();
    setting.proxy.next.push(fate);
    await say(page);
    await held;
    await page.close();
    go();
    page = await open();
    await settled(page);
  });

  it.each(FATES)('hands on to the tab beside it: %s', async (fate) => {
    const beside = await open();
    expect((await syncOf(beside)).state).toBe('follower');
    const { held, go } = holdNextBatch();
    setting.proxy.next.push(fate);
    await say(page);
    await held;
    await page.goto('about:blank');
    go();
    await settled(beside);
    expect((await syncOf(beside)).state).toBe('idle');
  });
});

describe('a page that the cloud has asked to wait', () => {
  it('may go: what waits is sent by the next one', async () => {
    const page = await open();
    await settled(page);
    setting.proxy.next.push('429');
    await say(page);
    await vi.waitFor(async () => expect(await syncOf(page)).toMatchObject({ state: 'waiting', reason: 'rate_limited' }));
    await page.goto('about:blank');
    await goBack(page);
    await settled(page);
  });
});

describe('a page that is gone back to', () => {
  let page: Page;
  beforeEach(async () => {
    page = await open();
    await say(page);
  });

  // a browser keeps it, with its worker and the locks that this holds
  it('from elsewhere goes on as if it had never been left', async () => {
    await settled(page);
    await page.goto('about:blank');
    await goBack(page);
    await say(page);
    await settled(page);
  });

  // one that is kept is given up when another page asks for a lock that it holds: it is read anew
  it.each(['at once', 'when nothing waits'])('from another page of the app that talks to the cloud meanwhile goes on too: %s', async (when) => {
    if (when === 'when nothing waits') await settled(page);
    await page.goto(`${setting.site.url}index.html?cloud=${encodeURIComponent(setting.proxy.url)}`);
    await ready(page);
    await say(page);
    await settled(page);
    await goBack(page);
    await say(page);
    await settled(page);
  });

  it('from elsewhere, where another tab has gone on meanwhile, follows that', async () => {
    await page.goto('about:blank');
    const beside = await open();
    await say(beside);
    await settled(beside);
    await goBack(page);
    await say(page);
    await settled(page);
    expect((await syncOf(page)).state).toBe('follower');
  });
});

describe('a page that is hidden', () => {
  const visibility = (page: Page): Promise<string> => page.evaluate(() => document.visibilityState);

  it('goes on, and is there when it is shown again', async () => {
    const page = await open();
    await context.newPage();
    await vi.waitFor(async () => expect(await visibility(page)).toBe('hidden'));
    await say(page);
    await settled(page);
    setting.proxy.next.push('lost');
    await say(page);
    await page.bringToFront();
    await vi.waitFor(async () => expect(await visibility(page)).toBe('visible'));
    await settled(page);
  });

  it('and frozen leaves the pushing to the tab beside it, and goes on with it when it is thawed', async () => {
    const page = await open();
    await vi.waitFor(async () => expect((await syncOf(page)).state).toBe('idle'));
    const beside = await open();
    expect((await syncOf(beside)).state).toBe('follower');
    await vi.waitFor(async () => expect(await visibility(page)).toBe('hidden'));
    const session = await context.newCDPSession(page);
    const { held, go } = holdNextBatch();
    await say(page);
    await held;
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await say(beside);
    go();
    await settled(beside);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await page.bringToFront();
    await say(page);
    await settled(page);
  });
});
