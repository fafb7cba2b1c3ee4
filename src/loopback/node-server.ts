import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { AddressInfo, Socket } from 'node:net';
import { DEFAULT_PORT } from '../contract/defaults.ts';
import { RuntimeError } from '../contract/errors.ts';
import { wireError } from '../contract/wire-response.ts';
import type { Answer } from './ports.ts';
import { responder, toResponse, type Responding, type ResponderOptions } from './responder.ts';

export interface NodeServerOptions extends ResponderOptions {
  /** A loopback address. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 7878; 0 takes a free one. */
  readonly port?: number;
  /** A request has to arrive whole inside this many milliseconds, so that a trickling one cannot hold a connection for ever. Default 15,000. */
  readonly requestTimeoutMs?: number;
}

export interface NodeServer {
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
  return {
    url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`,
    close: () => (closing ??= stop(server)),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function respond(ask: Answer, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const cancel = new AbortController();
  response.once('close', () => cancel.abort(new DOMException('The client went away.', 'AbortError')));
  try {
    const answer = foreign(message) ?? (await ask(toRequest(message, cancel.signal)));
    allowLoopbackOrigin(message, answer);
    await send(message, response, answer);
  } catch {
    // the client went away, or sent what HTTP cannot hold: there is no one to answer
    if (!response.headersSent && !response.destroyed)
      await send(message, response, refusal(new RuntimeError('runtime.bad_request', 'The request could not be read.')));
    else response.destroy();
  }
}

function toRequest(message: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
  const method = message.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
  return new Request(new URL(message.url ?? '/', 'http://127.0.0.1'), { method, headers, signal, body, duplex: 'half' } as RequestInit);
}

const refusal = (error: RuntimeError): Response => toResponse(wireError(error));

/** A request that a page of another site made the browser send. */
function foreign(message: IncomingMessage): Response | undefined {
  const { host, origin } = message.headers;
  if (isLoopback(`http://${host ?? ''}`) && (origin === undefined || isLoopback(origin))) return undefined;
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

async function send(message: IncomingMessage, response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const headers = Object.fromEntries(answer.headers);
  // what is left of an unread body must not be taken for the next request
  if (!message.complete) headers['connection'] = 'close';
  if (answer.status !== 204 && message.method !== 'HEAD') headers['content-length'] = String(body.length);
  response.writeHead(answer.status, headers);
  response.end(body, () => {
    if (!message.complete) message.destroy();
  });
}

/** Bytes that are no HTTP, headers over Node's limits, or a request that came too slowly. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const { status, message } = REFUSALS[error.code ?? ''] ?? { status: '400 Bad Request', message: 'The request is not valid HTTP.' };
  const body = JSON.stringify({ error: { code: 'runtime.bad_request', message, details: {} } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const REFUSALS: Readonly<Record<string, { readonly status: string; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', message: 'The request line and headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'The request did not arrive whole in time. Send it again.' },
};
