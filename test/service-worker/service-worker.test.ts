import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StatsResponse } from '../../src/contract/local.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { ask, openApp, recall, register, scriptOf, session, stopServiceWorker, turn } from './guest.ts';
import { installClients } from './install.ts';
import { buildSite, type Site } from './site.ts';

const START = '/v1/runtime/session/start';
const TURN = '/v1/runtime/turn/after';
const END = '/v1/runtime/session/end';
const HEALTH = '/v1/runtime/health';
const SEARCH = '/v1/runtime/search_memory';
const ANA = scriptOf({ workspaceId: 'w', userId: 'ana' });

let site: Site;
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  await installClients();
  site = await buildSite();
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code;
const userOf = (body: string): string => (JSON.parse(body) as { userId: string }).userId;

/** A page that serves Ana's runtime, under a service worker, with a session open. */
async function anasPage(script = scriptOf()): Promise<Page> {
  const page = await openApp(context, site, { user: 'ana' });
  await register(page, script);
  expect((await ask(page, START, session('ana'))).status).toBe(200);
  return page;
}

/** Has the page take every call and answer none. */
async function hold(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.app.connect({
      identity: { workspaceId: 'w', userId: 'ana' },
      respond: (_request, options) => {
        Object.assign(globalThis, { held: true });
        options?.signal?.addEventListener('abort', () => Object.assign(globalThis, { cancelled: true }));
        return new Promise(() => undefined);
      },
    });
  });
}

describe('callers that no one can inject into', () => {
  it('are answered from the page: XMLHttpRequest, whatever spelling of the address', async () => {
    const page = await anasPage();
    expect((await ask(page, TURN, turn('I live in Lisbon'))).status).toBe(200);
    expect(await recall(page, 'where do I live')).toContain('Lisbon');
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) expect(userOf((await ask(page, HEALTH, undefined, { host })).body)).toBe('ana');
  });

  it('are answered from the page: axios', async () => {
    const page = await anasPage();
    await page.evaluate(([path, body]) => globalThis.app.axiosPost(path, body), [TURN, turn('I live in Lisbon')] as const);
    const found = await page.evaluate((path) => globalThis.app.axiosPost(path, { sessionId: 's', query: 'where do I live', timeoutMs: 5_000 }), SEARCH);
    expect(JSON.stringify(found.data)).toContain('Lisbon');
  });

  it('are answered from the page: a frame of the app, and a dedicated worker', async () => {
    const page = await anasPage();
    await ask(page, TURN, turn('I live in Lisbon'));
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.src = '/frame.html';
          frame.addEventListener('load', resolve);
          document.body.append(frame);
        }),
    );
    const query = JSON.stringify({ sessionId: 's', query: 'where do I live', timeoutMs: 5_000 });
    const frame = page.frames().find((one) => one.url().endsWith('/frame.html'))!;
    await frame.waitForFunction(() => 'xhr' in globalThis);
    const framed = await frame.evaluate(
      ([path, body]) => (globalThis as unknown as { xhr: (path: string, body: string) => Promise<{ body: string }> }).xhr(path, body),
      [SEARCH, query] as const,
    );
    expect(framed.body).toContain('Lisbon');
    expect((await page.evaluate(([path, body]) => globalThis.app.inWorker(path, body), [SEARCH, query] as const)).body).toContain('Lisbon');
  });

  it('hear errors of the contract as the page gives them', async () => {
    const page = await anasPage();
    expect((await ask(page, '/v1/runtime/nothing')).status).toBe(404);
    expect((await ask(page, START)).status).toBe(405);
    const wrong = await ask(page, SEARCH, '{');
    expect([wrong.status, codeOf(wrong.body)]).toEqual([400, 'runtime.bad_request']);
    const large = await ask(page, TURN, turn('a'.repeat(1_100_000)));
    expect([large.status, codeOf(large.body)]).toEqual([413, 'runtime.bad_request']);
  });

  it('may send as much as an import takes', async () => {
    const page = await anasPage();
    const lines = Array.from({ length: 3_000 }, (_, i) => JSON.stringify({ memoryId: `m${i}`, text: `${'a'.repeat(500)} number ${i}` })).join('\n');
    const { status, body } = await ask(page, '/v1/local/memory/import', lines, { type: 'application/x-ndjson' });
    expect([status, (JSON.parse(body) as { imported: number }).imported]).toEqual([200, 3_000]);
  });

  it('may read the answer across origins, and ask for what is allowed', async () => {
    const page = await anasPage();
    const allowed = await page.evaluate(async () => {
      const response = await fetch(globalThis.app.addressOf('/v1/runtime/turn/after'), { method: 'OPTIONS' });
      return [response.status, ...['access-control-allow-origin', 'access-control-allow-headers', 'allow'].map((name) => response.headers.get(name))];
    });
    expect(allowed).toEqual([204, site.url.slice(0, -1), 'content-type, authorization', 'POST, OPTIONS']);
  });

  it('need the token that the page asks for', async () => {
    const page = await openApp(context, site, { user: 'ana', token: 'secret' });
    await register(page, scriptOf());
    expect((await ask(page, START, session('ana'))).status).toBe(401);
    expect((await ask(page, START, session('ana'), { token: 'secret' })).status).toBe(200);
  });

  it('leave every other request to the app', async () => {
    const page = await anasPage();
    expect(await page.evaluate(() => fetch('/own').then((response) => response.text()))).toBe('of the app');
    expect(await page.evaluate(() => fetch('/other').then((response) => response.status))).toBe(404);
  });
});

