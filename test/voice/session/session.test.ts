import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { floatToPcm16, pcm16ToFloat } from '../../../src/voice/audio/pcm16.ts';
import { Resampler } from '../../../src/voice/audio/resampler.ts';
import { VoiceSessionError } from '../../../src/voice/session/errors.ts';
import type { Playback } from '../../../src/voice/session/playback.ts';
import { SessionState } from '../../../src/voice/session/state.ts';
import type { VoiceTransport } from '../../../src/voice/session/transport.ts';
import { VoiceSession } from '../../../src/voice/session/voice-session.ts';
import { base64ToBytes } from '../../../src/voice/audio/base64.ts';
import { pcm16Bytes, pcm16Samples } from '../../../src/voice/audio/pcm16.ts';
import { silence, speech, together } from './audio.ts';
import { memoryTransport, type MemoryTransport } from './memory-transport.ts';
import { WORD_SAMPLES } from './scripted-model.ts';
import { watchedSession } from './watched-session.ts';

let transport: MemoryTransport;
const open: VoiceSession[] = [];
beforeEach(() => {
  transport = memoryTransport();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
  if (transport.openWires() > 0) throw new Error('a connection was not closed');
});

const watched = (options: object = {}) => {
  const each = watchedSession({ transport, ...options });
  open.push(each.session);
  return each;
};
const connected = async (options: object = {}) => {
  const each = watched(options);
  await each.session.connect();
  return each;
};
const codeOf = (work: () => Promise<unknown>): Promise<unknown> =>
  work().then(
    () => 'no error',
    (thrown: unknown) => (thrown instanceof VoiceSessionError ? thrown.code : thrown),
  );
/** All that the other side heard, as samples. */
const appended = (): Int16Array =>
  together(
    ...transport
      .model()
      .of('input_audio_buffer.append')
      .map((frame) => pcm16Samples(base64ToBytes(String(frame['audio'])))),
  );

describe('a new session', () => {
  it('has the defaults of the reference', () => {
    const session = new VoiceSession();
    expect(session).toMatchObject({
      model: 'gpt-4o-realtime',
      voice: 'alloy',
      language: 'en',
      sampleRate: 24_000,
      state: SessionState.IDLE,
      isConnected: false,
    });
    expect(session.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(new VoiceSession().sessionId).not.toBe(session.sessionId);
  });

  it('tells the other side what it is like', async () => {
    await connected({ agent: { instructions: 'Be brief.', tools: [{ name: 'clock', description: 'Tells the time.', execute: () => '' }] }, language: 'de-CH' });
    await vi.waitFor(() => expect(transport.model().of('session.update')).toHaveLength(1));
    expect(transport.model().of('session.update')[0]).toEqual({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        instructions: 'Be brief.',
        tools: [{ type: 'function', name: 'clock', description: 'Tells the time.', parameters: { type: 'object', properties: {} } }],
        tool_choice: 'auto',
        audio: {
          input: {
            format: { type: 'audio/pcm', rate: 24_000 },
            transcription: { model: 'gpt-4o-mini-transcribe', language: 'de' },
            turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 800 },
          },
          output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy' },
        },
      },
    });
  });

  it.each([
    ['an empty model', { model: '' }],
    ['a voice that is no text', { voice: 7 }],
    ['a rate that is none', { sampleRate: Number.NaN }],
    ['a rate that nobody speaks at', { sampleRate: 100 }],
    ['turn detection that is neither', { turnDetection: 'yes' }],
    ['no time to connect', { connectTimeoutMs: 0 }],
  ])('is refused %s', (_name, options) => {
    expect(() => new VoiceSession(options as object)).toThrow(expect.objectContaining({ code: 'voice_session.bad_option' }));
  });
});

