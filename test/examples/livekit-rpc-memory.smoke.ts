import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { askedAfter } from './livekit/agent-call.ts';
import { scriptRoom } from './livekit/scripted-page.ts';
import { startExample, type StartedExample } from './start-example.ts';

describe('livekit-rpc-memory', () => {
  let browser: Browser;
  let example: StartedExample;
  beforeAll(async () => {
    example = startExample('livekit-rpc-memory', { env: { LIVEKIT_URL: '', LIVEKIT_API_KEY: '', LIVEKIT_API_SECRET: '' } });
    browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
    await example.url;
  });
  afterAll(async () => {
    await browser?.close();
    await example?.close();
  });

  it('says in the page that it has no server', async () => {
    const page = await browser.newPage();
    await page.goto(await example.url);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are not set').waitFor();
  });

  it('tells the agent, before its model answers, what was said in an earlier call', async () => {
    const page = await browser.newPage();
    await page.goto(await example.url);
    await scriptRoom(page);
    await page.evaluate(async () => {
      const first = await globalThis.join();
      await first.says('My dog is called Bruno.', 'A fine name.');
      await first.leave();
      globalThis.call = await globalThis.join();
    });
    const question = 'What is my dog called?';
    const asks = (payload: string): Promise<string> => page.evaluate((asked) => globalThis.call.asks(asked), payload);
    // a page that has just begun is slower than its 250 ms
    await expect.poll(() => asks(question), { timeout: 60_000 }).toContain('Bruno');
    const rpc: object[] = [];
    const performRpc = async ({ payload, ...call }: { readonly payload: string }): Promise<string> => {
      rpc.push(call);
      return asks(payload);
    };
    const asked = await askedAfter(question, { localParticipant: { performRpc } });
    expect(asked.slice(1)).toEqual([
      ['system', expect.stringContaining('Bruno')],
      ['user', question],
    ]);
    expect(rpc).toEqual([{ destinationIdentity: 'ada', method: 'search_memory', responseTimeout: 1_000 }]);
    expect(await page.evaluate(() => globalThis.told.at(-1))).toContain('Bruno');
  });

  it('leaves the answer to the model where the page is gone', async () => {
    const performRpc = (): Promise<string> => Promise.reject(new Error('The page is gone.'));
    const asked = await askedAfter('What is my dog called?', { localParticipant: { performRpc } });
    expect(asked.map(([role]) => role)).toEqual(['system', 'user']);
  });
});
