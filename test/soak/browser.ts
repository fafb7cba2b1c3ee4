import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { buildSite, type Site } from '../service-worker/site.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';

/** A Chromium with a profile of its own on disk, and the app on an origin of its own. */
export class Browser {
  readonly #site: Site;
  /** Folder of the profile. */
  readonly profile: string;
  #context: BrowserContext;

  static async open(): Promise<Browser> {
    // isolated, so that it tells what its worker holds
    const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    const site = await buildSite({ config: 'test/soak/app/vite.config.ts', modes: ['production'], headers });
    const profile = await mkdtemp(join(tmpdir(), 'memoair-soak-profile-'));
    return new Browser(site, profile, await launch(profile));
  }

  private constructor(site: Site, profile: string, context: BrowserContext) {
    this.#site = site;
    this.profile = profile;
    this.#context = context;
  }

  get context(): BrowserContext {
    return this.#context;
  }

  /** The app in a tab of its own. */
  async tab(): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(this.#site.url);
    await page.waitForFunction(() => 'memory' in globalThis);
    return page;
  }

  /** Ends the browser; the profile stays. */
  async end(): Promise<void> {
    await this.#context.close();
  }

  async startAgain(): Promise<void> {
    this.#context = await launch(this.profile);
  }

  /** Bytes of the files in which it keeps databases. */
  async bytes(): Promise<number> {
    let bytes = 0;
    for (const entry of await readdir(join(this.profile, 'Default', 'IndexedDB'), { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#site.close();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function launch(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: CHROME_ARGS });
}
