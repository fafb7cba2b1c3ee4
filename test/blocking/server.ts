/** A process with what the tests ask: a runtime, one with a token, and servers that behave badly. Prints their addresses. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';

export interface Addresses {
  readonly runtime: string;
  readonly guarded: string;
  /** Answers nothing. */
  readonly silent: string;
  /** Answers 503 with no JSON. */
  readonly broken: string;
  /** Answers a recall with three megabytes. */
  readonly large: string;
}

const runtime = createLocalRuntime({ workspaceId: 'w', userId: 'u' });
const serve = async (token?: string): Promise<string> => (await serveRuntime(runtime, { port: 0, ...(token === undefined ? {} : { token }) })).url;

const raw = (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer(listener);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

const addresses: Addresses = {
  runtime: await serve(),
  guarded: await serve('secret'),
  silent: await raw(() => undefined),
  broken: await raw((_request, response) => response.writeHead(503).end('out of order')),
  large: await raw((_request, response) => response.writeHead(200).end(JSON.stringify({ contextText: 'é'.repeat(1_500_000), trace: {} }))),
};
console.log(JSON.stringify(addresses));
