import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { serveDemo, type ServedDemo } from '../../demo/serve.ts';
import { MemoryCloudStore } from '../../src/cloud/index.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { builtDemo } from './built-demo.ts';
import { onePagePdf } from './one-page-pdf.ts';

const SETUP_MS = 300_000;
const TEST_MS = 120_000;

let browser: Browser;
let demo: ServedDemo;

beforeAll(async () => {
  const [opened, folder] = await Promise.all([chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS }), builtDemo()]);
  browser = opened;
  demo = await serveDemo({ folder, modelFolder: null, port: 0, cloudStore: new MemoryCloudStore() });
}, SETUP_MS);

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

describe('the panels of the demo', { timeout: TEST_MS }, () => {
  const contexts: BrowserContext[] = [];
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });

  const visit = async (view: string): Promise<Page> => {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${demo.url}#${view}`);
    await page.locator(view === 'talk' ? '#user-text' : `#view-${view} .view-body`).waitFor();
    return page;
  };

  /** What the page's own scripts send to the loopback address. */
  const tell = (page: Page, ...said: readonly string[]): Promise<void> =>
    page.evaluate(async (texts) => {
      const call = async <T>(path: string, body?: object): Promise<T> => {
        const post = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
        return (await fetch(`http://127.0.0.1:7878/v1/runtime/${path}`, post)).json() as Promise<T>;
      };
      const { workspaceId, userId } = await call<{ workspaceId: string; userId: string }>('health');
      await call('session/start', { sessionId: 'told', workspaceId, userId });
      for (const userText of texts) await call('turn/after', { sessionId: 'told', turnId: crypto.randomUUID(), userText, assistantText: 'Noted.' });
    }, said);

  /** What the page asks under this path goes on until it is cancelled. */
  const holdUp = (page: Page, path: string): Promise<void> =>
    page.evaluate((held) => {
      const { fetch } = globalThis;
      globalThis.fetch = (asked, init) => {
        if (!(asked instanceof Request ? asked.url : String(asked)).includes(held)) return fetch(asked, init);
        return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
      };
    }, path);

  const failOnce = (page: Page, path: string): Promise<void> =>
    page.evaluate((failing) => {
      const { fetch } = globalThis;
      globalThis.fetch = (asked, init) => {
        if (!(asked instanceof Request ? asked.url : String(asked)).includes(failing)) return fetch(asked, init);
        globalThis.fetch = fetch;
        return Promise.reject(new Error('This call fails.'));
      };
    }, path);

  const open = async (page: Page, view: string): Promise<void> => {
    await page.getByRole('navigation', { name: 'Views' }).locator(`a[href="#${view}"]`).click();
    await page.locator(`#view-${view} .view-body`).waitFor();
  };

  test('find, correct, date and forget a fact, forget all, and bring it in again from an export', async () => {
    const page = await visit('talk');
    await tell(page, 'I live in Delhi.', 'I moved to Porto.', 'I’m allergic to peanuts.');
    await open(page, 'memory');
    await page.getByRole('radio', { name: 'Permanent' }).check();
    const items = page.locator('.memory-item');
    await items.filter({ hasText: 'User lives in Porto.' }).waitFor();

    await page.getByRole('button', { name: 'History: User lives in Porto.' }).click();
    const values = page.getByRole('dialog').locator('.history-value');
    await values.nth(1).waitFor();
    expect(await values.allTextContents()).toEqual([
      expect.stringMatching(/^User lives in Porto\..* – now$/),
      expect.stringMatching(/^User lives in Delhi\..*superseded$/),
    ]);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('History');

    const edit = page.getByRole('button', { name: 'Edit: User lives in Porto.' });
    await edit.click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await edit.click();
    await page.getByLabel('What it says').fill(' ');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByLabel('What it says').fill('User lives in Porto, by the river.');
    await page.getByRole('button', { name: 'Save' }).click();
    await items.filter({ hasText: 'by the river' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('by the river');

    await page.getByRole('searchbox').fill('river porto');
    await expect.poll(() => items.count()).toBe(1);
    await page.getByRole('button', { name: 'Forget: User lives in Porto' }).click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.getByText('Nothing that is remembered holds these words').waitFor();

    await page.getByRole('searchbox').fill('');
    const [exported] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
    await page.getByRole('button', { name: 'Forget everything' }).click();
    await page.getByLabel('Yes, all of me').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget everything' }).click();
    await page.locator('.empty', { hasText: 'Nothing is remembered yet' }).waitFor();
    await page.locator('#view-memory input[type=file]').setInputFiles(await exported.path());
    await items.filter({ hasText: 'User is allergic to peanuts.' }).waitFor();
  });

  test('say what is wrong with an import until something else is done, and let it be stopped while an export waits', async () => {
    const page = await visit('memory');
    const chooser = page.locator('#view-memory input[type=file]');
    const file = (text: string): { name: string; mimeType: string; buffer: Buffer } => ({
      name: 'some.jsonl',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    });
    await chooser.setInputFiles(file('no JSON'));
    const wrong = page.getByText('Line 1 is not JSON.');
    await wrong.waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.locator('.empty', { hasText: 'Nothing that is remembered holds these words' }).waitFor();
    expect(await wrong.isVisible()).toBe(true);

    await holdUp(page, 'memory/import');
    await chooser.setInputFiles(file('{"kind":"fact","text":"Held up."}'));
    await page.getByText('Importing …').waitFor();
    expect(await wrong.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Export' }).click();
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Cancel' }).click()]);
  });

  test('take in a text, a PDF and a JSON list, say what is wrong with the rest, and stop when told to', async () => {
    const page = await visit('documents');
    const file = (name: string, content: string): { name: string; mimeType: string; buffer: Buffer } => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(content, 'latin1'),
    });
    const chooser = page.locator('.drop-zone input[type=file]');
    await chooser.setInputFiles([
      file('hours.txt', 'The front desk is open from seven to eleven.'),
      file('prices.pdf', onePagePdf('A night costs eighty euros.')),
      file('rooms.json', JSON.stringify([{ id: 'Rooms', text: 'There are twelve rooms.' }])),
      file('photo.png', 'not a text'),
      file('broken.pdf', 'not a PDF'),
    ]);
    const files = page.locator('.file');
    for (const name of ['hours.txt', 'prices.pdf', 'rooms.json']) await files.filter({ hasText: name }).getByText('in: 1 passage').waitFor();
    await files.filter({ hasText: 'photo.png' }).getByText('Save it as one of them').waitFor();
    await files.filter({ hasText: 'broken.pdf' }).getByText('cannot be read').waitFor();
    await page.locator('.index summary').click();
    await expect.poll(() => page.locator('.index-documents li').allTextContents()).toEqual(['hours.txt1 passage', 'prices.pdf1 passage', 'Rooms1 passage']);

    await chooser.setInputFiles([file('long.txt', 'A line of a long text.\n'.repeat(200_000))]);
    const long = files.filter({ hasText: 'long.txt' });
    const share = (): Promise<number> => long.locator('progress').evaluate((bar: HTMLProgressElement) => bar.value);
    await expect.poll(share).toBeGreaterThan(0.25);
    await page.getByRole('button', { name: 'Cancel long.txt' }).click();
    await long.getByText('cancelled; what was sent before stays').waitFor();

    const taken = (what: 'a file' | 'text'): Promise<boolean> =>
      page.evaluate((dragged) => {
        const dataTransfer = new DataTransfer();
        if (dragged === 'text') dataTransfer.setData('text/plain', 'dragged');
        else dataTransfer.items.add(new File(['The pool is open.'], 'pool.txt'));
        return !document.querySelector('#view-documents textarea')!.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
      }, what);
    expect([await taken('text'), await taken('a file')]).toEqual([false, true]);
    await files.filter({ hasText: 'pool.txt' }).waitFor();
  });

  test('keep what is said while the network is down, and show it arrive when it is back', async () => {
    const page = await visit('sync');
    const waiting = page.locator('#view-sync .figure').first();
    const arrived = page.locator('.cloud-line');
    await page.getByRole('radio', { name: 'Offline' }).check();
    await page.locator('.sync-wire[data-network=offline]').waitFor({ state: 'attached' });
    await tell(page, 'The boat has eight seats.');
    await expect.poll(async () => Number(await waiting.textContent())).toBeGreaterThan(0);
    expect(await arrived.filter({ hasText: 'eight seats' }).count()).toBe(0);
    await page.getByRole('radio', { name: 'Online' }).check();
    await page.getByRole('button', { name: 'Flush now' }).click();
    await arrived.filter({ hasText: 'The boat has eight seats.' }).waitFor();
    await expect.poll(() => waiting.textContent()).toBe('0');
  });

  test('keep two people apart, and two tabs of one person together', async () => {
    const page = await visit('people');
    const frame = page.frameLocator('.people-frame iframe');
    const asks = async (question: string): Promise<string> => {
      await frame.locator('#user-text').fill(question);
      await frame.getByRole('button', { name: 'Ask only' }).click();
      const turn = frame.locator('.turn', { hasText: question }).last();
      await turn.locator('.behind > summary').click();
      return (await turn.locator('.context code').allTextContents()).join('\n');
    };
    const field = page.getByLabel('Say or ask something here');
    await failOnce(page, 'turn/after');
    await field.fill('My locker is number twelve.');
    await page.keyboard.press('Enter');
    await page.locator('#view-people .panel-alert').waitFor();
    expect(await field.inputValue()).toBe('My locker is number twelve.');
    await page.keyboard.press('Enter');
    await page.locator('.small-talk-answer').first().waitFor();
    await page.getByLabel('Somebody new').fill('Ines');
    await page.getByRole('button', { name: 'Add' }).click();
    expect(await asks('Which number has my locker?')).not.toContain('twelve');
    await page.getByRole('button', { name: 'Open a second tab beside' }).click();
    await page.getByRole('heading', { name: 'a second tab of you' }).waitFor();
    expect(await asks('What number has the locker?')).toContain('twelve');
  });
});
