import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openaiAgents } from '../../../src/integrations/openai-agents.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { agentsSdk, type Agents, type ScriptedTransport, type Session, type TransportCall } from './install.ts';
import type { ServerSocket, SocketServer } from '../socket-server.ts';

const HELD = { turnDetection: { type: 'semantic_vad', createResponse: false } };

describe('an agent of @openai/agents-realtime', () => {
  let sdk: Agents;
  let memory: WatchedMemory;
  let clock: ManualClock;
  beforeAll(async () => (sdk = await agentsSdk()), 240_000);
  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
  });
  afterEach(() => memory.real.close());
  const attach = (session: Session): AttachedMemory =>
    attachMemory(openaiAgents(session, { timers: clock }), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });

  describe('over the transport that the package has for tests', () => {
    let transport: ScriptedTransport;
    let session: Session;
    let attached: AttachedMemory;
    const says = (type: string, rest: object = {}): void => void transport.emit('*', { type, ...rest });
    /** What went out since it connected, by what it is. */
    const out = (): (string | undefined)[] =>
      transport.calls.filter(({ method }) => method !== 'connect').map(({ method, event }) => (method === 'sendEvent' ? event?.type : method));
    const find = (type: string): TransportCall | undefined => transport.calls.find((call) => call.event?.type === type);

    beforeEach(async () => {
      transport = new sdk.ScriptedRealtimeTransport();
      const helper = new sdk.RealtimeAgent({ name: 'helper', instructions: 'Help.' });
      const agent = new sdk.RealtimeAgent({ name: 'front', instructions: 'Be brief.', handoffs: [helper] });
      session = new sdk.RealtimeSession(agent, { transport, tracingDisabled: true, config: HELD });
      attached = attach(session);
      await session.connect({ apiKey: 'ek_1' });
    });
    afterEach(() => session.close());

    const userSays = (item: string, ...words: readonly string[]): void => {
      says('input_audio_buffer.committed', { item_id: item });
      for (const delta of words) says('conversation.item.input_audio_transcription.delta', { item_id: item, delta });
      says('conversation.item.input_audio_transcription.completed', { item_id: item, transcript: words.join('') });
    };
    const speaks = (response: string, item: string, text: string): void => {
      says('response.created', { response: { id: response } });
      for (const delta of text.match(/\S+\s*/g) ?? []) says('response.output_audio_transcript.delta', { response_id: response, item_id: item, delta });
    };

    it('recalls what the user speaks of before it asks for the answer', async () => {
      userSays('u1', 'What is ', 'my dog ', 'called?');
      await vi.waitFor(() => expect(out()).toEqual(['conversation.item.create', 'requestResponse']));
      expect(find('conversation.item.create')?.event).toMatchObject({
        item: { role: 'system', content: [{ type: 'input_text', text: expect.stringContaining('Bruno') }] },
      });
      expect(memory.hints[0]).toBe('What is');
    });

    it('saves what was heard: the end of an answer is told, and so is where it was cut', async () => {
      userSays('u1', 'What is my dog called?');
      await vi.waitFor(() => expect(out()).toHaveLength(2));
      speaks('r1', 'a1', 'Your dog is called Bruno.');
      says('output_audio_buffer.started', { response_id: 'r1' });
      says('response.done', { response: { id: 'r1', status: 'completed', output: [] } });
      clock.pass(1_700);
      says('output_audio_buffer.stopped', { response_id: 'r1' });
      userSays('u2', 'Tell me a story.');
      await vi.waitFor(() => expect(out().at(-1)).toBe('requestResponse'));
      speaks('r2', 'a2', 'aaaa bbbb cccc dddd eeee ffff gggg hhhh');
      says('output_audio_buffer.started', { response_id: 'r2' });
      clock.pass(1_000);
      says('input_audio_buffer.speech_started', { item_id: 'u3' });
      says('output_audio_buffer.cleared', { response_id: 'r2' });
      says('conversation.item.truncated', { item_id: 'a2', content_index: 0, audio_end_ms: 1_000 });
      says('response.done', { response: { id: 'r2', status: 'cancelled', output: [] } });
      expect(await memory.said(2)).toEqual([
        ['What is my dog called?', 'Your dog is called Bruno.', false],
        ['Tell me a story.', 'aaaa bbbb cccc', true],
      ]);
    });

    it('has a tool that it carries out itself, as its agents that are handed to have', async () => {
      const tools = [session.initialAgent, ...(session.initialAgent.handoffs as { tools: unknown[] }[])].map((agent) => agent.tools);
      expect(tools).toEqual([[expect.objectContaining({ name: 'search_memory' })], [expect.objectContaining({ name: 'search_memory' })]]);
      userSays('u1', 'Do you know my dog?');
      await vi.waitFor(() => expect(out().at(-1)).toBe('requestResponse'));
      says('response.created', { response: { id: 'r1' } });
      transport.emit('function_call', {
        type: 'function_call',
        id: 'f1',
        callId: 'c1',
        name: 'search_memory',
        arguments: '{"query":"name of the dog"}',
        responseId: 'r1',
      });
      await vi.waitFor(() => expect(out().at(-1)).toBe('sendFunctionCallOutput'));
      expect(transport.calls.at(-1)?.output).toContain('Bruno');
    });

    it('is answered all the same when the memory fails or hangs', async () => {
      memory.health = 'failing';
      userSays('u1', 'What is my dog called?');
      await vi.waitFor(() => expect(out()).toEqual(['requestResponse']));
      memory.health = 'hung';
      says('response.created', { response: { id: 'r1' } });
      transport.emit('function_call', { type: 'function_call', id: 'f1', callId: 'c1', name: 'search_memory', arguments: '{"query":"dog"}', responseId: 'r1' });
      await vi.waitFor(() => (clock.pass(PATIENT), expect(out()).toEqual(['requestResponse', 'sendFunctionCallOutput'])));
      expect(transport.calls.at(-1)?.output).toBe('The memory gave no answer in time. Go on without it.');
      expect(JSON.stringify(transport.calls)).not.toContain(SECRET);
    });

    it('takes its memory along when it connects again', async () => {
      userSays('u1', 'My favourite colour is turquoise.');
      await vi.waitFor(() => expect(out().at(-1)).toBe('requestResponse'));
      speaks('r1', 'a1', 'Noted, that is a fine colour indeed');
      says('output_audio_buffer.started', { response_id: 'r1' });
      clock.pass(600);
      transport.disconnect();
      expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted,', true]]);
      await session.connect({ apiKey: 'ek_2' });
      userSays('u1', 'Which colour do I like?');
      await vi.waitFor(() => expect(JSON.stringify(transport.calls)).toContain('turquoise'));
    });

    it('asks for nothing in a new connection that was meant for the one before', async () => {
      userSays('u1', 'Tell me a story.');
      await vi.waitFor(() => expect(out().at(-1)).toBe('requestResponse'));
      speaks('r1', 'a1', 'Once upon a time');
      // while that answer is under way another is owed, and for a third the memory is still asked
      userSays('u2', 'A short one.');
      await vi.waitFor(() => expect(memory.queries).toHaveLength(2));
      memory.health = 'hung';
      userSays('u3', 'A very short one.');
      transport.disconnect();
      memory.health = 'well';
      await session.connect({ apiKey: 'ek_2' });
      const before = out().length;
      clock.pass(PATIENT);
      says('response.created', { response: { id: 'r9' } });
      says('response.done', { response: { id: 'r9', status: 'completed', output: [] } });
      await memory.said(1);
      expect(out().slice(before)).toEqual([]);
      userSays('u4', 'What is my dog called?');
      await vi.waitFor(() => expect(out().slice(before)).toEqual(['conversation.item.create', 'requestResponse']));
    });

    it('is let go of without a trace', async () => {
      await attached.detach();
      const before = transport.calls.length;
      userSays('u1', 'What is my dog called?');
      expect([session.initialAgent.tools, transport.calls.length]).toEqual([[], before]);
      expect(memory.queries).toEqual([]);
    });
  });

  describe('over a WebSocket', () => {
    let server: SocketServer;
    let peer: ServerSocket;
    const received: { type: string; [key: string]: unknown }[] = [];
    const says = (type: string, rest: object = {}): void => peer.send(JSON.stringify({ event_id: 'e', type, ...rest }));
    const got = (type: string): Promise<Record<string, unknown>> =>
      vi.waitFor(() => received.find((event) => event.type === type) ?? Promise.reject(new Error(`No ${type} came.`)), { timeout: 10_000 });

    beforeEach(async () => {
      received.length = 0;
      server = new sdk.WebSocketServer({ port: 0, host: '127.0.0.1' });
      server.on('connection', (socket) => {
        peer = socket;
        socket.on('message', (data) => {
          const event = JSON.parse(data.toString()) as { type: string; session?: object };
          received.push(event);
          // as the service does: it tells the session that it has now
          if (event.type === 'session.update') says('session.updated', { session: event.session });
        });
        says('session.created', { session: { type: 'realtime', tools: [] } });
      });
      await new Promise<void>((resolve) => server.on('listening', resolve));
    });
    afterEach(() => server.close());

    it('holds back the server, recalls, and saves what the package says was heard when the user speaks over the answer', async () => {
      const agent = new sdk.RealtimeAgent({ name: 'front', instructions: 'Be brief.' });
      const transport = new sdk.OpenAIRealtimeWebSocket({ useInsecureApiKey: true });
      const session = new sdk.RealtimeSession(agent, { transport, tracingDisabled: true });
      const attached = attach(session);
      await session.connect({ apiKey: 'ek_1', url: `ws://127.0.0.1:${server.address().port}` });
      await vi.waitFor(() =>
        expect(received.filter(({ type }) => type === 'session.update').at(-1)).toMatchObject({
          session: { audio: { input: { turn_detection: { type: 'semantic_vad', create_response: false } } } },
        }),
      );
      says('input_audio_buffer.committed', { item_id: 'u1' });
      says('conversation.item.input_audio_transcription.completed', { item_id: 'u1', content_index: 0, transcript: 'What is my dog called?' });
      await got('response.create');
      const types = received.map(({ type }) => type);
      expect(types.indexOf('conversation.item.create')).toBeLessThan(types.indexOf('response.create'));
      says('response.created', { response: { id: 'r1' } });
      const at = { response_id: 'r1', item_id: 'a1', output_index: 0, content_index: 0 };
      // ten minutes of audio: it is certainly being played when the user speaks over it
      for (const delta of ['Your ', 'dog ', 'is ', 'called ', 'Bruno.']) {
        says('response.output_audio_transcript.delta', { ...at, delta });
        for (let i = 0; i < 12; i++) says('response.output_audio.delta', { ...at, delta: Buffer.alloc(480_000).toString('base64') });
      }
      says('input_audio_buffer.speech_started', { item_id: 'u2', audio_start_ms: 0 });
      const truncate = await got('conversation.item.truncate');
      // the service confirms; here it was told that two fifths were played
      says('conversation.item.truncated', { item_id: truncate['item_id'], content_index: 0, audio_end_ms: 240_000 });
      says('response.done', { response: { id: 'r1', status: 'cancelled', output: [] } });
      expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog', true]]);
      await attached.detach();
      session.close();
    });
  });
});
