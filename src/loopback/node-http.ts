import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Socket } from 'node:net';

/** Resolves once the server listens; rejects with the system's error when it cannot. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Stops listening, lets answers under way finish for `graceMs` milliseconds, then closes every connection. */
export function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** What came over the socket, as a Request of `base`. Throws for what HTTP cannot hold. */
export function toRequest(message: IncomingMessage, base: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
  const method = message.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
  return new Request(new URL(message.url ?? '/', base), { method, headers, signal, body, duplex: 'half' } as RequestInit);
}

export async function send(message: IncomingMessage, response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const headers = Object.fromEntries(answer.headers);
  // what is left of an unread body must not be taken for the next request
  if (!message.complete) headers['connection'] = 'close';
  if (answer.status !== 204 && message.method !== 'HEAD') headers['content-length'] = String(body.length);
  response.writeHead(answer.status, headers);
  if (message.complete) return void response.end(body);
  response.write(body);
  await discarded(message);
  response.end(() => message.destroy());
}

/** How long what is left of a body is read for nothing, in milliseconds. */
const LINGER_MS = 10_000;

/** Resolves when the rest of a body is read, or takes too long. A connection that is closed on bytes unread is reset, and the answer may be lost with it. */
function discarded(message: IncomingMessage): Promise<void> {
  if (message.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(late);
      resolve();
    };
    const late = setTimeout(done, LINGER_MS);
    message.removeAllListeners('data').once('end', done).once('close', done).resume();
  });
}

/** What is told to bytes that are no request: a status line and a body. */
export interface Refusal {
  readonly status: string;
  readonly body: object;
}

/** Answers a socket on which no request was made out, where it can still be answered. */
export function refuse(error: NodeJS.ErrnoException, socket: Socket, refusalOf: (code: string) => Refusal): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const refusal = refusalOf(error.code ?? '');
  const body = JSON.stringify(refusal.body);
  socket.end(
    `HTTP/1.1 ${refusal.status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
