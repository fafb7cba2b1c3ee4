import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser } from 'playwright';
import type { StatsResponse } from '../../src/contract/local.ts';
import { provisionModel } from '../../src/node/model/provision.ts';

/** What the app in `app/` found. */
export interface Found {
  /** What the kernel alone found, and which of its forms. */
  readonly nearest: { readonly backend: string; readonly slot: number };
  readonly contextText: string;
  readonly degraded: boolean;
  readonly model: string;
  readonly reason: string | null;
  readonly incidents: StatsResponse['incidents'];
}

export interface Opened extends Found {
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
  /** Bytes sent until the first recall by meaning. */
  readonly bytes: number;
}

/** By extension, as a server sends them. */
export const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
  '.json': 'application/json',
};
const MODEL = '/model/';

/** Serves a built app with the model beside it, opens it, and waits for what it finds. */
export async function openBuilt(browser: Browser, root: string): Promise<Opened> {
  const model = await provisionModel();
  const missing: string[] = [];
  let bytes = 0;
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = path.startsWith(MODEL) ? join(model.folder, path.slice(MODEL.length)) : join(root, path.endsWith('/') ? `${path}index.html` : path);
    const send = async (): Promise<void> => {
      const body = await readFile(file);
      bytes += body.length;
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
    };
    send().catch(() => {
      if (path !== '/favicon.ico') missing.push(path);
      response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const found = await openPage(browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { ...found, missing, bytes };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Opens a page that is served already. */
export async function openPage(browser: Browser, url: string): Promise<Found> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'found' in globalThis);
    return await page.evaluate(() => (globalThis as unknown as { readonly found: Found }).found);
  } finally {
    await context.close();
  }
}