describe('a service worker that the browser has stopped', () => {
  it('asks the pages again when it is started by the next request', async () => {
    const page = await anasPage();
    await ask(page, TURN, turn('I live in Lisbon'));
    for (let i = 0; i < 3; i++) {
      await stopServiceWorker(page);
      expect(await recall(page, 'where do I live')).toContain('Lisbon');
    }
  });
});

describe('the last word of a page', () => {
  for (const [how, type] of [
    ['a string', undefined],
    ['a blob of JSON', 'application/json'],
  ] as const)
    it(`is stored when no page is left: a beacon of ${how}`, async () => {
      const page = await anasPage(ANA);
      await page.evaluate(([path, body, as]) => globalThis.app.beaconOnHide(path, body, as), [TURN, JSON.stringify(turn('I live in Lisbon')), type] as const);
      await page.close({ runBeforeUnload: true });
      await expect.poll(() => context.pages().length).toBe(0);
      const later = await openApp(context, site, { user: 'ana' });
      await expect.poll(() => recall(later, 'where do I live'), { timeout: 10_000 }).toContain('Lisbon');
    });

  it('is stored once, though the page that goes away hears it too', async () => {
    const page = await anasPage(ANA);
    await page.evaluate(([path, body]) => globalThis.app.beaconOnHide(path, body), [TURN, JSON.stringify(turn('I live in Lisbon'))] as const);
    await page.goto('about:blank');
    await page.close();
    const later = await openApp(context, site, { user: 'ana' });
    await expect.poll(() => recall(later, 'where do I live'), { timeout: 10_000 }).toContain('Lisbon');
    const { counts } = JSON.parse((await ask(later, '/v1/local/stats')).body) as StatsResponse;
    expect(counts.episodes).toBe(1);
  });

  it('ends its session when no page is left', async () => {
    const page = await anasPage(ANA);
    await page.evaluate(([path, body]) => globalThis.app.beaconOnHide(path, body), [END, JSON.stringify({ sessionId: 's', reason: 'completed' })] as const);
    await page.close({ runBeforeUnload: true });
    const later = await openApp(context, site, { user: 'ana' });
    await expect.poll(() => recall(later, 'anything'), { timeout: 10_000 }).toContain('runtime.session_not_found');
  });

  it('is refused with what to do where the service worker was given no user', async () => {
    const page = await openApp(context, site);
    await register(page, scriptOf());
    const { status, body } = await ask(page, TURN, turn('I live in Lisbon'));
    expect([status, codeOf(body)]).toEqual([503, 'runtime.bootstrap_failed']);
    expect(body).toContain('workspaceId');
  });
});

