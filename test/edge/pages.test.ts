import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headersOf } from './subject.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

const ALLOWED = 'https://app.example';
const OTHER = 'https://app.example.evil.test';
const ada = { workspaceId: 'ws_edge', userId: 'ada' };

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd({ entry: 'with-options.ts', objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject' } });
});
afterAll(() => workerd.close());

/** What the browser of a page of this origin sends, and what of the answer it looks at. */
async function asPage(
  origin: string | null,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; origin: string | null; vary: string | null; headers: Headers }> {
  const headers = new Headers({ connection: 'close', ...(init.headers as Record<string, string>) });
  if (origin !== null) headers.set('origin', origin);
  const response = await fetch(workerd.url + path, { ...init, headers });
  await response.arrayBuffer();
  return {
    status: response.status,
    origin: response.headers.get('access-control-allow-origin'),
    vary: response.headers.get('vary'),
    headers: response.headers,
  };
}

const asks = (method: string): RequestInit => ({
  method: 'OPTIONS',
  headers: { 'access-control-request-method': method, 'access-control-request-headers': 'authorization,content-type,x-project-id,x-user-id' },
});

describe('a page of another origin', () => {
  it('is told before a call that it may send it, without a credential', async () => {
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      const { status, origin, vary, headers } = await asPage(ALLOWED, '/v1/runtime/search_memory', asks(method));
      expect([status, origin, vary]).toEqual([204, ALLOWED, 'origin']);
      expect(headers.get('access-control-allow-methods')).toContain(method);
      for (const name of ['authorization', 'content-type', 'x-project-id', 'x-user-id', 'x-agent-id'])
        expect(headers.get('access-control-allow-headers')).toContain(name);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('reads what it is answered, refusals too', async () => {
    expect(await asPage(ALLOWED, '/v1/runtime/health', { headers: headersOf(ada) })).toMatchObject({ status: 200, origin: ALLOWED, vary: 'origin' });
    expect(await asPage(ALLOWED, '/v1/runtime/nothing', { headers: headersOf(ada) })).toMatchObject({ status: 404, origin: ALLOWED });
    expect(await asPage(ALLOWED, '/v1/runtime/health')).toMatchObject({ status: 401, origin: ALLOWED });
  });

  it('is refused, and told nothing, when it is not in the list', async () => {
    for (const origin of [OTHER, 'null', 'http://app.example', 'https://APP.example']) {
      expect(await asPage(origin, '/v1/runtime/health', { headers: headersOf(ada) })).toMatchObject({ status: 403, origin: null });
      expect(await asPage(origin, '/v1/runtime/search_memory', asks('POST'))).toMatchObject({ status: 403, origin: null });
    }
  });

  it('is not what a page of the worker’s own is, nor a caller that is no page', async () => {
    for (const origin of [workerd.url, null])
      expect(await asPage(origin, '/v1/runtime/health', { headers: headersOf(ada) })).toMatchObject({ status: 200, origin: null });
  });

  it('asks in vain for the call of somebody whom nobody knows', async () => {
    const { status, headers } = await asPage(ALLOWED, '/v1/runtime/session/start', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([status, headers.get('content-type')]).toEqual([401, expect.stringContaining('application/json')]);
  });
});

it('headers of 64 KB are refused before anybody looks at them', async () => {
  expect(await asPage(null, '/v1/runtime/health', { headers: { ...headersOf(ada), 'x-long': 'x'.repeat(65_536) } })).toMatchObject({ status: 431 });
});
