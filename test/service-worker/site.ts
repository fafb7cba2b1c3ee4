import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url);
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Path of the build's configuration. */
  readonly config?: string;
  /** One build each. */
  readonly modes?: readonly string[];
  /** Sent with every file. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The app's own server: answers what it knows, and returns false for the rest. */
  readonly server?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** An app as its author builds it, served from an origin of its own. */
export async function buildSite(options: SiteOptions = {}): Promise<Site> {
  const { config = 'test/service-worker/vite.config.ts', modes = ['production', 'service-worker'], headers = {}, server: own = () => false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'memoair-site-'));
  // in a process of its own, because the test runner's environment would make it a development build
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const run = promisify(execFile);
  if (!existsSync(new URL('wasm/build/kernel.ts', ROOT))) await run(process.execPath, ['wasm/build.mjs'], { cwd: ROOT, env });
  for (const mode of modes)
    await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', config, '--mode', mode, '--outDir', folder], { cwd: ROOT, env });
  const server = createServer((request, response) => {
    if (own(request, response)) return;
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    readFile(join(folder, path === '/' ? 'index.html' : path)).then(
      (body) => response.writeHead(200, { ...headers, 'content-type': TYPES[extname(path)] ?? 'text/html' }).end(body),
      () => response.writeHead(404).end('not of the app'),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
