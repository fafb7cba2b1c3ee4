import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { voiceLive } from '../../../src/integrations/voice-live.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { connect } from '../../../src/voice/voice-live/connect.ts';
import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { installWs } from '../../voice/install.ts';
import { startScriptedServer, type ScriptedServer } from '../../voice/voice-live/scripted-server.ts';

/** The server tells of each frame that it got. */
interface Seen {
  readonly type: string;
  readonly frame?: Readonly<Record<string, unknown>> & { readonly type: string };
}

/** One connection that has a memory, and what the app reads of it. */
interface Line {
  readonly seen: readonly Seen[];
  readonly attached: AttachedMemory;
  /** The app has read the last of them. */
  readonly ended: Promise<void>;
  says(...events: readonly object[]): Promise<void>;
  asks(command: object): Promise<void>;
  /** Types of the frames that the service got. */
  frames(): readonly string[];
  /** The first frame of the type, once the service got it. */
  got(type: string): Promise<unknown>;
  close(): Promise<void>;
}

const DETECTION = { type: 'azure_semantic_vad', create_response: true };
const ANSWER = ['Your ', 'dog ', 'is ', 'called ', 'Bruno.'];

describe('a connection to Voice Live', () => {
  let server: ScriptedServer;
  let memory: WatchedMemory;
  let clock: ManualClock;
  beforeAll(async () => {
    server = await startScriptedServer();
  }, 240_000);
  afterAll(() => server.close());
  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
  });
  afterEach(() => memory.real.close());

  const open = async (): Promise<Line> => {
    const webSocket = wsSocket((await installWs()).WebSocket);
    const connection = await connect({ endpoint: server.url, credential: { key: 'k' }, model: 'm', webSocket });
    const voice = voiceLive(connection, { timers: clock });
    const attached = attachMemory(voice, { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
    const seen: Seen[] = [];
    const ended = (async () => {
      for await (const event of voice.events) seen.push(event);
    })();
    const line: Line = {
      seen,
      attached,
      ended,
      says: (...events) => connection.send({ type: 'test.events', events }),
      asks: (command) => connection.send(command as { type: string }),
      frames: () => seen.flatMap(({ frame }) => frame?.type ?? []),
      got: (type) => vi.waitFor(() => seen.find(({ frame }) => frame?.type === type)?.frame ?? Promise.reject(new Error(`No ${type} went out.`))),
      close: async () => {
        await connection.close();
        await ended;
        await attached.detach();
      },
    };
    await line.says({ type: 'session.updated', session: { turn_detection: DETECTION, tools: [] } });
    return line;
  };
  const userSays = (item: string, ...words: readonly string[]): object[] => [
    { type: 'input_audio_buffer.speech_started', item_id: item, audio_start_ms: 0 },
    ...words.map((delta) => ({ type: 'conversation.item.input_audio_transcription.delta', item_id: item, delta })),
    { type: 'input_audio_buffer.committed', item_id: item },
    { type: 'conversation.item.input_audio_transcription.completed', item_id: item, transcript: words.join('') },
  ];
  /** Each word with 300 ms of audio. */
  const speaks = (response: string, item: string, words: readonly string[]): object[] => [
    { type: 'response.created', response: { id: response } },
    ...words.flatMap((delta) => [
      { type: 'response.audio_transcript.delta', response_id: response, item_id: item, delta },
      { type: 'response.audio.delta', response_id: response, item_id: item, delta: Buffer.alloc(300 * 48).toString('base64') },
    ]),
  ];

  it('is kept from answering by itself, warmed up by partial transcripts and told what is remembered before it is asked', async () => {
    const line = await open();
    const { session } = (await line.got('session.update')) as { session: object };
    expect(session).toMatchObject({ turn_detection: { ...DETECTION, create_response: false }, tools: [{ name: 'search_memory' }] });
    await line.says(...userSays('u1', 'What is ', 'my dog ', 'called?'));
    await line.got('response.create');
    expect(JSON.stringify(await line.got('conversation.item.create'))).toContain('Bruno');
    expect(line.frames()).toEqual(['session.update', 'conversation.item.create', 'response.create']);
    expect(memory.hints[0]).toBe('What is');
    await line.close();
  });

  it('saves what was heard of an answer that the user spoke over, and the app reads every event', async () => {
    const line = await open();
    await line.says(...userSays('u1', 'What is my dog called?'));
    await line.got('response.create');
    await line.says(
      ...speaks('r1', 'a1', ANSWER),
      { type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 0 },
      { type: 'conversation.item.truncated', item_id: 'a1', content_index: 0, audio_end_ms: 900 },
      { type: 'response.done', response: { id: 'r1', status: 'cancelled', output: [] } },
    );
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is', true]]);
    await line.close();
    expect(line.seen.filter(({ type }) => type === 'response.audio.delta')).toHaveLength(ANSWER.length);
    expect(line.seen.at(-1)?.type).toBe('response.done');
  });

  it('has its tool answered, once, and then answers', async () => {
    const line = await open();
    await line.says(...userSays('u1', 'Do you know my dog?'));
    await line.got('response.create');
    const call = { type: 'function_call', call_id: 'c1', name: 'search_memory', arguments: '{"query":"name of the dog"}' };
    await line.says(
      { type: 'response.created', response: { id: 'r1' } },
      { type: 'response.function_call_arguments.done', response_id: 'r1', call_id: 'c1', name: call.name, arguments: call.arguments },
      { type: 'response.output_item.done', response_id: 'r1', item: call },
      { type: 'response.done', response: { id: 'r1', status: 'completed', output: [call] } },
    );
    await vi.waitFor(() => expect(line.frames().filter((type) => type === 'response.create')).toHaveLength(2));
    const outputs = line.seen.filter(({ frame }) => frame?.type === 'conversation.item.create' && JSON.stringify(frame).includes('function_call_output'));
    expect(outputs).toHaveLength(1);
    expect(outputs[0]!.frame).toMatchObject({ item: { call_id: 'c1', output: expect.stringContaining('Bruno') } });
    await line.says(...speaks('r2', 'a2', ['It ', 'is ', 'Bruno.']), { type: 'response.done', response: { id: 'r2', status: 'completed', output: [] } });
    await vi.waitFor(async () => (clock.pass(5_000), expect(await memory.turns()).toHaveLength(1)));
    expect(await memory.said(1)).toEqual([['Do you know my dog?', 'It is Bruno.', false]]);
    expect((await memory.turns())[0]!.toolCalls).toHaveLength(1);
    await line.close();
  });

  it.each(['test.drop', 'test.half'])('saves what was heard when the connection breaks (%s), and goes on over another one', async (breaks) => {
    const first = await open();
    await first.says(...userSays('u1', 'Tell me a story of a turquoise dog.'));
    await first.got('response.create');
    await first.says(...speaks('r1', 'a1', ['Once ', 'upon ', 'a ', 'time ', 'there ', 'was ', 'a ', 'dog']));
    await vi.waitFor(() => expect(first.seen.filter(({ type }) => type === 'response.audio.delta')).toHaveLength(8));
    clock.pass(1_200);
    await first.asks({ type: breaks });
    await first.ended;
    await first.attached.detach();
    const second = await open();
    // ids may come again
    await second.says(...userSays('u1', 'What colour had the dog of the story?'));
    await second.got('response.create');
    expect(JSON.stringify(await second.got('conversation.item.create'))).toContain('turquoise');
    expect(await memory.said(1)).toEqual([['Tell me a story of a turquoise dog.', 'Once upon a time', true]]);
    await second.close();
    expect(await memory.said(2)).toEqual([
      ['Tell me a story of a turquoise dog.', 'Once upon a time', true],
      ['What colour had the dog of the story?', '', false],
    ]);
  });
});
