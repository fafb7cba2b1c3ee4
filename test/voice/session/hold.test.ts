import { describe, expect, it, vi } from 'vitest';
import { attachMemory } from '../../../src/voice/memory/index.ts';
import { voiceSession } from '../../../src/integrations/voice-session.ts';
import type { VoiceSessionOptions } from '../../../src/voice/session/options.ts';
import { ManualClock } from '../memory/manual-clock.ts';
import { PATIENT, WatchedMemory } from '../memory/watched-memory.ts';
import { speech } from './audio.ts';
import { ManualPlayback } from './manual-playback.ts';
import { memoryTransport, type MemoryTransport } from './memory-transport.ts';
import { watchedSession, type Watched } from './watched-session.ts';

interface Talking extends Watched {
  readonly transport: MemoryTransport;
  readonly clock: ManualClock;
  /** Answers that were asked for. */
  readonly asked: () => number;
}

function talking(options: VoiceSessionOptions = {}): Talking {
  const transport = memoryTransport();
  const clock = new ManualClock();
  const watched = watchedSession({ transport, timers: clock, ...options });
  return { ...watched, transport, clock, asked: () => transport.model().of('response.create').length };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('an answer that is held back', () => {
  it('comes when the words of the user were let pass, also where the app says when a turn is over', async () => {
    const { session, asked } = talking({ turnDetection: false });
    let pass = (_passed: boolean): void => undefined;
    const words: string[] = [];
    session.holdAnswers((text) => {
      words.push(text);
      return new Promise((resolve) => (pass = resolve));
    });
    await session.connect();
    await session.sendAudio(speech(50));
    await settled();
    expect([words, asked(), session.state]).toEqual([['What time'], 0, 'processing']);
    pass(true);
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten' });
    expect(asked()).toBe(1);
    await session.disconnect();
  });

  it('comes after four seconds where no words come, or what it waits for never lets it pass', async () => {
    for (const wordless of [true, false]) {
      const { session, transport, clock, asked } = talking();
      session.holdAnswers(() => new Promise(() => undefined));
      await session.connect();
      await settled();
      transport.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
      transport.tell({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 0 });
      if (!wordless) transport.tell({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: 'Hello' });
      clock.pass(3_900);
      await settled();
      expect(asked()).toBe(0);
      clock.pass(100);
      expect(await session.receive()).toMatchObject({ transcript: 'Half past ten' });
      await session.disconnect();
    }
  });

  it('comes at once where what it waits for fails', async () => {
    const { session, transport } = talking();
    session.holdAnswers(() => Promise.reject(new Error('secret')));
    await session.connect();
    await settled();
    transport.model().userSays('Hello');
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten' });
    await session.disconnect();
  });

  it('never comes where the user interrupts it, and that of the next turn does', async () => {
    const { session, transport, clock, asked } = talking();
    const passes: ((passed: boolean) => void)[] = [];
    session.holdAnswers(() => new Promise((resolve) => passes.push(resolve)));
    await session.connect();
    await settled();
    transport.model().userSays('Hello');
    await settled();
    await session.interrupt();
    passes[0]!(true);
    clock.pass(60_000);
    await settled();
    expect([asked(), session.state]).toEqual([0, 'connected']);
    transport.model().userSays('Again');
    await settled();
    passes[1]!(true);
    expect(await session.receive()).toMatchObject({ interrupted: true });
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten' });
    await session.disconnect();
  });

  it('is not given where the user went on while it was asked for, and that of the next turn is', async () => {
    const { session, transport, told, asked } = talking();
    session.holdAnswers(async () => true);
    await session.connect();
    await settled();
    const model = transport.model();
    const take = model.take.bind(model);
    model.take = (frame) => {
      // the two cross each other on the way
      if (frame['type'] === 'response.create' && asked() === 0) transport.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
      take(frame);
    };
    model.plans.push({ hold: true });
    model.userSays('What time');
    await settled();
    expect(session.state).toBe('listening');
    transport.tell({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 0 });
    transport.tell({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u2', transcript: 'is it?' });
    await vi.waitFor(() => expect(told).toContain('transcript_available Half past ten'));
    expect(asked()).toBe(2);
    await session.disconnect();
  });

  it('is not asked for where the other side gives it all the same', async () => {
    const { session, transport, clock, asked } = talking();
    session.holdAnswers(() => new Promise(() => undefined));
    await session.connect();
    await settled();
    transport.model().userSays('Hello');
    await settled();
    transport.model().take({ type: 'response.create', event_id: 'theirs' });
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten' });
    clock.pass(60_000);
    await settled();
    expect(asked()).toBe(1);
    await session.disconnect();
  });

  it('is held back by one alone', () => {
    const { session } = talking();
    const letGo = session.holdAnswers(async () => true);
    expect(() => session.holdAnswers(async () => true)).toThrow(expect.objectContaining({ code: 'voice_session.bad_option' }));
    letGo();
    const next = session.holdAnswers(async () => true);
    // that of before has no say any more
    letGo();
    expect(() => session.holdAnswers(async () => true)).toThrow();
    next();
  });
});

describe('a session that is changed while it is open', () => {
  it('has one context before the model: the last', async () => {
    const { session, transport } = talking();
    expect(() => session.setContext('One.')).toThrow(expect.objectContaining({ code: 'voice_session.not_connected' }));
    await session.connect();
    session.setContext('One.');
    session.setContext('Two.');
    await settled();
    const frames = transport.model().frames.filter(({ type }) => String(type).startsWith('conversation.item'));
    expect(frames).toEqual([
      {
        type: 'conversation.item.create',
        item: { id: 'context_1', type: 'message', role: 'system', content: [{ type: 'input_text', text: 'One.' }] },
      },
      { type: 'conversation.item.delete', item_id: 'context_1' },
      expect.objectContaining({ item: expect.objectContaining({ id: 'context_2' }) as unknown }),
    ]);
    await session.disconnect();
  });

  it('has the tools that were added, in the place of those of the same name, and then its own again', async () => {
    const clock = { name: 'clock', description: 'Tells the time.', execute: () => 'ten' };
    const other = { ...clock, description: 'Tells it better.', execute: () => 'eleven' };
    const { session, transport } = talking({ agent: { tools: [clock] }, turnDetection: false });
    await session.connect();
    const remove = session.addTool(other);
    transport.model().plans.push({ tool: { name: 'clock', input: {} } }, {});
    await session.respond(speech(10));
    expect(transport.model().of('conversation.item.create')).toMatchObject([{ item: { type: 'function_call_output', output: 'eleven' } }]);
    remove();
    await settled();
    const told = transport.model().of('session.update');
    expect(told.slice(-2)).toMatchObject([
      { session: { type: 'realtime', tools: [{ description: 'Tells it better.' }] } },
      { session: { tools: [{ description: 'Tells the time.' }] } },
    ]);
    await session.disconnect();
  });

  it('is told what was changed while it connected', async () => {
    const { session, transport } = talking();
    const connected = session.connect();
    session.holdAnswers(async () => true);
    session.addTool({ name: 'clock', description: 'Tells the time.', execute: () => 'ten' });
    await connected;
    await settled();
    const told = transport.model().of('session.update').slice(1);
    expect(told).toMatchObject([
      { session: { audio: { input: { turn_detection: { create_response: false } } } } },
      { session: { tools: [{ name: 'clock' }] } },
    ]);
    await session.disconnect();
  });
});

describe('a memory of a session', () => {
  it('saves the turn of an answer that was over before the words of its question were known', async () => {
    const { session, transport, clock } = talking();
    const memory = await WatchedMemory.withDog();
    const attached = attachMemory(voiceSession(session), { runtime: memory, timeoutMs: PATIENT });
    await session.connect();
    await settled();
    transport.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
    transport.tell({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 0 });
    clock.pass(4_000);
    await session.receive();
    clock.pass(1_000);
    transport.tell({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: 'What time' });
    expect(await memory.said(1)).toEqual([['What time', 'Half past ten', false]]);
    await session.disconnect();
    await attached.end();
    await memory.real.close();
  });

  it('saves what was heard of an answer that plays when the words of its question come, and is cut then', async () => {
    const playback = new ManualPlayback();
    const { session, transport } = talking({ playback });
    const memory = await WatchedMemory.withDog();
    const attached = attachMemory(voiceSession(session, { respond: false }), { runtime: memory, timeoutMs: PATIENT });
    await session.connect();
    await settled();
    const words = 'Once upon a time there was a very small dog'.split(' ');
    transport.model().plans.push({ words, wordMs: 300 });
    transport.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
    transport.tell({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 0 });
    transport.model().take({ type: 'response.create' });
    await session.receive();
    transport.tell({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: 'Tell me a story.' });
    playback.pass(4 * 300);
    await session.interrupt();
    expect(await memory.said(1)).toEqual([['Tell me a story.', 'Once upon a time', true]]);
    await session.disconnect();
    await attached.end();
    await memory.real.close();
  });

  it('keeps no greeting, and what was said over one', async () => {
    const { session, transport, clock } = talking();
    const memory = await WatchedMemory.withDog();
    const attached = attachMemory(voiceSession(session), { runtime: memory, timeoutMs: PATIENT });
    await session.connect();
    await settled();
    transport.model().take({ type: 'response.create' });
    await session.receive();
    clock.pass(1_000);
    transport.model().userSays('Hello');
    await vi.waitFor(() => expect(transport.model().of('response.create').length).toBe(2));
    await session.receive();
    clock.pass(1_000);
    expect(await memory.said(1)).toEqual([['Hello', 'Half past ten', false]]);
    await session.disconnect();
    await attached.end();
    await memory.real.close();
  });
});
