import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { CloudError, errorResponse } from '../../cloud/errors.ts';
import { listen, refuse, send, stop, toRequest } from '../../loopback/node-http.ts';

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
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () => (closing ??= stop(server, CLOSE_GRACE_MS)),
    unref: () => void server.unref(),
  };
}

async function respond(answer: (request: Request) => Promise<Response>, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const cancel = new AbortController();
  response.once('close', () => cancel.abort(new DOMException('The client went away.', 'AbortError')));
  try {
    await send(message, response, await answer(toRequest(message, 'http://cloud.invalid', cancel.signal)));
  } catch {
    // the client went away, or sent what HTTP cannot hold: there is no one to answer
    if (response.headersSent || response.destroyed) response.destroy();
    else await send(message, response, errorResponse(new CloudError('cloud.bad_request', 'The request could not be read.')));
  }
}

/** Bytes that are no HTTP, headers over Node's limits, or a request that came too slowly. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  refuse(error, socket, (reason) => ({
    status: STATUS[reason] ?? '400 Bad Request',
    body: {
      error: { code: 'cloud.bad_request', message: 'The request is not valid HTTP, too large in its headers, or came too slowly.', details: {} },
    },
  }));
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
