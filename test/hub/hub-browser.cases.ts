import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsResponse } from '../../src/contract/local.ts';
import type { RuntimeOptions } from '../../src/runtime/options.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { findWeights, installTransformers } from './install.ts';
import { serveHub, type HubServer } from './server.ts';

/** A script of the page: a runtime of ours, asked a question that shares no word with the answer. */
const PAGE = `<!doctype html><script type="module">
  import { createRuntime } from '/src/index.ts';
  window.model = async (options) => {
    const runtime = createRuntime({ workspaceId: 'w', userId: crypto.randomUUID(), storage: 'memory', ...options });
    await runtime.startSession({ sessionId: 's', ...runtime.identity, mode: 'default', metadata: {} });
    const others = ['The train was late.', 'We painted the fence.', 'She sings in a choir.', 'Lunch was soup.'];
    for (const [n, userText] of ['Our physician prescribed antibiotics.', ...others, ...others].entries())
      await runtime.afterTurn({ sessionId: 's', turnId: 't' + n, userText, assistantText: '', toolCalls: [], metadata: {} });
    let stats;
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      stats = await runtime.stats();
    } while (stats.model.state === 'loading' || (stats.model.state === 'ready' && stats.pendingEmbeddings > 0));
    const request = { sessionId: 's', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000, lanes: ['permanent'] };
    const { permanent } = await runtime.searchMemory({ ...request, query: 'which medicine did the doctor give' });
    const words = await runtime.searchMemory({ ...request, query: 'fence' });
    await runtime.close();
    return { stats, best: permanent.slice(0, 2).map(({ text }) => text), byWords: words.permanent[0]?.text };
  };
  window.ready = true;
</script>`;

interface Told {
  readonly stats: StatsResponse;
  readonly best: readonly string[];
  readonly byWords?: string;
}

describe('a model of the hub, in a browser’s worker', () => {
  let hub: HubServer;
  let site: ViteDevServer;
  let browser: Browser;
  let page: Page;
  const foreign: string[] = [];
  beforeAll(async () => {
    const script = await readFile(join(await installTransformers(), 'dist', 'transformers.min.js'), 'utf8');
    hub = await serveHub(await findWeights());
    site = await createServer({
      configFile: false,
      root: join(import.meta.dirname, '../..'),
      cacheDir: 'node_modules/.vite-hub',
      logLevel: 'silent',
      worker: { format: 'es' },
      optimizeDeps: { noDiscovery: true, include: ['comlink', 'valibot', 'idb', '@huggingface/tokenizers', 'stemmer', '@orama/stopwords/english'] },
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
      plugins: [
        {
          name: 'hub-test',
          configureServer: ({ middlewares }) => {
            middlewares.use('/hub-test.html', (_request, response) => response.setHeader('content-type', 'text/html').end(PAGE));
            middlewares.use('/transformers.js', (_request, response) => response.setHeader('content-type', 'text/javascript').end(script));
          },
        },
      ],
    });
    await site.listen();
    browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
    page = await browser.newPage();
    const local = `${new URL(site.resolvedUrls!.local[0]!).origin}/`;
    page.on('request', (request) => {
      if (![local, hub.url, 'blob:', 'data:'].some((known) => request.url().startsWith(known))) foreign.push(request.url());
    });
    await page.goto(`${local}hub-test.html`);
    await page.waitForFunction('window.ready');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    hub?.close();
  });
  const run = (options: Partial<RuntimeOptions>): Promise<Told> =>
    page.evaluate(async (given) => (window as unknown as { model(options: object): Promise<Told> }).model(given), options);
  const model = (id: string) => ({ id, host: hub.url });

  it('finds by meaning, and fetches nothing but from the page’s origin and the host', async () => {
    const { stats, best } = await run({ model: model('Xenova/all-MiniLM-L6-v2'), transformersUrl: '/transformers.js' });
    expect(stats.model).toMatchObject({ state: 'ready', name: 'Xenova/all-MiniLM-L6-v2', dimension: 384, backend: 'wasm', progress: 1 });
    // the line that follows it is embedded together with it
    expect(best.join()).toContain('antibiotics');
    expect(foreign).toEqual([]);
  });

  it.each([
    ['a package that is not installed', () => ({ model: model('Xenova/all-MiniLM-L6-v2') }), /npm install @huggingface\/transformers/],
    [
      'a script that is not there',
      () => ({ model: model('Xenova/all-MiniLM-L6-v2'), transformersUrl: '/nowhere.js' }),
      /npm install @huggingface\/transformers/,
    ],
    ['a missing model', () => ({ model: model('no/model'), transformersUrl: '/transformers.js' }), /There is no model no\/model/],
  ])('says what is wrong with %s, and recall goes by words', async (_what, options, reason) => {
    const { stats, byWords } = await run(options());
    expect(stats.model).toMatchObject({ state: 'failed', reason: expect.stringMatching(reason) as string });
    expect(byWords).toContain('fence');
  });
});
