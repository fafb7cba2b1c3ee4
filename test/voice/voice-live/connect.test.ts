import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, type ConnectOptions } from '../../../src/voice/voice-live/connect.ts';
import type { Credential } from '../../../src/voice/voice-live/credential.ts';
import { ConnectionError } from '../../../src/voice/voice-live/errors.ts';
import type { OpenSocket, Socket, SocketRequest } from '../../../src/voice/voice-live/socket.ts';
import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { installWs } from '../install.ts';
import { RECORDED } from './recorded.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';
import { endOf, talk } from './talk.ts';

let server: ScriptedServer;
let webSocket: OpenSocket;
let options: Pick<ConnectOptions, 'endpoint' | 'credential' | 'model' | 'webSocket'>;
beforeAll(async () => {
  server = await startScriptedServer();
  webSocket = wsSocket((await installWs()).WebSocket);
  options = { endpoint: server.url, credential: { key: 'k' }, model: 'm', webSocket };
});
afterAll(() => server?.close());

async function handshakeOf(given: Partial<ConnectOptions>) {
  const { connection, saw } = await talk({ ...options, ...given });
  await connection.close();
  return saw;
}

/** What a socket is asked for, without opening one. */
async function requestOf(given: Partial<ConnectOptions>): Promise<SocketRequest> {
  let asked: SocketRequest | undefined;
  const refuse: OpenSocket = (request) => {
    asked = request;
    throw new ConnectionError('voice_live.refused', 'not opened');
  };
  await endOf(connect({ ...options, webSocket: refuse, ...given }));
  return asked!;
}

const thrownBy = (given: object): Promise<ConnectionError> =>
  connect({ ...options, ...given }).then(
    () => expect.unreachable(),
    (error: ConnectionError) => error,
  );

describe('the address and the headers of a connection', () => {
  const cases: Readonly<Record<string, () => Partial<ConnectOptions>>> = {
    'a model and a key': () => ({ model: 'gpt-4o-realtime' }),
    'a path, parameters and headers': () => ({
      endpoint: `${server.url}/base/?kept=1&model=lost`,
      query: { 'agent-id': 'a1', n: 3 },
      headers: { 'X-H': '1' },
    }),
    'an agent': () => ({ model: undefined, agentName: 'a', projectName: 'p', agentVersion: '2' }),
  };
  const byCredential = Object.entries(cases).flatMap(([name, given]) => (['key', 'token'] as const).map((kind) => [`${name}, ${kind}`, kind, given] as const));

  it.each(byCredential)("are those of the vendor's SDK: %s", async (name, kind, given) => {
    const getToken = vi.fn((_scopes: readonly string[]) => Promise.resolve({ token: 'tok' }));
    const credential: Credential = kind === 'key' ? { key: 'k' } : { getToken };
    const { path, query, headers } = await handshakeOf({ ...given(), credential });
    const kept = Object.fromEntries(['api-key', 'authorization', 'x-h'].map((header) => [header, headers[header] ?? null]));
    expect({ path, query, headers: kept, scopes: getToken.mock.calls[0]?.[0] ?? null }).toEqual(RECORDED.connections[name]);
  });

  it('ask for the API version of the reference unless another is given', async () => {
    expect((await handshakeOf({})).query).toEqual({ 'api-version': '2025-10-01', model: 'm' });
    expect((await handshakeOf({ apiVersion: '2026-07-15' })).query['api-version']).toBe('2026-07-15');
    expect((await handshakeOf({ query: { 'api-version': 'x', model: null, 'with space': 'ä&=' } })).query).toEqual({
      'api-version': 'x',
      'with space': 'ä&=',
    });
  });

  it('turn https: into wss: and leave ws: and wss: alone', async () => {
    for (const [given, expected] of [
      ['https://r.services.ai.azure.com', 'wss://r.services.ai.azure.com/voice-live/realtime?'],
      ['http://h:81/p//', 'ws://h:81/p/voice-live/realtime?'],
      ['ws://h/#part', 'ws://h/voice-live/realtime?'],
      ['wss://u:p@h:444/a', 'wss://u:p@h:444/a/voice-live/realtime?'],
    ] as const) {
      expect((await requestOf({ endpoint: given })).url).toContain(expected);
    }
  });

  it("let the caller's headers win over those of the credential", async () => {
    expect((await handshakeOf({ headers: { 'api-key': 'other' } })).headers['api-key']).toBe('other');
  });

  it('hold no credential where a proxy adds it', async () => {
    const { query, headers } = await handshakeOf({ credential: null });
    expect(headers['api-key']).toBeUndefined();
    expect(headers['authorization']).toBeUndefined();
    expect(query).toEqual({ 'api-version': '2025-10-01', model: 'm' });
  });

  it('ask for the scopes that are given, one or several, and take a token that is only text', async () => {
    const getToken = vi.fn((_scopes: readonly string[]) => 'short');
    expect((await handshakeOf({ credential: { getToken }, credentialScopes: 'one' })).headers['authorization']).toBe('Bearer short');
    await handshakeOf({ credential: { getToken }, credentialScopes: ['one', 'two'] });
    expect(getToken.mock.calls).toEqual([[['one']], [['one', 'two']]]);
  });
});

