import { describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { createLoopbackFetch, installLoopback, type Fetch } from '../../src/loopback/fetch.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };
const real = (): Fetch => vi.fn(async () => new Response('from outside'));
const health = '/v1/runtime/health';

describe('the loopback fetch', () => {
  it.each(['http://127.0.0.1:7878', 'http://localhost:7878', 'http://[::1]:7878', 'http://LOCALHOST:7878', 'http://0x7f.0.0.1:7878', 'http://2130706433:7878'])(
    'answers %s itself',
    async (base) => {
      const outside = real();
      const fetch = createLoopbackFetch(await createLocalRuntime(identity), { fetch: outside });
      expect((await fetch(base + health)).status).toBe(200);
      expect(outside).not.toHaveBeenCalled();
    },
  );

  it.each([
    'https://127.0.0.1:7878/',
    'http://127.0.0.1:7879/',
    'http://127.0.0.1/',
    'http://127.0.0.1.example:7878/',
    'http://example.com:7878/',
    'data:text/plain,x',
    'not a url',
  ])('passes %s on with its arguments untouched', async (url) => {
    const outside = real();
    const fetch = createLoopbackFetch(await createLocalRuntime(identity), { fetch: outside });
    const init = { method: 'POST', body: 'x', headers: { 'x-own': '1' } };
    await fetch(url, init);
    expect(outside).toHaveBeenCalledExactlyOnceWith(url, init);
  });

  it('reads a body given as text as it reads one that is streamed: a byte order mark aside, up to the limit', async () => {
    const fetch = createLoopbackFetch(await createLocalRuntime(identity), { fetch: real() });
    const start = (body: string): Promise<Response> =>
      fetch('http://127.0.0.1:7878/v1/runtime/session/start', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await start(`\ufeff${JSON.stringify({ sessionId: 's', ...identity })}`)).status).toBe(200);
    const large = (bytes: string): string => JSON.stringify({ sessionId: 's', ...identity, metadata: { bytes } });
    expect((await start(large('x'.repeat(1_100_000)))).status).toBe(413);
    // fewer units than bytes
    expect((await start(large('東'.repeat(400_000)))).status).toBe(413);
  });

  it('takes a Request object, its method, headers, body and signal with it', async () => {
    const fetch = createLoopbackFetch(await createLocalRuntime(identity), { fetch: real() });
    const request = new Request('http://localhost:7878/v1/runtime/session/start', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sessionId: 's', ...identity }),
    });
    expect((await fetch(request)).status).toBe(200);
  });

  it('passes a Request for elsewhere on as the same object', async () => {
    const outside = real();
    const request = new Request('http://example.com/x');
    await createLoopbackFetch(await createLocalRuntime(identity), { fetch: outside })(request);
    expect(vi.mocked(outside).mock.calls[0]?.[0]).toBe(request);
  });

  it('gives the response the address that was asked', async () => {
    const response = await createLoopbackFetch(await createLocalRuntime(identity))('http://localhost:7878/v1/runtime/health?x=1');
    expect(response.url).toBe('http://localhost:7878/v1/runtime/health?x=1');
  });

  it('rejects at once when the signal aborts under way, with its reason', async () => {
    const fetch = createLoopbackFetch(new Promise<Runtime>(() => undefined));
    const abort = new AbortController();
    const answer = fetch(`http://127.0.0.1:7878${health}`, { signal: abort.signal });
    abort.abort(new Error('no longer wanted'));
    await expect(answer).rejects.toThrow('no longer wanted');
  });

  it('lets calls wait for a runtime that is still starting', async () => {
    let started!: (runtime: Runtime) => void;
    const fetch = createLoopbackFetch(new Promise<Runtime>((resolve) => (started = resolve)));
    const waiting = fetch(`http://127.0.0.1:7878${health}`);
    started(await createLocalRuntime(identity));
    expect((await waiting).status).toBe(200);
  });

  it('answers 500 with an envelope and no detail when the runtime could not start', async () => {
    const fetch = createLoopbackFetch(Promise.reject(new Error('secret path /etc/x')));
    const response = await fetch(`http://127.0.0.1:7878${health}`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'runtime.internal' } });
  });

  it('answers on the ports that it was given', async () => {
    const fetch = createLoopbackFetch(await createLocalRuntime(identity), { ports: [7001, 7002], fetch: real() });
    expect((await fetch(`http://127.0.0.1:7002${health}`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:7878${health}`)).text()).toBe('from outside');
  });
});

describe('an installed loopback', () => {
  it('is in place at once and gone when taken out, twice if asked', async () => {
    const outside = real();
    const target = { fetch: outside };
    const uninstall = installLoopback(await createLocalRuntime(identity), { global: target });
    expect((await target.fetch(`http://127.0.0.1:7878${health}`)).status).toBe(200);
    uninstall();
    uninstall();
    expect(target.fetch).toBe(outside);
  });

  it('leaves alone what was put on top of it, and is transparent below', async () => {
    const target = { fetch: real() };
    const uninstall = installLoopback(await createLocalRuntime(identity), { global: target });
    const below = target.fetch;
    const top: Fetch = (input, init) => below(input, init);
    target.fetch = top;
    uninstall();
    expect(target.fetch).toBe(top);
    expect(await (await target.fetch(`http://127.0.0.1:7878${health}`)).text()).toBe('from outside');
  });
});

describe('a runtime with a token', () => {
  const call = async (path: string, authorization?: string, init: RequestInit = {}): Promise<number> => {
    const fetch = createLoopbackFetch(await createLocalRuntime(identity), { token: 'tok_123' });
    return (
      await fetch(`http://127.0.0.1:7878${path}`, { ...init, headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) } })
    ).status;
  };

  it('answers health and flush to anyone', async () => {
    expect(await call(health)).toBe(200);
    expect(await call('/v1/runtime/sync/flush', undefined, { method: 'POST', body: '{}' })).toBe(200);
  });

  it.each([undefined, 'Bearer', 'Bearer tok_12', 'Bearer tok_1234', 'Bearer  tok_123', 'Basic tok_123'])(
    'refuses everything else with %s',
    async (authorization) => {
      expect(await call('/v1/local/stats', authorization)).toBe(401);
    },
  );

  it('takes the token, whatever the case of the scheme', async () => {
    expect(await call('/v1/local/stats', 'Bearer tok_123')).toBe(200);
    expect(await call('/v1/local/stats', 'bearer tok_123')).toBe(200);
  });
});
