import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { startOpenai } from './openai/start-openai.ts';
import { withExample } from './start-example.ts';

describe('webrtc-openai-realtime', () => {
  let browser: Browser;
  beforeAll(async () => {
    const microphone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    browser = await chromium.launch({ executablePath: findChrome(), args: [...CHROME_ARGS, ...microphone] });
  });
  afterAll(() => browser?.close());

  it('says in the page that it has no key', () =>
    withExample('webrtc-openai-realtime', { OPENAI_API_KEY: '' }, async (url) => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByRole('button', { name: 'Call' }).click();
      await page.getByText('OPENAI_API_KEY is not set').waitFor();
    }));

  it('tells the model in the second call what was said in the first', async () => {
    const service = await browser.newPage();
    const openai = await startOpenai(service);
    try {
      await withExample('webrtc-openai-realtime', { OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: openai.url }, async (url) => {
        const page = await browser.newPage();
        await page.goto(url);
        let made = 0;
        const took = (type: string): Promise<void> =>
          expect.poll(() => service.evaluate((wanted) => globalThis.service.model.of(wanted).length, type), { timeout: 30_000 }).toBeGreaterThan(0);
        const calls = async (): Promise<void> => {
          await page.getByRole('button', { name: 'Call' }).click();
          await page.getByText('Speak.').waitFor();
          made += 1;
          await expect.poll(() => service.evaluate(() => globalThis.service.models.length), { timeout: 30_000 }).toBe(made);
          // as the service tells it
          const session = { type: 'realtime', tools: [], audio: { input: { turn_detection: { type: 'server_vad', create_response: true } } } };
          await service.evaluate((told) => globalThis.service.tell({ type: 'session.updated', session: told }), session);
          await took('session.update');
        };
        const hears = async (words: string): Promise<void> => {
          await service.evaluate((text) => globalThis.service.model.userSays(text), words);
          await took('response.create');
        };
        await calls();
        await hears('My dog is called Bruno.');
        await page.getByText('model: Half past ten').waitFor();
        await page.getByRole('button', { name: 'Hang up' }).click();
        await page.getByText('The call is over').waitFor();
        await calls();
        await hears('What is my dog called?');
        const told = await service.evaluate(() => JSON.stringify(globalThis.service.model.of('conversation.item.create')));
        expect(told).toContain('Bruno');
        // as the service does of every item
        await service.evaluate(() => {
          for (const { item } of globalThis.service.model.of('conversation.item.create')) globalThis.service.tell({ type: 'conversation.item.added', item });
        });
        await page.locator('#memory').filter({ hasText: 'Bruno' }).waitFor();
        expect(openai.calls.slice(0, 2)).toEqual(['POST /v1/realtime/client_secrets Bearer sk-1', 'POST /v1/realtime/calls Bearer ek_1']);
      });
    } finally {
      await openai.close();
    }
  });
});
