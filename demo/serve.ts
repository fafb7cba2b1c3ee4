import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { CloudStore } from '../src/cloud/cloud-store.ts';
import { cookiesFor } from './server/browser-cookie.ts';
import { createCloudServer, type CloudServer } from './server/cloud-server.ts';
import { encodingFor } from './server/encoding.ts';
import { isOurHost, LOOPBACK } from './server/guard.ts';
import { headersFor } from './server/headers.ts';
import { httpsOrigin } from './server/https-origin.ts';
import { locate, type Folders } from './server/locate.ts';
import { VoiceModelRoute } from './server/voice-model-route.ts';

/** Options of {@link serveDemo}. */
export interface ServeOptions extends Folders {
  /** A loopback address. Default: 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the reference cloud beside the page keeps what it is told; its owner closes it. Default: there is no cloud. */
  readonly cloudStore?: CloudStore;
  /** The one other origin, over https, that the page may ask: a language model. Default: none. */
  readonly llmOrigin?: string | undefined;
}

/** What a request is answered from. */
interface Parts extends Folders {
  readonly cloud: CloudServer | null;
  readonly voice: VoiceModelRoute;
  readonly llmOrigin: string | null;
}

/** A demo that is being served. */
export interface ServedDemo {
  readonly url: string;
  /** Ends the server and its open connections; idempotent. */
  close(): Promise<void>;
}

/**
 * Serves the built page and, under /model/, the model of this machine; with a store also the reference cloud, under /cloud. Loopback only.
 *
 * @throws Error with `code` EADDRINUSE when the port is taken, RangeError for a host that is no loopback address, or an address that is no https origin
 */
export async function serveDemo(options: ServeOptions): Promise<ServedDemo> {
  const { host = '127.0.0.1', port, cloudStore, llmOrigin, ...folders } = options;
  if (!LOOPBACK.has(host)) throw new RangeError('The demo is served on a loopback address alone: 127.0.0.1, ::1 or localhost.');
  const parts = { ...folders, llmOrigin: httpsOrigin(llmOrigin), cloud: cloudStore ? await createCloudServer(cloudStore) : null, voice: new VoiceModelRoute() };
  const server = createServer((request, response) => {
    answer(parts, request, response).catch(() => end(response, response.headersSent ? 0 : 500, 'The file could not be read.'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${taken}/`,
    close: () =>
      (closing ??= new Promise<void>((resolve) => {
        parts.voice.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }).then(() => parts.cloud?.close())),
  };
}

async function answer({ cloud, voice, llmOrigin, ...folders }: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOurHost(request.headers)) return end(response, 421, 'This server answers to localhost alone.');
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (cloud?.owns(path)) return cloud.answer(request, response, path);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return end(response, 405, 'This server takes GET and HEAD.');
  }
  if (voice.owns(path)) return voice.answer(request, response, path);
  const file = locate(folders, path);
  const found = file === null ? null : await stat(file).catch(() => null);
  if (file === null || !found?.isFile()) return end(response, 404, 'There is no such file.');
  const sent = await encodingFor(request.headers, file, found);
  const tag = `"${sent.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
  response.setHeaders(new Map(Object.entries({ ...headersFor(path, extname(file), llmOrigin), ...sent.headers, etag: tag })));
  if (extname(file) === '.html') response.setHeader('set-cookie', cookiesFor(request.headers, { cloud: cloud !== null, llmOrigin }));
  if (request.headers['if-none-match']?.includes(tag)) return end(response, 304);
  response.setHeader('content-length', sent.size);
  response.writeHead(200);
  if (request.method === 'HEAD') return end(response, 0);
  // a reader that goes away ends the stream; nothing is left to answer then
  createReadStream(sent.file)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** Ends with a short text, or, where the head is out already (status 0), with nothing. */
function end(response: ServerResponse, status: number, text?: string): void {
  if (status !== 0) {
    if (text !== undefined) response.setHeader('content-type', 'text/plain; charset=utf-8').setHeader('x-content-type-options', 'nosniff');
    response.writeHead(status);
  }
  response.end(text);
}
