import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { CloudError, errorResponse } from '../../cloud/errors.ts';

/** A listening server. */
export interface HttpServer {
  readonly url: string;
  /** Stops listening and lets answers under way finish for a moment. Idempotent. */
  close(): Promise<void>;
  /** Lets the process end while it listens. */
  unref(): void;
}

/** A request has to arrive whole in this time, so that a trickling one cannot hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than any client keeps an idle connection: one that the server closes first can lose the request sent just then. */
const KEEP_ALIVE_MS = 75_000;
const CLOSE_GRACE_MS = 2_000;

/** Serves `answer`, which never rejects, over HTTP. What encrypts stands before it. Rejects with the system's error when it cannot listen. */
export async function serveHttp(answer: (request: Request) => Promise<Response>, host: string, port: number): Promise<HttpServer> {
  const timeouts = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const server = createServer(timeouts, (message, response) => void respond(answer, message, response));
  server.on('clientError', refuseMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, close: () => (closing ??= stop(server)), unref: () => void server.unref() };
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

async function respond(answer: (request: Request) => Promise<Response>, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const cancel = new AbortController();
  response.once('close', () => cancel.abort(new DOMException('The client went away.', 'AbortError')));
  try {
    await send(message, response, await answer(toRequest(message, cancel.signal)));
  } catch {
    // the client went away, or sent what HTTP cannot hold: there is no one to answer
    if (response.headersSent || response.destroyed) response.destroy();
    else await send(message, response, errorResponse(new CloudError('cloud.bad_request', 'The request could not be read.')));
  }
}

function toRequest(message: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
  const method = message.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
  return new Request(new URL(message.url ?? '/', 'http://cloud.invalid'), { method, headers, signal, body, duplex: 'half' } as RequestInit);
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
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({
    error: { code: 'cloud.bad_request', message: 'The request is not valid HTTP, too large in its headers, or came too slowly.', details: {} },
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
