import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serveDemo, type ServedDemo } from '../../demo/serve.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import { showAll } from '../injection/shown.ts';
import { INJECTIONS } from '../injection/texts.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { builtDemo } from './built-demo.ts';
import { holdModel } from './hold-model.ts';
import { releaseAnother } from './release.ts';
import { quiet, Visitor } from './visitor.ts';

const SETUP_MS = 300_000;
const TEST_MS = 120_000;

let browser: Browser;
let built: string;
let modelFolder: string;

beforeAll(async () => {
  [browser, built, { folder: modelFolder }] = await Promise.all([
    chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS }),
    builtDemo(),
    provisionModel(),
  ]);
}, SETUP_MS);

afterAll(async () => {
  await browser?.close();
});

describe('the demo page', { timeout: TEST_MS }, () => {
  let demo: ServedDemo;
  let folder: string;
  const contexts: BrowserContext[] = [];

  const visit = async (options: BrowserContextOptions = {}): Promise<Visitor> => {
    const context = await browser.newContext(options);
    contexts.push(context);
    const visitor = await Visitor.in(context);
    await visitor.page.goto(demo.url);
    return visitor;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-served-'));
    await cp(built, folder, { recursive: true });
    demo = await serveDemo({ folder, modelFolder, port: 0 });
  });

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('finds what it was told, before and after a reload, and asks no other host', async () => {
    const visitor = await visit();
    await visitor.say('I’m allergic to peanuts');
    expect(await visitor.ask('What am I allergic to?')).toContain('allergic to peanuts');
    await visitor.page.reload();
    await visitor.page.locator('.turn', { hasText: 'I’m allergic to peanuts' }).waitFor();
    expect(await visitor.ask('What am I allergic to?')).toContain('allergic to peanuts');
    await visitor.modelReady();
    await visitor.keptForOffline();
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('has its fetch in place before the load event, and answers calls made before the runtime is open', async () => {
    const context = await browser.newContext();
    contexts.push(context);
    await context.addInitScript(() => {
      const real = globalThis.fetch;
      addEventListener('load', () => {
        document.documentElement.dataset['patched'] = String(globalThis.fetch !== real);
        void fetch('http://127.0.0.1:7878/v1/runtime/health').then(({ status }) => (document.documentElement.dataset['health'] = String(status)));
      });
    });
    const visitor = await Visitor.in(context);
    await visitor.page.goto(demo.url);
    await visitor.page.locator('html[data-patched=true][data-health="200"]').waitFor();
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('works offline after a reload: page, memory, and a recall by meaning', async () => {
    const visitor = await visit();
    await visitor.say('My sister Ines joins me for the second night');
    await visitor.modelReady();
    await visitor.keptForOffline();
    await demo.close();
    await visitor.page.context().setOffline(true);
    await visitor.page.reload();
    await visitor.modelReady();
    // no word in common: found by meaning alone
    expect(await visitor.ask('Who from your family accompanies you?')).toContain('Ines');
    expect(await visitor.page.locator('.turn').last().locator('.degraded').count()).toBe(0);
    await visitor.page.getByText('Offline, and all works').first().waitFor();
    await visitor.say('She leaves on Monday');
    await visitor.page.reload();
    await visitor.page.locator('.turn', { hasText: 'She leaves on Monday' }).waitFor();
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('answers by words while the model is on its way, and says so', async () => {
    const context = await browser.newContext();
    contexts.push(context);
    const letThrough = await holdModel(context);
    const visitor = await Visitor.in(context);
    await visitor.page.goto(demo.url);
    await visitor.say('I’m allergic to peanuts');
    expect(await visitor.ask('Are there peanuts?')).toContain('peanuts');
    await visitor.page.locator('.degraded', { hasText: 'by words alone' }).waitFor();
    await visitor.page.getByText('Loading the model').waitFor();
    letThrough();
    await visitor.modelReady();
    await visitor.ask('Are there peanuts today?');
    expect(await visitor.page.locator('.turn').last().locator('.degraded').count()).toBe(0);
  });

  test('stops loading the model when it is told to, goes on by words, and loads it when it is wanted again', async () => {
    const context = await browser.newContext();
    contexts.push(context);
    const letThrough = await holdModel(context);
    const visitor = await Visitor.in(context);
    await visitor.page.goto(demo.url);
    await visitor.say('I’m allergic to peanuts');
    await visitor.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await visitor.page.getByText('Recall goes by words alone').waitFor();
    expect(await visitor.ask('Are there peanuts?')).toContain('peanuts');
    letThrough();
    await visitor.page.getByRole('button', { name: 'Load the model' }).click();
    await visitor.modelReady();
  });

  test('is used with the keyboard alone', async () => {
    const visitor = await visit();
    const { page } = visitor;
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');
    const tabTo = async (wanted: string): Promise<void> => {
      for (let stops = 0; (await focused()) !== wanted; stops++) {
        if (stops > 25) throw new Error(`No Tab leads to ${wanted}.`);
        await page.keyboard.press('Tab');
      }
    };
    await page.waitForFunction(() => document.activeElement?.id === 'user-text');
    await page.keyboard.type('I live in Porto');
    await page.keyboard.press('Enter');
    await page.locator('.turn.kept').waitFor();
    expect(await focused()).toBe('user-text');
    await page.keyboard.type('Where do I live?');
    await page.keyboard.press('Control+Enter');
    await page.locator('.turn.asked-only', { hasText: 'Where do I live?' }).locator('.behind').waitFor();
    expect(await page.locator('.turn.kept').count()).toBe(1);
    await page.keyboard.type('A fine city.');
    await tabTo('ask-only');
    await page.keyboard.press('Space');
    await page.locator('.turn.asked-only').nth(1).waitFor();
    await page.reload();
    await page.locator('.turn').first().waitFor();
    await page.locator('#skip').focus();
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('main');
    await page.locator('.views a[href="#memory"]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused, { timeout: TEST_MS / 4 }).toBe('title-memory');
    expect(await page.title()).toContain('Memory');
    expect(await page.locator('[aria-current=page]').textContent()).toContain('Memory');
    await page.goBack();
    await expect.poll(focused, { timeout: TEST_MS / 4 }).toBe('title-talk');
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('leads through its first minutes: told, asked, offline, reloaded, told otherwise, forgotten', async () => {
    const visitor = await visit({ reducedMotion: 'reduce' });
    const { page } = visitor;
    const press = (name: string | RegExp): Promise<void> => page.locator('#tour').getByRole('button', { name }).click();
    const answer = page.locator('.turn').last().locator('.bubble.assistant');
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    await visitor.modelReady();
    await visitor.keptForOffline();
    await page.getByRole('button', { name: 'Take the three-minute tour' }).click();
    expect(await focused()).toBe('Say something about yourself');
    await press('Say it for me');
    await page.locator('.effect', { hasText: 'User lives in Lisbon.' }).waitFor();
    await expect.poll(focused, { timeout: TEST_MS / 4 }).toBe('Next');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('It became facts');
    await page.getByRole('region', { name: 'permanent lane' }).getByText('User is allergic to peanuts.').waitFor();
    await press('Next');
    await press(/What am I allergic to/);
    await answer.filter({ hasText: 'I’m allergic to peanuts.' }).waitFor();
    await press('Next');
    await demo.close();
    await page.context().setOffline(true);
    await page.locator('#tour', { hasText: 'offline. Well done.' }).waitFor();
    expect(await focused()).toBe('Pull the plug');
    await press(/Where do I live/);
    await answer.filter({ hasText: 'I live in Lisbon.' }).waitFor();
    await press('Next');
    await press('Reload now');
    await page.getByRole('heading', { name: 'Is it still there?' }).waitFor();
    await page.locator('.turn.kept', { hasText: 'I live in Lisbon.' }).waitFor();
    await press(/Where do I live/);
    await answer.filter({ hasText: 'I live in Lisbon.' }).waitFor();
    await press('Next');
    await press(/I live in Porto now/);
    await page.locator('.effect.over', { hasText: 'User lives in Lisbon.' }).waitFor();
    await visitor.say('The peanut bar is beside the station');
    await press('Next');
    await press('Forget the peanuts');
    await page.locator('#tour').getByRole('button', { name: 'Next' }).and(page.locator('.button--primary')).waitFor();
    const left = await visitor.ask('Is there a peanut bar?');
    expect(left).toContain('The peanut bar is beside the station');
    expect(left).not.toContain('allergic');
    await page.keyboard.press('Escape');
    expect(await page.locator('#tour').textContent()).toBe('');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('user-text');
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('keeps what is said though a model of one’s own gives no answer, each turn in a line, and shows it when the page opens again', async () => {
    await demo.close();
    demo = await serveDemo({ folder, modelFolder: null, port: 0, llmOrigin: 'https://llm.example' });
    const visitor = await visit({ serviceWorkers: 'block' });
    const { page } = visitor;
    await page.route('https://llm.example/**', (route) => route.fulfill({ status: 500, headers: { 'access-control-allow-origin': '*' } }));
    await page.getByText('A model of your own').click();
    await page.getByLabel('Model', { exact: true }).fill('small');
    await page.getByRole('button', { name: 'Use it' }).click();
    const field = page.locator('#user-text');
    const send = async (text: string): Promise<void> => {
      await field.fill(text);
      await field.press('Enter');
    };
    await send('I live in Porto.\nI’m allergic to peanuts.');
    await send('My sister is Ines.');
    await page.locator('.turn.kept').nth(1).waitFor();
    await page.locator('#notice').waitFor();
    expect(await field.inputValue()).toBe('');

    let open!: () => void;
    const held = new Promise<void>((resolve) => (open = resolve));
    await page.context().route('**/assets/main-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await send('She comes on Monday.');
    await page.locator('.turn').waitFor();
    open();
    const said = ['I live in Porto. I’m allergic to peanuts.', 'My sister is Ines.', 'She comes on Monday.'];
    await expect.poll(() => page.locator('.bubble.user').allTextContents(), { timeout: TEST_MS / 4 }).toEqual(said);
    await page.locator('.turn.kept').nth(2).waitFor();
  });

  test('does not give back what was kept when the lanes cannot be read after it', async () => {
    const visitor = await visit();
    await visitor.page.locator('#status li').first().waitFor();
    await visitor.page.evaluate(() => {
      const real = globalThis.fetch;
      const isLane = (asked: unknown): boolean => String(asked).includes('/v1/local/memory');
      globalThis.fetch = (asked, init) => (isLane(asked) ? Promise.reject(new Error('The lanes cannot be read.')) : real(asked, init));
    });
    await visitor.say('I live in Porto');
    await visitor.page.locator('#announcer', { hasText: 'Kept in' }).waitFor({ state: 'attached' });
    expect(await visitor.page.locator('#user-text').inputValue()).toBe('');
  });

  test('stays where it is when a file is dropped on the conversation', async () => {
    const visitor = await visit();
    const isLeft = await visitor.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['text'], 'hours.txt'));
      return document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    expect(isLeft).toBe(false);
  });

  test('starts a new session that still knows the one before', async () => {
    const visitor = await visit();
    await visitor.say('I’m allergic to peanuts');
    await visitor.page.getByRole('button', { name: 'New session' }).click();
    await visitor.page.getByRole('heading', { name: 'Tell it something' }).waitFor();
    expect(await visitor.ask('What am I allergic to?')).toContain('peanuts');
    expect(await visitor.page.getByRole('region', { name: 'permanent lane' }).textContent()).toContain('User is allergic to peanuts.');
  });

  test('starts a new session only once the turn that is under way was kept in the old one', async () => {
    const visitor = await visit();
    const { page } = visitor;
    await visitor.say('I play the cello');
    await page.locator('#user-text').fill('My sister is Ines');
    await page.evaluate(() => {
      for (const id of ['#say [type=submit]', '#new-session']) document.querySelector<HTMLElement>(id)?.click();
    });
    await page.getByRole('heading', { name: 'Tell it something' }).waitFor();
    await visitor.say('I live in Porto');
    expect(await visitor.ask('Who is my sister?')).toContain('Ines');
    await page.reload();
    await page.locator('.turn.kept').waitFor();
    expect(await page.locator('.bubble.user').allTextContents()).toEqual(['I live in Porto']);
  });

  test('learns a document and finds it in the org lane', async () => {
    const visitor = await visit();
    await visitor.open('Documents');
    const text = 'The front desk is open from seven to eleven. <img src=x onerror=alert(1)>';
    await visitor.page
      .locator('#view-documents input[type=file]')
      .first()
      .setInputFiles({ name: 'Opening hours.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await visitor.page.locator('#lanes [data-lane=org] .lane-count').filter({ hasText: '1' }).waitFor({ state: 'attached' });
    await visitor.open('Talk');
    expect(await visitor.ask('When is the front desk open?')).toContain('<img src=x onerror=alert(1)>');
    expect(await visitor.page.getByRole('region', { name: 'org lane' }).textContent()).toContain('front desk');
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('shows whatever was stored as text: nothing of it becomes an element, runs or calls out', async () => {
    const visitor = await visit();
    await visitor.page.locator('#status li').first().waitFor();
    const shown = await showAll(
      visitor.page,
      INJECTIONS.map(({ text }) => text),
    );
    expect(shown).toEqual({ foreign: [], missing: [], violations: [], ran: false });
    expect(visitor.traces).toEqual(quiet(demo.url));
  });

  test('what one tab is told another tab finds', async () => {
    const visitor = await visit();
    await visitor.say('The code of the cabin is heron seven');
    const tab = await visitor.newTab(demo.url);
    await visitor.say('The key of the boat hangs behind the door');
    expect(await visitor.ask('Where is the key of the boat?', tab)).toContain('behind the door');
    await visitor.say('The boat has eight seats', tab);
    expect(await visitor.ask('How many seats has the boat?')).toContain('eight seats');
  });

  test('has no sideways scroll on a phone', async () => {
    const visitor = await visit({ viewport: { width: 360, height: 740 } });
    await visitor.page.getByRole('button', { name: 'Feed a sample conversation' }).click();
    await visitor.page.locator('.behind > summary').click();
    await visitor.page.locator('.waterfall').waitFor();
    const width = (): Promise<number> => visitor.page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(360);
    for (const view of ['Memory', 'Documents', 'Sync', 'Device', 'People']) {
      await visitor.open(view);
      await visitor.page.locator(`#view-${view.toLowerCase()} .view-body`).waitFor();
      expect([view, await width()]).toEqual([view, 360]);
    }
  });

  test('shows a new version at the next reload, offline too, and drops the files of the old one once no page needs them', async () => {
    const visitor = await visit();
    await visitor.say('I’m allergic to peanuts');
    await visitor.modelReady();
    await visitor.keptForOffline();
    const kept = (page: Page): Promise<string[]> => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('memoair-demo-')));
    const [old] = await kept(visitor.page);
    await releaseAnother(folder, 'The next release');
    await visitor.page.reload();
    expect(await visitor.page.title()).toBe('The next release');
    await expect.poll(() => visitor.page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null), { timeout: TEST_MS / 4 }).toBe(true);
    expect(await kept(visitor.page)).toHaveLength(2);
    await visitor.page.context().setOffline(true);
    await visitor.page.reload();
    expect(await visitor.page.title()).toBe('The next release');
    const [, next] = await kept(visitor.page);
    await visitor.page.locator('.turn', { hasText: 'allergic' }).waitFor();
    await visitor.page.context().setOffline(false);
    expect(visitor.traces).toEqual(quiet(demo.url));
    // not the page itself: its workers would be controlled
    const onlooker = await visitor.uncontrolledTab(new URL('/sw.js', demo.url).href);
    expect(await kept(onlooker)).toContain(old);
    await visitor.page.goto('about:blank');
    await expect.poll(() => kept(onlooker), { timeout: TEST_MS / 2 }).toEqual([next]);
  });

  test('is the same user after the browser was closed', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'memoair-profile-'));
    const visitAgain = async (use: (visitor: Visitor) => Promise<string>): Promise<string> => {
      const context = await chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: CHROME_ARGS });
      try {
        const visitor = await Visitor.in(context);
        await visitor.page.goto(demo.url);
        return await use(visitor);
      } finally {
        await context.close();
      }
    };
    try {
      await visitAgain(async (visitor) => visitor.say('I’m allergic to peanuts').then(() => ''));
      expect(await visitAgain((visitor) => visitor.ask('What am I allergic to?'))).toContain('peanuts');
    } finally {
      await rm(profile, { recursive: true, force: true });
    }
  });
});
