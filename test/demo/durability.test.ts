import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDemo, type ServedDemo } from '../../demo/serve.ts';
import type { SearchResponse } from '../../src/contract/types.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { builtDemo } from './built-demo.ts';

/** What the page's own scripts send to the loopback address. */
const post = <T>(page: Page, path: string, body: object): Promise<T> =>
  page.evaluate(
    async ([where, what]) => {
      const response = await fetch(`http://127.0.0.1:7878${where}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(what),
      });
      if (!response.ok) throw new Error(`${where}: ${response.status}`);
      return response.json();
    },
    [path, body] as const,
  );

const KILLS = Number(process.env['KILLS'] ?? 8);

describe('a tab that is killed', () => {
  let demo: ServedDemo;
  let profile: string;
  beforeAll(async () => {
    demo = await serveDemo({ folder: await builtDemo(), modelFolder: null, port: 0 });
    profile = await mkdtemp(join(tmpdir(), 'memoair-profile-'));
  }, 120_000);
  afterAll(async () => {
    await demo?.close();
    if (profile) await rm(profile, { recursive: true, force: true });
  });

  /** SIGKILL to every renderer: no unload handler, no flush, nothing. */
  const killRenderers = async (context: BrowserContext): Promise<number> => {
    const session = await context.browser()!.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    for (const { id } of renderers) process.kill(id, 'SIGKILL');
    await session.detach();
    return renderers.length;
  };

  /** A browser of its own each time: one whose renderers were all killed may never open a page again. */
  const visit = async (): Promise<{ context: BrowserContext; page: Page; start: (sessionId: string) => Promise<unknown> }> => {
    const context = await chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: CHROME_ARGS, serviceWorkers: 'block' });
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(demo.url);
    const identity = await page.evaluate(
      async () => (await fetch('http://127.0.0.1:7878/v1/runtime/health')).json() as Promise<{ workspaceId: string; userId: string }>,
    );
    return {
      context,
      page,
      start: (sessionId) => post(page, '/v1/runtime/session/start', { sessionId, workspaceId: identity.workspaceId, userId: identity.userId }),
    };
  };

  it(`right after a turn was acknowledged has lost nothing, ${KILLS} times over`, async () => {
    for (let round = 0; round < KILLS; round++) {
      const { context, page, start } = await visit();
      await start(`killed-${round}`);
      const acknowledged = await post<{ status: string }>(page, '/v1/runtime/turn/after', {
        sessionId: `killed-${round}`,
        turnId: 't1',
        userText: `In round ${round} the code word was walrus${round}.`,
        assistantText: 'Noted.',
      });
      expect(acknowledged.status).toBe('ok');
      const crashed = page.waitForEvent('crash');
      expect(await killRenderers(context)).toBeGreaterThan(0);
      await crashed;
      await context.close();
    }
    const { context, page, start } = await visit();
    await start('afterwards');
    const found: string[] = [];
    for (let round = 0; round < KILLS; round++) {
      const { contextText } = await post<SearchResponse>(page, '/v1/runtime/search_memory', {
        sessionId: 'afterwards',
        query: `code word walrus${round}`,
        timeoutMs: 5000,
      });
      if (contextText.includes(`walrus${round}.`)) found.push(`walrus${round}`);
    }
    await context.close();
    expect(found).toHaveLength(KILLS);
  }, 180_000);
});
