import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireRequest } from '../../src/contract/wire.ts';
import { serveRuntime, type NodeServer } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';

const IDENTITY = { workspaceId: 'ws', userId: 'anna' };
const SECRET = 'xylophone';

let server: NodeServer;
let site: Server;
/** What reached the runtime, past the server's own refusals. */
const reached: string[] = [];
beforeAll(async () => {
  const runtime = await createLocalRuntime(IDENTITY);
  await runtime.startSession({ sessionId: 's', ...IDENTITY, mode: 'default', metadata: {} });
  await runtime.afterTurn({ sessionId: 's', turnId: 't', userText: `My secret word is ${SECRET}.`, assistantText: '', toolCalls: [], metadata: {} });
  const respond = (request: WireRequest): ReturnType<typeof runtime.respond> => {
    reached.push(`${request.method} ${request.path}`);
    return runtime.respond(request);
  };
  server = await serveRuntime({ respond }, { port: 0 });
  site = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>another site</title>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  site.close();
  await server.close();
});

const portOf = (url: string): string => new URL(url).port;

describe('a socket on loopback', () => {
  const ask = (method: string, path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      httpRequest(`${server.url}${path}`, { method, headers }, (response) => {
        response
          .setEncoding('utf8')
          .toArray()
          .then((chunks: string[]) => resolve({ status: response.statusCode ?? 0, text: chunks.join('') }), reject);
      })
        .on('error', reject)
        .end();
    });

  it.each([
    ['an image, a script or a frame of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a window that another site opened', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['a form of another site', { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['an extension', { origin: 'chrome-extension://abcdefghijklmnop' }],
    ['a name that was bound anew to this machine', { host: 'rebound.example' }],
    ['the same, of a page under that name', { host: 'rebound.example:7878', origin: 'http://rebound.example:7878', 'sec-fetch-site': 'same-origin' }],
    ['a name that only begins or ends like loopback', { host: '127.0.0.1.evil.example' }],
    ['the address of another machine', { host: '192.168.1.7:7878' }],
    ['every address', { host: '0.0.0.0:7878' }],
  ])('answers nothing to %s', async (_whose, headers) => {
    reached.length = 0;
    for (const [method, path] of [
      ['GET', '/v1/local/export'],
      ['GET', `/v1/local/memory?q=${SECRET}`],
      ['GET', '/v1/runtime/health'],
      ['POST', '/v1/runtime/turn/after'],
      ['DELETE', '/v1/local/user'],
      ['OPTIONS', '/v1/local/user'],
    ] as const) {
      const { status, text } = await ask(method, path, headers);
      expect([method, path, status >= 400, text.includes(SECRET)]).toEqual([method, path, true, false]);
    }
    expect(reached).toEqual([]);
  });

  it.each([
    ['a program', {}],
    ['the address bar', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['a page of this machine', { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' }],
    ['another page of this machine', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'cross-site' }],
  ])('answers %s', async (_whose, headers) => expect((await ask('GET', '/v1/runtime/health', headers)).status).toBe(200));
});

describe('a page of another site, in a real browser that lets it ask', () => {
  let browser: Browser;
  beforeAll(async () => {
    // its own guard is off: what is left is the server's
    const off = '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessChecks';
    browser = await chromium.launch({ executablePath: findChrome(), args: [...CHROME_ARGS, off, '--host-resolver-rules=MAP *.example 127.0.0.1'] });
  });
  afterAll(() => browser?.close());

  it('neither reads memory nor writes it, whatever it asks with', async () => {
    reached.length = 0;
    const page = await browser.newPage();
    await page.goto(`http://evil.example:${(site.address() as AddressInfo).port}/`);
    const told = await page.evaluate(
      async ({ url, rebound, secret }) => {
        const body = JSON.stringify({ sessionId: 's', turnId: 'evil', userText: 'I was here.', assistantText: '' });
        const text = (asked: Promise<Response>): Promise<string> => asked.then((response) => response.text()).catch((thrown: Error) => thrown.name);
        const element = (made: HTMLElement): Promise<void> =>
          new Promise((resolve) => {
            made.addEventListener('load', () => resolve());
            made.addEventListener('error', () => resolve());
            document.documentElement.append(made);
          });
        const answers = [
          await text(fetch(`${url}/v1/local/export`)),
          await text(fetch(`${url}/v1/local/export`, { mode: 'no-cors' })),
          await text(fetch(`${url}/v1/runtime/turn/after`, { method: 'POST', mode: 'no-cors', body })),
          await text(fetch(`${url}/v1/local/user`, { method: 'DELETE' })),
          await text(fetch(`${rebound}/v1/local/export`)),
          await text(fetch(`${rebound}/v1/runtime/turn/after`, { method: 'POST', mode: 'no-cors', body })),
        ];
        navigator.sendBeacon(`${url}/v1/runtime/turn/after`, body);
        await element(Object.assign(new Image(), { src: `${url}/v1/local/memory?q=${secret}` }));
        await element(Object.assign(document.createElement('script'), { src: `${url}/v1/local/export` }));
        await element(Object.assign(document.createElement('iframe'), { src: `${url}/v1/local/memory?q=${secret}` }));
        return answers.join('\n');
      },
      { url: server.url, rebound: `http://rebound.example:${portOf(server.url)}`, secret: SECRET },
    );
    expect(told).not.toContain(SECRET);
    expect(reached).toEqual([]);
    // the same browser reaches the server from a page of this machine: what was refused above, was refused by the server
    const own = await browser.newPage();
    await own.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    expect(await own.evaluate((url) => fetch(`${url}/v1/local/export`).then((response) => response.text()), server.url)).toContain(SECRET);
  });
});
