import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDemo } from '../../demo/serve.ts';
import { provisionVoiceModel } from '../../demo/server/voice-model.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import { wordErrors } from '../eval/speech/word-errors.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { builtDemo } from './built-demo.ts';
import { installStandIns } from './voice/stand-ins.ts';
import { Talker } from './voice/talker.ts';
import { HOME, WHERE, writeRecording } from './voice/wav.ts';

const SETUP_MS = 300_000;
const TEST_MS = 120_000;
/** Of the words; runs differ a little, because a recording's place in the browser's frames does. */
const MOST_ERRORS = 0.35;

describe('the demo’s voice, without a network', { timeout: TEST_MS }, () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  let talker: Talker;
  const hosts = new Set<string>();
  const faults: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-voice-'));
    const recording = join(folder, 'recording.wav');
    const [{ folder: modelFolder }, built] = await Promise.all([provisionModel(), builtDemo(), provisionVoiceModel()]);
    // one silence in which the network goes, another in which it answers
    await writeRecording(recording, [0.8, HOME, 1.4, WHERE, 4]);
    browser = await chromium.launch({
      executablePath: findChrome(),
      args: [...CHROME_ARGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${recording}%noloop`],
    });
    const context = await browser.newContext();
    await context.addInitScript(installStandIns);
    page = await context.newPage();
    page.on('request', (request) => void hosts.add(new URL(request.url()).host));
    page.on('pageerror', (error) => void faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    talker = new Talker(page);
    const served = await serveDemo({ folder: built, modelFolder, port: 0 });
    try {
      await page.goto(served.url);
      await Promise.all([talker.on(), page.locator('#status', { hasText: 'Model ready' }).waitFor({ state: 'attached' })]);
    } finally {
      await served.close();
      await context.setOffline(true);
    }
  }, SETUP_MS);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('hears a fact, keeps it, and answers a question out of it', async () => {
    const [told, asked] = await talker.turns(2);
    await talker.off();
    expect(wordErrors([HOME.words, WHERE.words], [told!.userText, asked!.userText])).toBeLessThanOrEqual(MOST_ERRORS);
    expect(asked!.assistantText).toContain('Lisbon');
  });

  it('starts again, stops speaking when the person speaks, and keeps what was heard and what was said when it was left', async () => {
    const before = (await talker.turns(0)).length;
    const quiet = (await talker.spoken()).length;
    await talker.useOwnMicrophone();
    await talker.on();
    await talker.say(WHERE);
    await expect.poll(async () => (await talker.spoken())[quiet]?.heard, { timeout: TEST_MS }).toMatch(/\S+\s\S+/);
    const saying = talker.say(HOME);
    const asked = (await talker.turns(before + 1))[before]!;
    const { text, heard, cancelledAt } = (await talker.spoken())[quiet]!;
    await saying;
    await talker.leave();
    expect(cancelledAt).not.toBeNull();
    expect(heard).not.toBe(text);
    expect(asked.assistantText).toBe(heard.trimEnd());
    const last = (await talker.turns(before + 2))[before + 1]!;
    expect(wordErrors([HOME.words], [last.userText])).toBeLessThanOrEqual(MOST_ERRORS);
  });

  it('says what to do when the microphone is not allowed', async () => {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Denied.', 'NotAllowedError'));
    });
    await page.getByRole('button', { name: 'Speak' }).click();
    await page.getByRole('alert').filter({ hasText: 'Allow it beside the address' }).waitFor();
    await page.locator('.voice-button[data-state="off"]').waitFor();
  });

  it('asks no other host, and meets no fault', () => {
    expect(hosts.size).toBe(1);
    expect(faults).toEqual([]);
  });
});
