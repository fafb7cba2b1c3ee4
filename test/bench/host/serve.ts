import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** What makes a page cross-origin isolated: shared memory, a fine clock, and the browser's own memory count. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-origin' };

const MODEL = '/model/';

/** As wherever pages are built: what is named by its content is kept, and what the browser compiled of it. */
const cachingOf = (path: string): Readonly<Record<string, string>> =>
  path.startsWith('/assets/') ? { 'cache-control': 'public, max-age=31536000, immutable' } : {};

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a folder on a free port of loopback, and the model's under /model/. */
export async function serveFolder(folder: string, modelFolder: string): Promise<Served> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = path.startsWith(MODEL) ? join(modelFolder, path.slice(MODEL.length)) : join(folder, path.endsWith('/') ? `${path}index.html` : path);
    readFile(file).then(
      (body) =>
        response.writeHead(200, { 'content-type': TYPES[extname(path) || '.html'] ?? 'application/octet-stream', ...cachingOf(path), ...ISOLATED }).end(body),
      () => response.writeHead(404, ISOLATED).end('There is no such file.'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
