import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { build, type Rolldown } from 'vite';

/** Where the stand-in is, and what came in. */
export interface StandIn {
  /** As OPENAI_BASE_URL. */
  readonly url: string;
  /** `method path authorization` of each call. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** OpenAI's two calls over real HTTP; the peer connection at the other end is in `page`. */
export async function startOpenai(page: Page): Promise<StandIn> {
  const input = fileURLToPath(new URL('service.ts', import.meta.url));
  const built = (await build({ configFile: false, logLevel: 'error', build: { write: false, rolldownOptions: { input } } })) as Rolldown.RolldownOutput;
  await page.addScriptTag({ type: 'module', content: built.output[0].code });
  const calls: string[] = [];
  const answerTo = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const piece of request) body += String(piece);
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (request.url === '/v1/realtime/client_secrets') return JSON.stringify({ value: 'ek_1' });
    return page.evaluate((offer) => globalThis.service.exchange(offer), body);
  };
  const server = createServer((request, response) => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    const answer = request.method === 'OPTIONS' ? Promise.resolve('') : answerTo(request);
    answer.then(
      (text) => response.writeHead(201, headers).end(text),
      (error: unknown) => response.writeHead(500, headers).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
