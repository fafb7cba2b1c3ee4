import { createServer, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** What the stand-in does with one file: its bytes, a status, or something of its own. */
export type Answer = Uint8Array | number | ((response: ServerResponse) => void | Promise<void>);

export interface HubServer extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: string[];
}

/** A hub on a loopback port; answers by the last part of the path. */
export async function serveHub(files: Readonly<Record<string, Answer>>): Promise<HubServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const answer = files[request.url?.split('/').at(-1) ?? ''] ?? 404;
    if (typeof answer === 'function') void answer(response);
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, { 'content-length': answer.length }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends the first half of a file and then nothing more. */
export const half =
  (bytes: Uint8Array) =>
  async (response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, bytes.length / 2));
    await setTimeout(60_000, undefined, { ref: false });
  };