describe('connecting', () => {
  it('is undone where the session goes out of scope', async () => {
    const { session, told } = watched();
    {
      await using voice = await session.connect();
      expect(voice).toBe(session);
      expect(session.isConnected).toBe(true);
    }
    expect(told).toEqual(['connecting', 'connected', 'disconnected']);
  });

  it('twice makes one connection, and says so', async () => {
    const { session, faults } = watched();
    await Promise.all([session.connect(), session.connect()]);
    await session.connect();
    expect(transport.openWires()).toBe(1);
    expect(faults).toEqual(['a second connect was skipped: connecting', 'a second connect was skipped: connected']);
  });

  const never: VoiceTransport = { name: 'never', sampleRate: 24_000, open: () => new Promise(() => undefined) };

  it('ends when its time is over, when it is aborted and when it is disconnected', async () => {
    const late = watched({ transport: never, connectTimeoutMs: 5 });
    expect(await codeOf(() => late.session.connect())).toBe('voice_session.timeout');
    expect(late.session.state).toBe('disconnected');

    const aborted = watched({ transport: never });
    const abort = new AbortController();
    const connecting = aborted.session.connect({ signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(connecting).rejects.toThrow('enough');

    const ended = watched({ transport: never });
    const other = codeOf(() => ended.session.connect());
    await ended.session.disconnect();
    expect(await other).toBe('voice_session.closed');
    expect([...aborted.wrong, ...ended.wrong]).toEqual([]);
  });

  it('closes a connection that comes when nobody waits for it any more', async () => {
    let arrive = (): void => undefined;
    const slow: VoiceTransport = {
      ...transport,
      open: async (...given) => {
        await new Promise<void>((resolve) => (arrive = resolve));
        return transport.open(...given);
      },
    };
    const { session } = watched({ transport: slow, connectTimeoutMs: 5 });
    expect(await codeOf(() => session.connect())).toBe('voice_session.timeout');
    arrive();
    await vi.waitFor(() => expect(transport.openWires()).toBe(0));
  });
});

describe('what cannot be done', () => {
  it('is told before there is a connection, and after it', async () => {
    const { session } = watched();
    const calls = [
      () => session.sendAudio(speech(10)),
      () => session.receive(),
      () => session.listen(),
      () => session.respond(speech(10)),
      () => session.interrupt(),
    ];
    for (const call of calls) expect(await codeOf(call)).toBe('voice_session.not_connected');
    await session.connect();
    await session.disconnect();
    for (const call of calls) expect(await codeOf(call)).toBe('voice_session.not_connected');
    expect(await codeOf(() => session.streamReceive().next())).toBe('voice_session.not_connected');
  });

  it('is half a sample, and what is no audio: nothing of it is sent', async () => {
    const { session } = await connected();
    expect(await codeOf(() => session.sendAudio(new Uint8Array(3)))).toBe('voice_session.bad_audio');
    expect(await codeOf(() => session.sendAudio('loud' as never))).toBe('voice_session.bad_audio');
    expect(transport.model().of('input_audio_buffer.append')).toEqual([]);
    expect(session.state).toBe('connected');
  });

  it.each([
    [{ threshold: Number.NaN }],
    [{ threshold: 1.1 }],
    [{ prefixPadding: -1 }],
    [{ silenceDuration: 0.5 }],
    [{ silenceDuration: Number.POSITIVE_INFINITY }],
    [{ enabled: 1 }],
  ])('is turn detection with %j', async (options) => {
    const { session } = await connected();
    expect(() => session.configureTurnDetection(options as object)).toThrow(expect.objectContaining({ code: 'voice_session.bad_option' }));
  });

  it.each([[{ sampleRate: 0 }], [{ sampleRate: 44_100.5 }], [{ channels: 2 }], [{ format: 'mp3' }]])('is audio with %j', async (options) => {
    const { session } = await connected();
    expect(() => session.configureAudio(options)).toThrow(expect.objectContaining({ code: 'voice_session.bad_option' }));
    expect(session.sampleRate).toBe(24_000);
  });

  it('is an event that there is not, and a time that is none', async () => {
    const { session } = await connected();
    expect(() => session.on('speech' as never, () => undefined)).toThrow(expect.objectContaining({ code: 'voice_session.bad_option' }));
    expect(await codeOf(() => session.listen({ timeout: Number.NaN }))).toBe('voice_session.bad_option');
  });
});

describe('what the other side should not send', () => {
  const bad: readonly unknown[] = [
    null,
    7,
    [],
    {},
    { type: 7 },
    { type: 'of a later version' },
    { type: '__proto__' },
    { type: 'response.output_audio.delta' },
    { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: 'AA==' },
    { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: 'no base64!' },
    { type: 'response.output_audio.delta', response_id: 7, delta: 7 },
    { type: 'response.done' },
    { type: 'response.done', response: { id: 'r', output: [null, 7, { type: 'function_call' }] } },
    { type: 'input_audio_buffer.speech_stopped', audio_end_ms: -5 },
    { type: 'error' },
    { type: 'error', error: { code: 'a very long text that quotes what somebody said' } },
    { type: 'output_audio_buffer.stopped' },
    { type: 'conversation.item.input_audio_transcription.delta', delta: {} },
  ];

  it('is skipped and told, and the next question is answered', async () => {
    const { session, faults, wrong } = await connected({ turnDetection: false });
    for (const each of bad) transport.tell(each);
    expect(faults.length).toBeGreaterThan(8);
    expect(faults.join()).not.toContain('somebody');
    await session.interrupt();
    expect(await session.respond(speech(50))).toMatchObject({ transcript: 'Half past ten' });
    expect(wrong).toEqual([]);
  });

  it('is speech that ends before it begins, or begins twice', async () => {
    const { session, told, faults } = await connected();
    transport.tell({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 10 });
    transport.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
    transport.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
    expect(session.state).toBe('listening');
    expect(told.filter((each) => each.startsWith('speech'))).toEqual(['speech_started']);
    expect(faults).toEqual(['an event out of order was skipped: speechEnded', 'an event out of order was skipped: speechStarted']);
  });

  it('is sound before its response, which is heard all the same', async () => {
    const { session, faults } = await connected();
    const delta = { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', delta: 'AAAAAA==' };
    transport.tell({ ...delta, delta: 'AA==' });
    transport.tell(delta);
    expect(session.state).toBe('speaking');
    transport.tell({ type: 'response.created', response: { id: 'r' } });
    transport.tell({ type: 'response.done', response: { id: 'r', status: 'completed' } });
    transport.tell(delta);
    expect(session.state).toBe('connected');
    expect(faults).toEqual(['a piece of an answer was skipped: no PCM16', 'an event out of order was skipped: audio before its response']);
    expect((await session.receive()).data.byteLength).toBe(4);
  });

  it('is a response without an id, after another that was cancelled: the next question is answered', async () => {
    const { session, told } = await connected();
    transport.tell({ type: 'response.created' });
    // it is in the way of an answer, and is cancelled
    expect(await session.respond(speech(20))).toMatchObject({ transcript: 'Half past ten' });
    transport.tell({ type: 'response.created' });
    expect(await session.respond(speech(20), { signal: AbortSignal.timeout(5000) })).toMatchObject({ transcript: 'Half past ten' });
    expect(told).toContain('transcript_available Half past ten');
  });

  it('is an answer that failed, which who waits for it is told', async () => {
    const { session } = await connected({ turnDetection: false });
    transport.model().plans.push({ hold: true });
    await session.sendAudio(speech(50));
    const answer = codeOf(() => session.receive());
    await vi.waitFor(() => expect(session.state).toBe('speaking'));
    transport.tell({ type: 'response.done', response: { id: 'resp_1', status: 'failed' } });
    expect(await answer).toBe('voice_session.answer_failed');
    expect(session.state).toBe('connected');
  });
});

describe('audio at another rate', () => {
  it('is resampled on its way to the other side, and back', async () => {
    const { session } = await connected({ sampleRate: 48_000, turnDetection: false });
    const said = speech(200, 48_000);
    await session.sendAudio(said.subarray(0, 5000), { commit: false });
    const response = await session.respond(said.subarray(5000));
    const resampler = new Resampler(48_000, 24_000);
    const floats = [resampler.push(pcm16ToFloat(said)), resampler.end()].map((part) => floatToPcm16(part));
    expect([...appended()]).toEqual([...together(...floats)]);
    expect(response).toMatchObject({ sampleRate: 48_000 });
    expect(response.data.byteLength).toBe(3 * WORD_SAMPLES * 2 * 2);
  });

  it('is what configureAudio says, from then on', async () => {
    const { session } = await connected({ turnDetection: false });
    session.configureAudio({ sampleRate: 16_000 });
    const response = await session.respond(speech(100, 16_000));
    expect(appended().length).toBe(2400);
    expect(response.data.byteLength).toBe(3 * WORD_SAMPLES * 2 * (16 / 24));
  });

  it('may be given as bytes, as samples and as a buffer', async () => {
    const { session } = await connected({ turnDetection: false });
    const samples = speech(10);
    await session.sendAudio(samples, { commit: false });
    await session.sendAudio(pcm16Bytes(samples), { commit: false });
    await session.sendAudio(pcm16Bytes(samples).buffer, { commit: false });
    await session.interrupt();
    expect([...appended()]).toEqual([...samples, ...samples, ...samples]);
  });
});

describe('turn detection', () => {
  it('can be changed while the session is connected', async () => {
    const { session } = await connected();
    session.configureTurnDetection({ threshold: 0.8, prefixPadding: 100, silenceDuration: 400 });
    session.configureTurnDetection({ enabled: false });
    await vi.waitFor(() => expect(transport.model().of('session.update')).toHaveLength(3));
    expect(transport.model().of('session.update').slice(1)).toEqual([
      {
        type: 'session.update',
        session: {
          type: 'realtime',
          audio: { input: { turn_detection: { type: 'server_vad', threshold: 0.8, prefix_padding_ms: 100, silence_duration_ms: 400 } } },
        },
      },
      { type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } },
    ]);
  });
});

describe('listen', () => {
  it('gives up after so many seconds, and the session goes on', async () => {
    const { session } = await connected();
    const heard = codeOf(() => session.listen({ timeout: 0.005 }));
    expect(session.state).toBe('listening');
    expect(await heard).toBe('voice_session.timeout');
    expect(session.state).toBe('connected');
    expect(await session.respond(speech(10))).toMatchObject({ transcript: 'Half past ten' });
  });

  it('gives what was said, and not the silence before it', async () => {
    const { session } = await connected();
    const heard = session.listen();
    await session.sendAudio(together(silence(500), speech(100), silence(800)), { commit: false });
    const audio = pcm16Samples(await heard);
    expect(audio.slice(0, 2400)).toEqual(speech(100));
    expect(transport.model().of('input_audio_buffer.commit')).toEqual([]);
    expect(await session.respond(pcm16Bytes(audio))).toMatchObject({ transcript: 'Half past ten' });
  });
});

describe('an answer that is played', () => {
  it('is cut where it was heard when the user speaks', async () => {
    const added: string[] = [];
    const playback: Playback = {
      playing: true,
      add: (itemId, samples) => void added.push(`${itemId} ${samples.length}`),
      clear: () => (added.length > 0 ? [{ itemId: 'answer_1', heardMs: 12 }] : []),
    };
    const { session } = await connected({ playback });
    transport.model().plans.push({ hold: true });
    await session.sendAudio(speech(100));
    await vi.waitFor(() => expect(session.state).toBe('speaking'));
    await session.sendAudio(speech(100), { commit: false });
    await vi.waitFor(() => expect(transport.model().of('conversation.item.truncate')).toHaveLength(1));
    expect(added[0]).toBe(`answer_1 ${WORD_SAMPLES}`);
    expect(transport.model().of('conversation.item.truncate')[0]).toMatchObject({ item_id: 'answer_1', content_index: 0, audio_end_ms: 12 });
    expect(session.state).toBe('listening');
  });
});

describe('a handler', () => {
  it('that throws or rejects keeps nobody else from hearing', async () => {
    const { session, faults } = await connected({ turnDetection: false });
    const heard: string[] = [];
    session.on('transcript_available', () => {
      throw new TypeError('with what was said');
    });
    session.on('transcriptAvailable', () => Promise.reject(new RangeError('with what was said')));
    const off = session.on('transcriptAvailable', (text) => heard.push(text));
    await session.respond(speech(10));
    await vi.waitFor(() => expect(heard).toEqual(['What time', 'Half past ten']));
    expect(faults).toContain('a handler of transcriptAvailable failed: TypeError');
    await vi.waitFor(() => expect(faults).toContain('a handler of transcriptAvailable failed: RangeError'));
    expect(faults.join()).not.toContain('said');
    off();
    await session.respond(speech(10));
    expect(heard).toHaveLength(2);
  });
});

describe('a tool', () => {
  it('that fails, or that nobody has, is answered all the same, without what it threw', async () => {
    const fail = { name: 'fail', description: 'Fails.', execute: () => Promise.reject(new Error('secret')) };
    const { session, faults } = await connected({ turnDetection: false, agent: { tools: [fail] } });
    transport.model().plans.push({ tool: { name: 'fail', input: {} } }, { tool: { name: 'unknown', input: {} } }, {});
    expect(await session.respond(speech(10))).toMatchObject({ transcript: 'Half past ten' });
    expect(JSON.stringify(transport.model().of('conversation.item.create'))).not.toContain('secret');
    expect(transport.model().of('conversation.item.create')).toHaveLength(2);
    expect(faults).toEqual(['a tool failed: Error', 'a tool failed: unknown tool']);
  });

  it('is told when its answer is interrupted', async () => {
    let told: AbortSignal | null = null;
    const slow = {
      name: 'slow',
      description: 'Takes long.',
      execute: (_input: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise((resolve) => {
          told = signal;
          signal.addEventListener('abort', () => resolve('ended'), { once: true });
        }),
    };
    const { session } = await connected({ turnDetection: false, agent: { tools: [slow] } });
    transport.model().plans.push({ tool: { name: 'slow', input: {} } });
    await session.sendAudio(speech(10));
    await vi.waitFor(() => expect(told).not.toBeNull());
    await session.interrupt();
    expect(told!.aborted).toBe(true);
    expect(await session.respond(speech(10))).toMatchObject({ transcript: 'Half past ten' });
  });
});
