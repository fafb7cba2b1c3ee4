import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { createServer, type DepOptimizationOptions } from 'vite';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';

/** A page in a Chromium of its own, whose microphone plays a wav. */
export interface PageWithMicrophone {
  readonly page: Page;
  close(): Promise<void>;
}

export interface PageWithMicrophoneOptions {
  /** Folder of the page. */
  readonly root: string;
  readonly wav: Uint8Array;
  /** A global of the page: it is ready when that is there. */
  readonly ready: string;
  readonly optimizeDeps?: DepOptimizationOptions;
}

export async function pageWithMicrophone(options: PageWithMicrophoneOptions): Promise<PageWithMicrophone> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of undo.splice(0).toReversed()) await each();
  };
  try {
    return { page: await open(options, undo), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function open({ root, wav, ready, optimizeDeps = {} }: PageWithMicrophoneOptions, undo: (() => Promise<unknown>)[]): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'memoair-voice-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'user.wav'), wav);
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    cacheDir: join(folder, 'vite'),
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null, fs: { strict: false } },
    optimizeDeps,
  });
  undo.push(() => server.close());
  await server.listen();
  const browser = await chromium.launch({
    executablePath: findChrome(),
    args: [
      ...CHROME_ARGS,
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${join(folder, 'user.wav')}`,
    ],
  });
  undo.push(() => browser.close());
  const page = await browser.newPage();
  await page.goto(server.resolvedUrls!.local[0]!);
  await page.waitForFunction(`globalThis.${ready}`);
  return page;
}
