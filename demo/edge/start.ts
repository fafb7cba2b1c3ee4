import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { modelFolder } from '../model-folder.ts';
import { serveEdge } from './serve.ts';

const DEFAULT_PORT = 8787;
const HIGHEST_PORT = 65_535;

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

function portOf(given: string | undefined): number {
  const port = given === undefined || given === '' ? DEFAULT_PORT : Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT) return port;
  throw new RangeError(`PORT has to be a whole number from 0 to ${HIGHEST_PORT}.`);
}

/** Calls that can be pasted into a shell. */
function callsOf(url: string, token: string): string {
  const headers = [`Authorization: Bearer ${token}`, 'X-Project-Id: ws_1', 'X-User-Id: ada', 'Content-Type: application/json'];
  const curl = (call: string, body?: object): string =>
    `curl -s ${headers.map((header) => `-H '${header}'`).join(' ')} ${url}/v1/runtime/${call}${body ? ` -d '${JSON.stringify(body)}'` : ''}`;
  return [
    curl('health'),
    curl('session/start', { sessionId: 's1', workspaceId: 'ws_1', userId: 'ada' }),
    curl('turn/after', { sessionId: 's1', turnId: 't1', userText: 'My bicycle has a turquoise basket.', assistantText: 'Noted.' }),
    curl('search_memory', { sessionId: 's1', query: 'what colour is my basket' }),
    curl('session/end', { sessionId: 's1' }),
  ].join('\n\n');
}

/** The runtime would end in a stack of its own. @throws Error with `code` EADDRINUSE */
async function assertFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

async function main(signal: AbortSignal): Promise<void> {
  const port = portOf(process.env['PORT']);
  await assertFree(port);
  const token = process.env['EDGE_DEV_TOKEN'] || 'dev';
  const edge = await serveEdge({
    worker: path('worker'),
    workerd: path('../../demo/edge/workerd'),
    objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject' },
    variables: { EDGE_DEV_TOKEN: token, MEMOAIR_ORIGINS: process.env['MEMOAIR_ORIGINS'] ?? '' },
    model: await modelFolder(signal),
    storage: path('../../demo/edge/.wrangler/state/v3/do'),
    port,
  });
  process.stdout.write(`\nmemoair-web at the edge: ${edge.url}\n\n${callsOf(edge.url, token)}\n\nCtrl-C ends it.\n`);
  signal.addEventListener('abort', () => void edge.close());
}

const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());

main(over.signal).catch((error: unknown) => {
  if (over.signal.aborted) return;
  const { code, message } = error as NodeJS.ErrnoException;
  process.stderr.write(code === 'EADDRINUSE' ? `The port is taken by another program. Choose one: PORT=8788 npm run edge\n` : `${message}\n`);
  process.exitCode = 1;
});