describe('what cannot connect', () => {
  it.each([
    ['no endpoint', { endpoint: undefined }],
    ['an endpoint that is no address', { endpoint: 'my-resource' }],
    ['an endpoint of another kind', { endpoint: 'ftp://h' }],
    ['no credential', { credential: undefined }],
    ['an empty key', { credential: { key: '' } }],
    ['a credential that is text', { credential: 'k' }],
    ['a path where there is no origin', { endpoint: '/voice' }],
    ['a time that is none', { connectionOptions: { heartbeat: '30' } }],
    ['a negative size', { connectionOptions: { maxMsgSize: -1 } }],
    ['a class where a function is asked for', { webSocket: URL }],
    ['what is no WebSocket', { webSocket: () => Promise.resolve({}) }],
    ['a window that zlib does not have', { connectionOptions: { compression: 99 } }],
    ['an agent without its project', { agentName: 'a' }],
    ['a detail of no agent', { conversationId: 'c' }],
  ])('is refused before anything is opened: %s', async (_name, given) => {
    expect(await endOf(connect({ ...options, ...(given as object) }))).toEqual({ name: 'ConnectionError', code: 'voice_live.bad_option' });
  });

  it('tells that there is no token, and why', async () => {
    const cause = new Error('signed out');
    for (const getToken of [() => Promise.resolve(null), () => '', () => Promise.reject(cause)]) {
      expect(await endOf(connect({ ...options, credential: { getToken } }))).toEqual({ name: 'ConnectionError', code: 'voice_live.no_token' });
    }
    expect((await thrownBy({ credential: { getToken: () => Promise.reject(cause) } })).cause).toBe(cause);
  });

  it('says that the service refused, without the address and without the key', async () => {
    for (const refuse of ['401', '503', 'redirect']) {
      const error = await thrownBy({ query: { refuse }, credential: { key: 'very-secret' } });
      expect(error).toMatchObject({ name: 'ConnectionError', code: 'voice_live.refused' });
      expect(`${error.message} ${String(error.cause)}`).not.toMatch(/very-secret|voice-live\/realtime/);
    }
  });

  it('says that nobody is there', async () => {
    const vacant = createServer();
    await new Promise<void>((resolve) => vacant.listen(0, '127.0.0.1', resolve));
    const { port } = vacant.address() as AddressInfo;
    await new Promise((resolve) => vacant.close(resolve));
    expect(await endOf(connect({ ...options, endpoint: `http://127.0.0.1:${port}` }))).toMatchObject({ code: 'voice_live.refused' });
  });

  it('ends where a WebSocket tells an error and never that it is closed, as that of Node 22 does', async () => {
    class Mute extends EventTarget {
      binaryType = 'blob';
      readyState = 0;
      send(): void {}
      close(): void {}
    }
    const cause = new Error('network');
    const failing: OpenSocket = () => {
      const socket = new Mute();
      queueMicrotask(() => socket.dispatchEvent(Object.assign(new Event('error'), { error: cause })));
      return socket as unknown as Socket;
    };
    expect(await thrownBy({ webSocket: failing })).toMatchObject({ code: 'voice_live.refused', cause });
  });

  it('gives up after handshakeTimeout where nobody answers', async () => {
    const error = await thrownBy({ query: { refuse: 'never' }, connectionOptions: { handshakeTimeout: 0.05 } });
    expect(error).toMatchObject({ code: 'voice_live.timeout', retryable: true });
  });

  it('gives up when its signal aborts, before and while it connects', async () => {
    const abort = new AbortController();
    const connecting = connect({ ...options, query: { refuse: 'never' }, signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(connecting).rejects.toThrow('enough');
    await expect(connect({ ...options, signal: abort.signal })).rejects.toThrow('enough');
  });
});

describe('the options of the WebSocket', () => {
  it('have the defaults of the reference', async () => {
    const { options: filled, given } = await requestOf({});
    expect(filled).toEqual({ maxMsgSize: 4 * 1024 * 1024, heartbeat: 30, autoclose: true, autoping: true, closeTimeout: 10 });
    expect(given).toEqual({});
  });

  it('reach who opens the socket, null and undefined as not given', async () => {
    const connectionOptions = {
      compression: 12,
      maxMsgSize: 1,
      heartbeat: 2,
      autoclose: true,
      autoping: false,
      receiveTimeout: 3,
      closeTimeout: 4,
      handshakeTimeout: 5,
      vendorOptions: { origin: 'x' },
    };
    const request = await requestOf({ connectionOptions });
    expect(request.options).toEqual(connectionOptions);
    const cleared = await requestOf({ connectionOptions: { heartbeat: undefined, maxMsgSize: null } as never });
    expect(cleared.given).toEqual({});
    expect(cleared.options.heartbeat).toBe(30);
  });

  it('are done by the package ws: compression, the size of messages, its own options', async () => {
    const extensions = async (compression: boolean | number) => (await handshakeOf({ connectionOptions: { compression } })).headers['sec-websocket-extensions'];
    expect(await extensions(false)).toBeUndefined();
    expect(await extensions(true)).toContain('permessage-deflate');
    expect(await extensions(12)).toContain('client_max_window_bits=12');
    const { headers } = await handshakeOf({ connectionOptions: { vendorOptions: { origin: 'https://app.example' } } });
    expect(headers['origin']).toBe('https://app.example');
  });

  it('send a ping every heartbeat, and end a connection that does not answer it', async () => {
    const { connection } = await talk({ ...options, connectionOptions: { heartbeat: 0.02 } });
    await vi.waitFor(async () => {
      await connection.send({ type: 'test.pings' });
      expect(await connection.recv()).toMatchObject({ pings: expect.toSatisfy((pings: number) => pings >= 3) as number });
    });
    await connection.send({ type: 'test.deaf' });
    await connection.recv();
    expect(await endOf(connection.recv())).toMatchObject({ name: 'ConnectionClosed', code: 1006 });
  });

  it('refuse autoclose: false, which no WebSocket here can do', async () => {
    const error = await thrownBy({ connectionOptions: { autoclose: false } });
    expect(error).toMatchObject({ code: 'voice_live.not_possible_here' });
  });

  it('let a wait for a message end, after which the next one still comes', async () => {
    const { connection } = await talk({ ...options, connectionOptions: { receiveTimeout: 0.05 } });
    expect(await endOf(connection.recv())).toEqual({ name: 'ConnectionError', code: 'voice_live.timeout' });
    expect(connection.closed).toBeNull();
    await connection.send({ type: 'response.cancel' });
    await vi.waitFor(async () => expect(await connection.recv()).toMatchObject({ type: 'test.saw' }));
    await connection.close();
  });

  it('let close end where the other side never says goodbye', async () => {
    const { connection } = await talk({ ...options, connectionOptions: { closeTimeout: 0.05 } });
    await connection.send({ type: 'test.deaf' });
    await connection.recv();
    await connection.close();
    expect(connection.closed).toMatchObject({ code: 1006 });
  });
});

describe('a platform without the package ws', () => {
  it('is told so where it has no WebSocket of its own', async () => {
    vi.stubGlobal('WebSocket', undefined);
    delete (globalThis as { WebSocket?: unknown }).WebSocket;
    try {
      expect(await thrownBy({ webSocket: undefined })).toMatchObject({
        code: 'voice_live.not_possible_here',
        message: expect.stringContaining('wsSocket') as string,
      });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('hands the headers to the WebSocket of Node and its like', async () => {
    const { WebSocket } = await installWs();
    const made: unknown[] = [];
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(url: string, given: Record<string, unknown>) {
          super(url, given);
          made.push(given);
        }
      },
    );
    try {
      expect((await handshakeOf({ webSocket: undefined })).headers['api-key']).toBe('k');
      expect(made).toEqual([{ headers: { 'api-key': 'k' } }]);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
