import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createCloud, MemoryCloudStore, type Cloud } from '../../src/cloud/index.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { ask, openApp, register, scriptOf, session, turn } from './guest.ts';
import { installClients } from './install.ts';
import { buildSite, type Site } from './site.ts';

const KEY = 'memoair_pk_of-the-apps-own-server';
const CLOUD = '/memory-cloud';

/** The app's own server lets its pages' calls through to the cloud, with the key that no page has. */
class Proxy {
  readonly cloud: Cloud;
  /** Paths that came through, in order; none while it is down. */
  readonly seen: string[] = [];
  down = false;
  /** Calls that carried a bearer of their own. */
  bearers = 0;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  readonly answer = (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = request.url ?? '/';
    if (!path.startsWith(CLOUD)) return false;
    if (this.down) response.destroy();
    else void this.#pass(request, response, path.slice(CLOUD.length));
    return true;
  };

  async #pass(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { method = 'GET' } = request;
    if (request.headers.authorization !== undefined) this.bearers++;
    const headers = new Headers({ authorization: `Bearer ${KEY}` });
    for (const name of ['x-project-id', 'x-agent-id', 'x-user-id', 'content-type', 'idempotency-key']) headers.set(name, String(request.headers[name] ?? ''));
    const body = method === 'GET' ? null : await text(request);
    const answer = await this.cloud.fetch(new Request(`http://cloud${path}`, { method, headers, body }));
    this.seen.push(path.split('?')[0]!);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  }

  /** What the cloud tells of Ana. */
  async texts(): Promise<string> {
    const headers = { authorization: `Bearer ${KEY}`, 'x-project-id': 'w', 'x-agent-id': 'agent_1', 'x-user-id': 'ana' };
    return (await this.cloud.fetch(new Request('http://cloud/v1/voice-sdk/bootstrap', { headers }))).text();
  }
}

let proxy: Proxy;
let site: Site;
let context: BrowserContext;
beforeAll(async () => {
  await installClients();
  proxy = new Proxy(await createCloud({ store: new MemoryCloudStore(), apiKeys: [KEY], tokenSecret: 'a secret of pages under test' }));
  site = await buildSite({ server: proxy.answer });
  context = await (await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS })).newContext();
}, 240_000);
afterAll(async () => {
  await context?.browser()?.close();
  await site?.close();
});

/** Where the browser's developer tools have the service worker. */
async function registrationOf(devtools: CDPSession): Promise<string> {
  const found = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration && !registration.isDeleted) resolve(registration.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  return found;
}

const pending = async (page: Page): Promise<unknown> => (JSON.parse((await ask(page, '/v1/local/stats')).body) as { sync: { pending: number } }).sync.pending;

it('what an offline page said is sent by the service worker, once the browser is online and no page is left', async () => {
  const page = await openApp(context, site, { user: 'ana', cloud: CLOUD });
  await register(page, scriptOf({ workspaceId: 'w', userId: 'ana', cloud: CLOUD }));
  await ask(page, '/v1/runtime/session/start', session('ana'));
  await vi.waitFor(async () => expect(await pending(page)).toBe(0));
  // a proxy of the same origin is all that the page needs: no key, no token
  expect(proxy.seen).toContain('/v1/voice-sdk/events');
  expect(proxy.bearers).toBe(0);
  // a browser that is online all the time forgets a tag as soon as it has told the service worker, so it is asked what it was asked
  const asked = await page.evaluate(async () => {
    const { sync } = (await navigator.serviceWorker.ready) as unknown as { sync: { register(tag: string): Promise<void> } };
    const own = sync.register.bind(sync);
    return new Promise<string>((resolve) => {
      sync.register = async (tag) => {
        await own(tag);
        resolve(tag);
      };
      dispatchEvent(new Event('offline'));
    });
  });
  proxy.down = true;
  await ask(page, '/v1/runtime/turn/after', turn('My locker number is 4711.'));
  expect(await pending(page)).toBe(1);
  const onlooker = await context.newPage();
  const devtools = await context.newCDPSession(onlooker);
  await onlooker.goto(`${site.url}favicon.ico`);
  const registrationId = await registrationOf(devtools);
  await page.close();
  expect(await proxy.texts()).not.toContain('4711');
  proxy.down = false;
  await devtools.send('ServiceWorker.dispatchSyncEvent', { origin: new URL(site.url).origin, registrationId, tag: asked, lastChance: false });
  await vi.waitFor(async () => expect(await proxy.texts()).toContain('4711'));
});
