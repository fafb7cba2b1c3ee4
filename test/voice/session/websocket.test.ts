import { afterEach, describe, expect, it, vi } from 'vitest';
import { openaiWebSocket, type OpenaiWebSocketOptions, type RealtimeSocketRequest } from '../../../src/voice/session/realtime/websocket.ts';
import { VoiceSessionError } from '../../../src/voice/session/errors.ts';
import { speech } from './audio.ts';
import { startRealtimeServer, type RealtimeServer } from './realtime-server.ts';
import { watchedSession } from './watched-session.ts';

let server: RealtimeServer | null = null;
afterEach(async () => {
  vi.unstubAllGlobals();
  await server?.close();
  server = null;
});

const serve = async (): Promise<RealtimeServer> => (server = await startRealtimeServer());
const sessionTo = (options: OpenaiWebSocketOptions) => watchedSession({ turnDetection: false, transport: openaiWebSocket(options) });
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (thrown: unknown) => (thrown instanceof VoiceSessionError ? thrown.code : thrown),
  );

/** How a WebSocket would be asked for, in a page or not. */
async function requestOf(options: OpenaiWebSocketOptions, page: boolean): Promise<unknown> {
  if (page) vi.stubGlobal('document', {});
  let asked: RealtimeSocketRequest | null = null;
  const webSocket = (request: RealtimeSocketRequest): never => {
    asked = request;
    throw new VoiceSessionError('voice_session.refused', 'not opened');
  };
  const code = await codeOf(sessionTo({ ...options, webSocket }).session.connect());
  return asked ?? code;
}

describe('a WebSocket to OpenAI', () => {
  it('carries the key as a header, outside of pages', async () => {
    expect(await requestOf({ apiKey: 'sk-1' }, false)).toEqual({
      url: 'wss://api.openai.com/v1/realtime?model=gpt-4o-realtime',
      protocols: [],
      headers: { Authorization: 'Bearer sk-1' },
    });
    expect(await requestOf({ getToken: () => 'ek_1', beta: true }, false)).toMatchObject({
      headers: { Authorization: 'Bearer ek_1', 'OpenAI-Beta': 'realtime=v1' },
    });
  });

  it('carries a short-lived token as a subprotocol in a page', async () => {
    expect(await requestOf({ getToken: async () => 'ek_1' }, true)).toEqual({
      url: 'wss://api.openai.com/v1/realtime?model=gpt-4o-realtime',
      protocols: ['realtime', 'openai-insecure-api-key.ek_1'],
      headers: {},
    });
    expect(await requestOf({ getToken: () => 'ek_1', beta: true }, true)).toMatchObject({
      protocols: ['realtime', 'openai-insecure-api-key.ek_1', 'openai-beta.realtime-v1'],
    });
  });

  it('carries no key in a page unless that is asked for', async () => {
    expect(await requestOf({ apiKey: 'sk-1' }, true)).toBe('voice_session.not_possible_here');
    expect(await requestOf({ getToken: () => 'sk-1' }, true)).toBe('voice_session.not_possible_here');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await requestOf({ apiKey: 'sk-1', keyInPage: true }, true)).toMatchObject({ protocols: ['realtime', 'openai-insecure-api-key.sk-1'] });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('carries nothing where a proxy adds the credential, and keeps what its address has', async () => {
    expect(await requestOf({ proxied: true, url: 'wss://app.example/voice?model=mine&n=1' }, true)).toEqual({
      url: 'wss://app.example/voice?model=mine&n=1',
      protocols: ['realtime'],
      headers: {},
    });
  });

  it('is not opened without a credential or an address', async () => {
    vi.stubEnv('OPENAI_API_KEY', '');
    expect(await requestOf({}, false)).toBe('voice_session.no_token');
    vi.stubEnv('OPENAI_API_KEY', 'sk-env');
    expect(await requestOf({}, false)).toMatchObject({ headers: { Authorization: 'Bearer sk-env' } });
    vi.unstubAllEnvs();
    expect(await requestOf({ getToken: () => Promise.reject(new Error('signed out')) }, false)).toBe('voice_session.no_token');
    expect(await requestOf({ getToken: () => undefined as never }, false)).toBe('voice_session.no_token');
    expect(await requestOf({ apiKey: 'k', url: 'nowhere' }, false)).toBe('voice_session.bad_option');
  });

  it('says that it was refused, without the address and without the key', async () => {
    const { url, webSocket } = await serve();
    const error: unknown = await sessionTo({ url: `${url}/refuse`, apiKey: 'very-secret', webSocket })
      .session.connect()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'voice_session.refused' });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toMatch(/very-secret|127\.0\.0\.1/);
  });

  it('gives up where the other side says nothing', async () => {
    const { url, webSocket } = await serve();
    const { session } = watchedSession({ connectTimeoutMs: 50, transport: openaiWebSocket({ url: `${url}/silent`, apiKey: 'k', webSocket }) });
    expect(await codeOf(session.connect())).toBe('voice_session.timeout');
    const abort = new AbortController();
    const { session: other } = sessionTo({ url: `${url}/silent`, apiKey: 'k', webSocket });
    const connecting = other.connect({ signal: abort.signal });
    await vi.waitFor(() => expect(server!.connections).toHaveLength(2));
    abort.abort(new Error('enough'));
    await expect(connecting).rejects.toThrow('enough');
  });

  it('is lost in the middle of a frame, and says so to who waits', async () => {
    const { url, webSocket, last } = await serve();
    const { session, told } = sessionTo({ url, apiKey: 'k', webSocket });
    await session.connect();
    last().model.plans.push({ hold: true });
    await session.sendAudio(speech(10));
    const answer = codeOf(session.receive());
    const listening = codeOf(session.listen());
    await vi.waitFor(() => expect(session.state).toBe('speaking'));
    // a frame of 100 bytes that ends after five
    last().raw.write(Uint8Array.of(0x81, 100, 0x7b, 0x22, 0x74));
    setImmediate(() => last().raw.destroy());
    expect(await answer).toBe('voice_session.lost');
    expect(await listening).toBe('voice_session.lost');
    expect(told.at(-1)).toBe('disconnected');
    await session.disconnect();
  });

  it('skips what is no JSON and goes on', async () => {
    const { url, webSocket, last } = await serve();
    const { session, faults } = sessionTo({ url, apiKey: 'k', webSocket });
    await session.connect();
    last().socket.send('no JSON');
    last().socket.send(Uint8Array.of(0xff));
    expect(await session.respond(speech(10))).toMatchObject({ transcript: 'Half past ten' });
    expect(faults).toEqual(['a message was skipped: no JSON', 'a message was skipped: no JSON']);
    await session.disconnect();
  });

  it('sends long audio in pieces that a service takes', async () => {
    const { url, webSocket, last } = await serve();
    const { session } = sessionTo({ url, apiKey: 'k', webSocket });
    await session.connect();
    await session.respond(new Int16Array(3_000_000).fill(5));
    const sizes = last()
      .model.of('input_audio_buffer.append')
      .map((frame) => String(frame['audio']).length);
    expect(Math.max(...sizes)).toBeLessThan(15 * 1024 * 1024);
    expect(sizes).toHaveLength(3);
    await session.disconnect();
  });
});
