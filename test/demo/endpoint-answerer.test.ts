import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { endpointAnswerer } from '../../demo/talk/endpoint-answerer.ts';
import type { Recall } from '../../demo/wire.ts';

const lane = { status: 'ok', startMs: 0, ms: 1 } as const;
const RECALL: Recall = {
  contextText: '## profile\n- User: lives in Porto.',
  profile: null,
  working: [],
  permanent: [],
  org: [],
  trace: { totalMs: 1, embedMs: 0, composeMs: 0, degraded: false, lanes: { profile: lane, working: lane, permanent: lane, org: lane } },
};

describe('a model of the person’s own', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** A server that answers every call so, and what it was asked. */
  const serve = async (
    status: number,
    answer: object,
  ): Promise<{ baseUrl: string; asked: { authorization?: string | undefined; path?: string | undefined; body?: string } }> => {
    const asked: { authorization?: string | undefined; path?: string | undefined; body?: string } = {};
    server = createServer((request, response) => {
      asked.authorization = request.headers.authorization;
      asked.path = request.url;
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        asked.body = body;
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, asked };
  };

  it('is given what was recalled and what was said, and its words are the answer', async () => {
    const { baseUrl, asked } = await serve(200, { choices: [{ message: { content: ' In Porto. ' } }] });
    const answer = endpointAnswerer({ baseUrl, apiKey: 'key-1', model: 'small' });
    expect(await answer({ userText: 'Where do I live?', recall: RECALL })).toBe('In Porto.');
    expect(asked).toMatchObject({ path: '/v1/chat/completions', authorization: 'Bearer key-1' });
    expect(asked.body).toContain('lives in Porto');
    expect(asked.body).toContain('Where do I live?');
  });

  it.each([
    [401, { error: { message: 'no such key: key-1' } }],
    [200, {}],
    [200, { choices: [{ message: { content: '' } }] }],
  ])('says what to do when it answers %i %j, and neither key nor words are in that', async (status, body) => {
    const { baseUrl } = await serve(status, body);
    const answer = endpointAnswerer({ baseUrl, apiKey: 'key-1', model: 'small' });
    const thrown = await Promise.resolve(answer({ userText: 'Where do I live?', recall: RECALL })).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Error);
    expect(String(thrown)).toContain('switch it off');
    expect(String(thrown)).not.toMatch(/key-1|live/);
  });
});
