/// <reference lib="esnext.disposable" preserve="true" />
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DEFAULT_PORT } from '../contract/defaults.ts';
import { RuntimeError } from '../contract/errors.ts';
import { wireError } from '../contract/wire-response.ts';
import { listen, refuse, send, stop, toRequest } from './node-http.ts';
import type { Answer } from './ports.ts';
import { responder, toResponse, type Responding, type ResponderOptions } from './responder.ts';

/** Where a runtime is served, and to whom. */
export interface NodeServerOptions extends ResponderOptions {
  /** A loopback address. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 7878; 0 takes a free one. */
  readonly port?: number;
  /** A request has to arrive whole inside this many milliseconds, so that a trickling one cannot hold a connection for ever. Default 15,000. */
  readonly requestTimeoutMs?: number;
}

/** A runtime on a socket. */
export interface NodeServer extends AsyncDisposable {
  readonly url: string;
  /** Stops listening, lets answers under way finish for a moment, then closes every connection. Idempotent. */
  close(): Promise<void>;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|::1|\[::1\])$/;
const REQUEST_TIMEOUT_MS = 15_000;
/** Longer than any client keeps an idle connection: one that the server closes first can lose the request sent just then. */
const KEEP_ALIVE_MS = 75_000;
const CLOSE_GRACE_MS = 500;

/**
 * The router on a real socket, for Node users and for conformance. Loopback addresses only; a foreign Host or Origin is
 * refused, since a web page that the user visits could otherwise talk to it.
 *
 * @example
 * ```ts
 * const start = nodeRuntimes({ storageRoot: '/var/lib/memoair/voice' });
 * const server = await serveRuntime(await start({ workspaceId: 'ws_123', userId: 'user_42' }), { port: 0 });
 * console.log(server.url);
 * ```
 *
 * @throws RuntimeError `runtime.bad_request` for an address that is not loopback; the system's error when it cannot listen.
 */
export async function serveRuntime(runtime: Responding | Promise<Responding>, options: NodeServerOptions = {}): Promise<NodeServer> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.test(host)) throw new RuntimeError('runtime.bad_request', 'The runtime listens on a loopback address only: 127.0.0.1, localhost or ::1.');
  const answer = responder(runtime, options);
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      // Node looks every 30 s unless told otherwise
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (message, response) => void respond(answer, message, response),
  );
  server.on('clientError', refuseMalformed);
  await listen(server, options.port ?? DEFAULT_PORT, host.replace(/^\[|\]$/g, ''));
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= stop(server, CLOSE_GRACE_MS));
  return { url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`, close, [Symbol.asyncDispose]: close };
}

async function respond(ask: Answer, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const cancel = new AbortController();
  response.once('close', () => cancel.abort(new DOMException('The client went away.', 'AbortError')));
  try {
    const answer = foreign(message) ?? (await ask(toRequest(message, 'http://127.0.0.1', cancel.signal)));
    allowLoopbackOrigin(message, answer);
    await send(message, response, answer);
  } catch {
    // the client went away, or sent what HTTP cannot hold: there is no one to answer
    if (!response.headersSent && !response.destroyed)
      await send(message, response, refusal(new RuntimeError('runtime.bad_request', 'The request could not be read.')));
    else response.destroy();
  }
}

const refusal = (error: RuntimeError): Response => toResponse(wireError(error));

/** A request that a page of another site made the browser send. */
function foreign(message: IncomingMessage): Response | undefined {
  const { host, origin } = message.headers;
  // a browser names no origin for what an image, a script or a frame asks for; how long that takes would tell what is found
  const fromHere = origin === undefined ? message.headers['sec-fetch-site'] !== 'cross-site' : isLoopback(origin);
  if (fromHere && isLoopback(`http://${host ?? ''}`)) return undefined;
  return refusal(
    new RuntimeError('runtime.bad_request', 'Only callers on this machine are answered: Host, and Origin if any, have to be loopback addresses.', {
      status: 403,
    }),
  );
}

function isLoopback(url: string): boolean {
  try {
    return LOOPBACK.test(new URL(url).hostname);
  } catch {
    return false;
  }
}

/** A page served from this machine may read the answers. */
function allowLoopbackOrigin(message: IncomingMessage, answer: Response): void {
  const { origin } = message.headers;
  if (origin === undefined || !isLoopback(origin)) return;
  answer.headers.set('access-control-allow-origin', origin);
  answer.headers.set('vary', 'origin');
  if (message.method !== 'OPTIONS') return;
  answer.headers.set('access-control-allow-methods', 'GET, POST, PATCH, DELETE');
  answer.headers.set('access-control-allow-headers', 'content-type, authorization');
}

/** Bytes that are no HTTP, headers over Node's limits, or a request that came too slowly. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  refuse(error, socket, (reason) => {
    const { status, message } = REFUSALS[reason] ?? { status: '400 Bad Request', message: 'The request is not valid HTTP.' };
    return { status, body: { error: { code: 'runtime.bad_request', message, details: {} } } };
  });
}

const REFUSALS: Readonly<Record<string, { readonly status: string; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', message: 'The request line and headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'The request did not arrive whole in time. Send it again.' },
};
