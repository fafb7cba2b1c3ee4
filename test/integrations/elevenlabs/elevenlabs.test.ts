import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { elevenlabs, type ElevenlabsClient } from '../../../src/integrations/elevenlabs.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { elevenlabsSdk, type Elevenlabs, type RunningConversation } from './install.ts';
import type { ServerSocket, SocketServer } from '../socket-server.ts';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

describe('a conversation of @elevenlabs/client', () => {
  let sdk: Elevenlabs;
  let server: SocketServer;
  let peer: ServerSocket;
  let received: Event[];
  let memory: WatchedMemory;
  let clock: ManualClock;
  let voice: ElevenlabsClient;
  let attached: AttachedMemory;
  let conversation: RunningConversation;
  let messages: unknown[];
  let eventId = 0;
  let conversations = 0;

  beforeAll(async () => {
    sdk = await elevenlabsSdk();
    // the package speaks by the browser's, which the oldest Node that is supported has not
    vi.stubGlobal('WebSocket', sdk.WebSocket);
    server = new sdk.WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) => {
      peer = socket;
      socket.on('message', (data) => {
        const event = JSON.parse(data.toString()) as Event;
        received.push(event);
        if (event.type !== 'conversation_initiation_client_data') return;
        eventId = 0;
        const metadata = { conversation_id: `c${++conversations}`, agent_output_audio_format: 'pcm_16000', user_input_audio_format: 'pcm_16000' };
        says('conversation_initiation_metadata', { conversation_initiation_metadata_event: metadata });
      });
    });
    await new Promise<void>((resolve) => server.on('listening', resolve));
  }, 240_000);
  afterAll(() => {
    server.close();
    vi.unstubAllGlobals();
  });

  const attach = (): AttachedMemory => attachMemory(voice, { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
  const start = async (): Promise<void> => {
    const origin = `ws://127.0.0.1:${server.address().port}`;
    const own = { agentId: 'a', connectionType: 'websocket', textOnly: true, origin, onMessage: (message: unknown) => messages.push(message) };
    conversation = await sdk.Conversation.startSession(voice.options({ ...own, clientTools: { own: () => 'mine' } }));
  };
  beforeEach(async () => {
    [received, messages] = [[], []];
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
    voice = elevenlabs({ timers: clock });
    attached = attach();
    await start();
  });
  afterEach(async () => {
    await conversation.endSession();
    await memory.real.close();
  });

  const says = (type: string, rest: object): void => peer.send(JSON.stringify({ type, ...rest }));
  const userSays = (text: string, ...partials: readonly string[]): void => {
    const id = ++eventId;
    for (const user_transcript of partials) says('tentative_user_transcript', { tentative_user_transcription_event: { user_transcript, event_id: id } });
    says('user_transcript', { user_transcription_event: { user_transcript: text, event_id: id } });
  };
  const agentSays = (text: string): number => {
    says('agent_response', { agent_response_event: { agent_response: text, event_id: ++eventId } });
    return eventId;
  };
  const isCut = (original: string, corrected: string, id: number): void => {
    says('interruption', { interruption_event: { event_id: id } });
    says('agent_response_correction', {
      agent_response_correction_event: { original_agent_response: original, corrected_agent_response: corrected, event_id: id },
    });
  };
  const calls = (tool: string, parameters: object): void =>
    says('client_tool_call', { client_tool_call: { tool_name: tool, tool_call_id: `t_${tool}`, parameters, event_id: ++eventId } });
  const got = (type: string, count = 1): Promise<Event[]> =>
    vi.waitFor(() => {
      const events = received.filter((event) => event.type === type);
      return events.length >= count ? events : Promise.reject(new Error(`${events.length} ${type} came.`));
    });
  /** What was sent has been listened to. */
  const heardBy = (text: string): Promise<void> => vi.waitFor(() => expect(JSON.stringify(messages)).toContain(text));

  it('is told what is remembered when the user has spoken, and warmed up before', async () => {
    userSays('What is my dog called?', 'What is', 'What is my dog');
    expect(await got('contextual_update')).toEqual([{ type: 'contextual_update', text: expect.stringContaining('Bruno') }]);
    expect(memory.hints[0]).toBe('What is');
    expect(messages).toHaveLength(1);
  });

  it("has its tool answered, and leaves the app's alone", async () => {
    calls('search_memory', { query: 'What is the dog called?' });
    calls('own', {});
    const results = await got('client_tool_result', 2);
    expect(results).toContainEqual({ type: 'client_tool_result', tool_call_id: 't_search_memory', result: expect.stringContaining('Bruno'), is_error: false });
    expect(results).toContainEqual(expect.objectContaining({ tool_call_id: 't_own', result: 'mine' }));
  });

  it('saves the answers that were heard, and of one that was cut the words that were', async () => {
    agentSays('Hello, how can I help?');
    userSays('What is my dog called?');
    agentSays('Let me think.');
    agentSays('Your dog is called Bruno.');
    userSays('Tell me a story.');
    const story = 'Once upon a time there was a dog.';
    isCut(story, 'Once upon...', agentSays(story));
    expect(await memory.said(2)).toEqual([
      ['What is my dog called?', 'Let me think. Your dog is called Bruno.', false],
      ['Tell me a story.', 'Once upon...', true],
    ]);
  });

  it('saves an answer when nothing has followed it for a while', async () => {
    userSays('What is my dog called?');
    agentSays('Bruno.');
    await heardBy('Bruno.');
    expect(await memory.turns()).toEqual([]);
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('goes on when the memory fails or hangs, and answers the tool', async () => {
    memory.health = 'failing';
    userSays('What is my dog called?');
    calls('search_memory', { query: 'dog' });
    const failed = await got('client_tool_result');
    memory.health = 'hung';
    calls('search_memory', {});
    const late = await vi.waitFor(() => {
      clock.pass(PATIENT);
      const results = received.filter(({ type }) => type === 'client_tool_result');
      return results.length === 2 ? results : Promise.reject(new Error('Not yet.'));
    });
    expect([...failed, ...late].map(({ result, is_error: isError }) => [result, isError])).toEqual(
      Array.from({ length: 3 }, () => ['The memory gave no answer in time. Go on without it.', false]),
    );
    expect(received.filter(({ type }) => type === 'contextual_update')).toEqual([]);
    expect(JSON.stringify(received)).not.toContain(SECRET);
  });

  it('takes its memory along to another conversation', async () => {
    userSays('My favourite colour is turquoise.');
    agentSays('Noted.');
    await heardBy('Noted.');
    peer.close();
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted.', false]]);
    received = [];
    await start();
    userSays('Which colour do I like?');
    expect((await got('contextual_update'))[0]).toMatchObject({ text: expect.stringContaining('turquoise') });
  });

  it('saves what was heard when the connection breaks in the middle of an answer, and goes on in another', async () => {
    userSays('My favourite colour is turquoise.', 'My favourite');
    const noted = 'Noted, that is a fine colour indeed.';
    isCut(noted, 'Noted, that is', agentSays(noted));
    peer.terminate();
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted, that is', true]]);
    [received, messages] = [[], []];
    await start();
    userSays('Which colour do I like?');
    expect((await got('contextual_update'))[0]).toMatchObject({ text: expect.stringContaining('turquoise') });
    calls('search_memory', { query: 'favourite colour' });
    expect((await got('client_tool_result'))[0]).toMatchObject({ result: expect.stringContaining('turquoise') });
    agentSays('Turquoise.');
    await heardBy('"Turquoise."');
    clock.pass(3_000);
    expect((await memory.said(2))[1]).toEqual(['Which colour do I like?', 'Turquoise.', false]);
  });

  it('takes what makes no sense for nothing', async () => {
    const options = voice.options({}) as Readonly<Record<string, (value?: unknown) => void>>;
    for (const listen of ['onMessage', 'onAgentResponseCorrection', 'onModeChange', 'onIncomingEvent', 'onInterruption'])
      for (const value of [undefined, null, 7, {}, { message: 7 }, { message: ' ', role: 'user' }, { type: 'tentative_user_transcript' }])
        options[listen]!(value);
    says('an event of tomorrow', {});
    userSays('What is my dog called?');
    agentSays('Bruno.');
    await heardBy('Bruno.');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('is let go of without a trace', async () => {
    await attached.detach();
    userSays('What is my dog called?');
    await heardBy('What is my dog called?');
    calls('search_memory', { query: 'dog' });
    expect((await got('client_tool_result'))[0]).toMatchObject({ result: 'There is no memory here. Go on without it.' });
    expect([memory.queries, await memory.turns()]).toEqual([[], []]);
  });
});

describe('a conversation that is spoken', () => {
  it('saves of an answer that the end of the call cut off what can have been heard', async () => {
    const memory = await WatchedMemory.withDog();
    const clock = new ManualClock();
    const voice = elevenlabs({ timers: clock });
    const attached = attachMemory(voice, { runtime: memory, sessionId: 's1', timers: clock });
    const options = voice.options({}) as Readonly<Record<'onMessage' | 'onModeChange' | 'onDisconnect', (value?: unknown) => void>>;
    options.onMessage({ role: 'user', message: 'Tell me a story.', event_id: 1 });
    options.onMessage({ role: 'agent', message: 'Once upon a time there was a very small dog in a very big house', event_id: 2 });
    options.onModeChange({ mode: 'speaking' });
    clock.pass(1_200);
    options.onDisconnect({});
    expect(await memory.said(1)).toEqual([['Tell me a story.', 'Once upon a time', true]]);
    await attached.end();
    await memory.real.close();
  });
});
