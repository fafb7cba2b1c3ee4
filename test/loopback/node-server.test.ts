import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveRuntime, type NodeServer } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };

describe('the router on a socket', () => {
  let server: NodeServer;
  beforeAll(async () => {
    server = await serveRuntime(await createLocalRuntime(identity), { port: 0 });
  });
  afterAll(() => server.close());

  const status = (headers: Record<string, string | undefined>, method = 'GET'): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> =>
    new Promise((resolve, reject) => {
      httpRequest(
        `${server.url}/v1/runtime/health`,
        { method, headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, headers: response.headers });
        },
      )
        .on('error', reject)
        .end();
    });

  it.each([
    { host: 'evil.example' },
    { host: 'evil.example:7878' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1.evil.example' },
  ])('refuses %o', async (headers) => {
    const answer = await status(headers);
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets a page of this machine read the answer', async () => {
    const answer = await status({ origin: 'http://localhost:5173' });
    expect([answer.status, answer.headers['access-control-allow-origin'], answer.headers['vary']]).toEqual([200, 'http://localhost:5173', 'origin']);
    const preflight = await status({ origin: 'http://localhost:5173', 'access-control-request-method': 'POST' }, 'OPTIONS');
    expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([204, 'content-type, authorization']);
  });

  it('refuses to listen on anything but loopback', async () => {
    await expect(serveRuntime(await createLocalRuntime(identity), { host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'runtime.bad_request' });
  });

  /** Sends bytes and reads until the other side closes or `until` is seen. */
  const raw = (write: (socket: ReturnType<typeof connect>) => void, until: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => write(socket));
      let text = '';
      const done = (): void => {
        socket.destroy();
        resolve(text);
      };
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (until.test(text)) done();
      });
      socket.on('close', done).on('error', done);
    });

  it('refuses a 100 MB body by its declared length, before a byte of it came', async () => {
    const answer = await raw(
      (socket) =>
        socket.write('POST /v1/runtime/turn/after HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n'),
      /\}\}/,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('runtime.bad_request');
  });

  it('refuses an endless chunked body once it is past the limit', async () => {
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    let sent = 0;
    const answer = await raw((socket) => {
      socket.write('POST /v1/runtime/turn/after HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
      const pump = (): void => {
        while (!socket.destroyed && sent < 1600) {
          sent++;
          if (!socket.write(chunk)) return void socket.once('drain', pump);
        }
      };
      pump();
    }, /\}\}/);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(sent).toBeLessThan(1600);
  });

  it('answers bytes that are no HTTP with an envelope', async () => {
    const answer = await raw((socket) => socket.write('what is this\r\n\r\n'), /\}\}/);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"runtime.bad_request"');
  });

  it('goes on for others after a client went away in mid-body', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write('POST /v1/runtime/turn/after HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"half');
        socket.destroy();
        resolve();
      });
    });
    expect((await fetch(`${server.url}/v1/runtime/health`)).status).toBe(200);
  });

  it('answers pipelined requests in order', async () => {
    const body = '{"sessionId":"nobody"}';
    const answers = await raw((socket) => {
      socket.write(
        `POST /v1/runtime/session/end HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      socket.write('GET /v1/runtime/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    }, /"userId"/);
    expect(answers).toMatch(/404[\s\S]*200 OK[\s\S]*user_1/);
  });

  it('closes the connection after an answer whose body it did not read', async () => {
    const answer = await raw((socket) => socket.write('POST /v1/none HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\n{}'), /\}\}/);
    expect(answer).toMatch(/404[\s\S]*connection: close/i);
  });

  it('answers 1,000 requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, () => fetch(`${server.url}/v1/runtime/health`).then((response) => response.status)));
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  it('answers a client that has closed its own side after the request', async () => {
    const answer = await raw((socket) => void socket.end('GET /v1/runtime/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'), /user_1/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers others while hundreds of clients send their requests a byte at a time, and lets go of those', async () => {
    const runtime = await createLocalRuntime(identity);
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    const patient = await serveRuntime(runtime, { port: 0, requestTimeoutMs: 1_000 });
    const slow = Array.from({ length: 300 }, () => connect(Number(new URL(patient.url).port), '127.0.0.1'));
    const endings = slow.map((socket) => {
      let text = '';
      let at = 0;
      const line = 'POST /v1/runtime/turn/after HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{';
      const trickle = setInterval(() => socket.writable && socket.write(line[at++ % line.length]!), 20);
      socket.on('data', (chunk) => (text += chunk.toString())).on('error', () => undefined);
      return new Promise<string>((resolve) => socket.on('close', () => (clearInterval(trickle), resolve(text))));
    });
    const searches = Array.from({ length: 1_000 }, () =>
      fetch(`${patient.url}/v1/runtime/search_memory`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"sessionId":"s","query":"lighthouse"}',
      }).then((response) => response.status),
    );
    expect(new Set(await Promise.all(searches))).toEqual(new Set([200]));
    for (const answer of await Promise.all(endings)) expect(answer).toMatch(/^HTTP\/1\.1 408 |^$/);
    await patient.close();
  });

  it('closes twice without complaint, and is then gone', async () => {
    const other = await serveRuntime(await createLocalRuntime(identity), { port: 0 });
    await Promise.all([other.close(), other.close()]);
    await expect(fetch(`${other.url}/v1/runtime/health`)).rejects.toThrow();
  });
});
