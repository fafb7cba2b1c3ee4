import { beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { connect, ConnectionError, type ConnectOptions } from '../../../src/voice/index.ts';
import { CALLS } from '../../voice/voice-live/calls.ts';
import { endsOf } from '../../voice/voice-live/ends.ts';
import { RECORDED } from '../../voice/voice-live/recorded.ts';
import { endOf, frameOf, talk, type Talk } from '../../voice/voice-live/talk.ts';

let options: ConnectOptions;
beforeAll(async () => {
  options = { endpoint: await commands.startVoiceLive(), credential: { getToken: () => Promise.resolve({ token: 'short-lived' }) }, model: 'm' };
});

const thrownBy = (given: Partial<ConnectOptions>): Promise<ConnectionError> =>
  connect({ ...options, ...given }).then(
    () => expect.unreachable(),
    (error: ConnectionError) => error,
  );

describe('the Voice Live client in a page', () => {
  let talking: Talk;
  beforeAll(async () => {
    talking = await talk(options);
    return () => talking.connection.close();
  });

  it.each(Object.entries(CALLS))("sends the frame of the vendor's SDK: %s", async (name, call) => {
    expect(await frameOf(talking.connection, () => call(talking.connection))).toEqual(RECORDED.frames[name]);
  });

  it('sends a token as a parameter of the address, where headers cannot be sent', () => {
    expect(talking.saw.query).toEqual({ 'api-version': '2025-10-01', model: 'm', authorization: 'Bearer short-lived' });
    expect(talking.saw.headers['authorization']).toBeUndefined();
  });

  it('sends no credential to a proxy that adds it', async () => {
    const { connection, saw } = await talk({ ...options, credential: null });
    expect(saw.query).toEqual({ 'api-version': '2025-10-01', model: 'm' });
    await connection.close();
  });

  it("reaches a proxy of the page's own origin by its path", async () => {
    const urls: string[] = [];
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(url: string) {
          super(url);
          urls.push(url);
        }
      },
    );
    try {
      await endOf(connect({ ...options, endpoint: '/voice?kept=1', credential: null, connectionOptions: { handshakeTimeout: 0.001 } }));
    } finally {
      vi.unstubAllGlobals();
    }
    expect(urls).toEqual([`${location.origin.replace('http', 'ws')}/voice/voice-live/realtime?api-version=2025-10-01&model=m&kept=1`]);
  });

  it('never puts a key into the address, unless that was asked for', async () => {
    const opened = vi.spyOn(globalThis, 'WebSocket');
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    try {
      const error = await thrownBy({ credential: { key: 'very-secret' } });
      expect(error).toMatchObject({ code: 'voice_live.not_possible_here' });
      expect(error.message).toMatch(/getToken.*proxy/);
      expect(opened).not.toHaveBeenCalled();
    } finally {
      opened.mockRestore();
    }
    const { connection, saw } = await talk({ ...options, credential: { key: 'very-secret' }, keyInUrl: true });
    expect(saw.query['api-key']).toBe('very-secret');
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
    await connection.close();
  });

  it.each([
    ['a header', { headers: { 'X-H': '1' } }, 'the header X-H'],
    ['a heartbeat', { connectionOptions: { heartbeat: 30 } }, 'heartbeat'],
    ['no compression', { connectionOptions: { compression: false } }, 'compression'],
    ['a window of compression', { connectionOptions: { compression: 12 } }, 'compression'],
    ['no answer to a goodbye', { connectionOptions: { autoclose: false } }, 'autoclose'],
    ['no answer to a ping', { connectionOptions: { autoping: false } }, 'autoping'],
    ['options of another library', { connectionOptions: { vendorOptions: { a: 1 } } }, 'vendorOptions'],
  ])('refuses what a page cannot do, by name: %s', async (_name, given, named) => {
    const error = await thrownBy(given);
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'voice_live.not_possible_here', message: expect.stringContaining(named) as string });
  });

  it('takes what a page does anyway, and what the client does itself', async () => {
    const connectionOptions = {
      compression: true,
      maxMsgSize: 1_000,
      heartbeat: 0,
      autoclose: true,
      autoping: true,
      receiveTimeout: 0.05,
      closeTimeout: 0.05,
      handshakeTimeout: 30,
      vendorOptions: {},
    };
    const { connection } = await talk({ ...options, connectionOptions });
    expect(await endOf(connection.recv())).toMatchObject({ code: 'voice_live.timeout' });
    await connection.send({ type: 'test.deaf' });
    await vi.waitFor(() => connection.recv());
    await connection.close();
    expect(connection.closed).toMatchObject({ code: 1006 });
  });

  it('gives up after handshakeTimeout, and when its signal aborts', async () => {
    expect(await thrownBy({ query: { refuse: 'never' }, connectionOptions: { handshakeTimeout: 0.05 } })).toMatchObject({ code: 'voice_live.timeout' });
    const abort = new AbortController();
    const connecting = connect({ ...options, query: { refuse: 'never' }, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')));
    await expect(connecting).rejects.toThrow('enough');
  });

  it('tells each end with its code, as in Node', async () => {
    expect(await endsOf(options)).toEqual({
      'close 1000': { name: 'ConnectionClosed', code: 1000, reason: '' },
      'close 1001': { name: 'ConnectionClosed', code: 1001, reason: '' },
      'close 1008': { name: 'ConnectionClosed', code: 1008, reason: 'no' },
      'close 1011': { name: 'ConnectionClosed', code: 1011, reason: '' },
      'close without a code': { name: 'ConnectionClosed', code: 1000, reason: '' },
      drop: { name: 'ConnectionClosed', code: 1006, reason: '' },
      'half a frame': { name: 'ConnectionClosed', code: 1006, reason: '' },
      'empty frame': { name: 'ConnectionClosed', code: 1006, reason: 'Empty WebSocket frame' },
      'too big': { name: 'ConnectionClosed', code: 1006, reason: 'Message size exceeds limit 4194304' },
      'no JSON': { name: 'ConnectionError', code: 'voice_live.bad_message' },
      'no UTF-8': { name: 'ConnectionError', code: 'voice_live.bad_message' },
      'send after close': { name: 'ConnectionClosed', code: 1000, reason: '' },
      'receive after close': { name: 'ConnectionClosed', code: 1000, reason: '' },
      refused: { name: 'ConnectionError', code: 'voice_live.refused' },
    });
  });

  it('refuses a goodbye that a page may not say, and stays open', async () => {
    const { connection } = await talk(options);
    expect(await endOf(connection.close({ code: 1001 }))).toMatchObject({ code: 'voice_live.bad_option' });
    expect(await frameOf(connection, () => connection.response.cancel())).toEqual({ type: 'response.cancel' });
    await connection.close({ code: 3001, reason: 'done' });
    expect(connection.closed).toMatchObject({ code: 3001, reason: 'done' });
  });

  it('takes binary frames and text beyond ASCII', async () => {
    const { connection } = await talk(options);
    await connection.send({ type: 'test.binary', base64: '/wAB' });
    await connection.send({ type: 'test.text', text: '{"type":"żółw 🐢"}' });
    expect([...(await connection.recvBytes())]).toEqual([255, 0, 1]);
    expect(await connection.recv()).toEqual({ type: 'żółw 🐢' });
    await connection.close();
  });
});