describe('several pages', () => {
  it('of one user stand in for each other', async () => {
    const first = await anasPage();
    const second = await openApp(context, site, { user: 'ana' });
    const bare = await openApp(context, site);
    await ask(first, TURN, turn('I live in Lisbon'));
    expect(await recall(bare, 'where do I live')).toContain('Lisbon');
    await first.close();
    expect(await recall(bare, 'where do I live')).toContain('Lisbon');
    await second.evaluate(() => globalThis.app.disconnect());
    expect((await ask(bare, HEALTH)).status).toBe(503);
  });

  it('of two users each hear their own, and a frame or worker is never given the wrong one', async () => {
    const ana = await anasPage();
    const ben = await openApp(context, site, { user: 'ben' });
    await ask(ben, START, session('ben', 'b'));
    await ask(ana, TURN, turn('I live in Lisbon'));
    await ask(ben, TURN, turn('I live in Oslo', 't', 'b'));
    for (const [page, user] of [
      [ana, 'ana'],
      [ben, 'ben'],
    ] as const)
      expect(userOf((await ask(page, HEALTH)).body)).toBe(user);
    const bare = await openApp(context, site);
    expect(await recall(bare, 'where do I live')).toContain('Lisbon');
    expect(await recall(bare, 'where do I live', 'b')).toContain('Oslo');
    expect((await ask(bare, START, session('ben', 'c'))).status).toBe(200);
    expect((await ask(bare, START, session('cleo', 'd'))).status).toBe(409);
    const nameless = await ask(bare, '/v1/local/stats');
    expect([nameless.status, codeOf(nameless.body)]).toEqual([409, 'runtime.identity_mismatch']);
  });

  it('of two users: one that is slow to answer is waited for, before the other is given what names no user', async () => {
    const ana = await anasPage();
    await openApp(context, site, { user: 'ben' });
    const bare = await openApp(context, site);
    await ana.evaluate(() => {
      setTimeout(() => {
        const end = performance.now() + 300;
        while (performance.now() < end);
      }, 0);
    });
    expect((await ask(bare, '/v1/local/stats')).status).toBe(409);
  });

  it('that hang are passed over, and a recall is answered in its time', async () => {
    const busy = await anasPage();
    const other = await openApp(context, site, { user: 'ana' });
    await ask(busy, TURN, turn('I live in Lisbon'));
    const bare = await openApp(context, site);
    // the answer of evaluate would come only after the page is free again
    await busy.evaluate(() => {
      setTimeout(() => {
        const end = performance.now() + 20_000;
        while (performance.now() < end);
      }, 0);
    });
    expect(await recall(bare, 'where do I live')).toContain('Lisbon');
    await other.close();
    const { status, body } = await ask(bare, SEARCH, { sessionId: 's', query: 'where do I live' });
    expect(status).toBe(200);
    expect((JSON.parse(body) as { trace: { degraded: boolean } }).trace.degraded).toBe(true);
  });

  it('that close with a call in their hands lose it to the service worker', async () => {
    const page = await openApp(context, site);
    await register(page, ANA);
    const caller = await openApp(context, site);
    expect((await ask(caller, START, session('ana'))).status).toBe(200);
    await hold(page);
    const answered = ask(caller, TURN, turn('I live in Lisbon'));
    await page.waitForFunction(() => 'held' in globalThis);
    await page.close();
    expect((await answered).status).toBe(200);
    expect(await recall(caller, 'where do I live')).toContain('Lisbon');
  });

  it('that close with a call in their hands fail it where there is no one else', async () => {
    const page = await openApp(context, site);
    await register(page, scriptOf());
    await hold(page);
    const caller = await openApp(context, site);
    const answered = ask(caller, TURN, turn('I live in Lisbon'));
    await page.waitForFunction(() => 'held' in globalThis);
    await page.close();
    const { status, body } = await answered;
    expect([status, codeOf(body)]).toEqual([500, 'runtime.internal']);
  });
});

describe('a call that is over', () => {
  it('is cancelled in the page', async () => {
    const page = await openApp(context, site);
    await register(page, scriptOf());
    await hold(page);
    const { status } = await ask(page, SEARCH, { sessionId: 's', query: 'where do I live' });
    expect(status).toBe(200);
    await page.waitForFunction(() => 'cancelled' in globalThis);
  });

  it('because its caller went away leaves the next one alone', async () => {
    const page = await anasPage();
    const outcome = await page.evaluate(async () => {
      const over = new AbortController();
      const asked = fetch(globalThis.app.addressOf('/v1/runtime/health'), { signal: over.signal }).catch((thrown: Error) => thrown.name);
      over.abort();
      return asked;
    });
    expect(outcome).toBe('AbortError');
    expect((await ask(page, HEALTH)).status).toBe(200);
  });
});
