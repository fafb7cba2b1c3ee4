import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import type { Talked } from './page/main.ts';
import { wavFile } from './wav.ts';

declare function overWebRtc(): Promise<Talked>;
declare function asSamples(): Promise<{ readonly peak: number; readonly perSecond: number }>;

let folder: string;
let server: ViteDevServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoair-voice-'));
  await writeFile(join(folder, 'user.wav'), wavFile());
  const root = fileURLToPath(new URL('./page/', import.meta.url));
  server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    cacheDir: join(folder, 'vite'),
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null, fs: { strict: false } },
  });
  await server.listen();
  browser = await chromium.launch({
    executablePath: findChrome(),
    args: [
      ...CHROME_ARGS,
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${join(folder, 'user.wav')}`,
    ],
  });
  page = await browser.newPage();
  await page.goto(server.resolvedUrls!.local[0]!);
  await page.waitForFunction('globalThis.overWebRtc');
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a microphone that plays a wav', () => {
  it('is heard over a real call, whose answer comes back as sound', async () => {
    const talked = await page.evaluate(() => overWebRtc());
    expect(talked.states).toEqual(['connecting', 'connected', 'listening', 'processing', 'speaking', 'connected', 'disconnected']);
    expect(talked.transcript).toBe('Half past ten');
    expect(talked.heardByPeer).toBeGreaterThan(0.05);
    expect(talked.userSamples).toBeGreaterThan(2400);
    expect(talked.userPeak).toBeGreaterThan(500);
    expect(talked.answerSamples).toBeGreaterThan(2400);
    expect(talked.answerPeak).toBeGreaterThan(5000);
    expect(talked.tracksAfter).toEqual(['ended']);
  });

  it('is heard as samples at the rate of the session', async () => {
    const { peak, perSecond } = await page.evaluate(() => asSamples());
    expect(peak).toBeGreaterThan(1000);
    // a crowded machine hears less in a second, and never more than there is
    expect(perSecond).toBeGreaterThan(2000);
    expect(perSecond).toBeLessThan(28_000);
  });
});
