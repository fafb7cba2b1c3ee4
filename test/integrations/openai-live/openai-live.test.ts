import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openaiLive, type OpenaiLiveOptions } from '../../../src/integrations/openai-live.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { openaiLiveSdk, type LiveSession, type OpenaiLive } from './install.ts';
import type { ServerSocket, SocketServer } from '../socket-server.ts';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** Milliseconds of a word, and of the silence that ends what the user says. */
const [WORD, SILENCE] = [300, 700];

describe('a Live session of the package openai', () => {
  let sdk: OpenaiLive;
  let server: SocketServer;
  let peer: ServerSocket;
  let received: Event[];
  let told: number;
  let came: number;
  let live: LiveSession;
  let memory: WatchedMemory;
  let clock: ManualClock;
  let attached: AttachedMemory;
  /** Of the session's timeline. */
  let now = 0;

  beforeAll(async () => {
    sdk = await openaiLiveSdk();
    server = new sdk.WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) => {
      peer = socket;
      socket.on('message', (data) => void received.push(JSON.parse(data.toString()) as Event));
      says('session.started', { session: { id: 'live_1' } });
    });
    await new Promise<void>((resolve) => server.on('listening', resolve));
  }, 240_000);
  afterAll(() => server.close());

  const start = async (options: OpenaiLiveOptions = {}): Promise<void> => {
    [received, told, came, now] = [[], 0, 0, 0];
    live = new sdk.LiveWS(new sdk.OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${server.address().port}/v1` }));
    live.on('error', () => undefined);
    live.on('event', () => (came += 1));
    const voice = openaiLive(live.socket.platformSocket, { timers: clock, ...options });
    attached = attachMemory(voice, { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
    await vi.waitFor(() => expect(came).toBe(1));
  };
  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
    await start();
  });
  afterEach(async () => {
    live.close();
    await memory.real.close();
  });

  const says = (type: string, rest: object = {}): void => {
    told += 1;
    peer.send(JSON.stringify({ event_id: `e${told}`, type, ...rest }));
  };
  const arrived = (): Promise<void> => vi.waitFor(() => expect(came).toBe(told));
  const passes = (ms: number): void => {
    now += ms;
    clock.pass(ms);
  };
  /** Each word is transcribed when it is over. */
  const userSays = async (text: string): Promise<void> => {
    for (const delta of text.match(/\S+\s*/g) ?? []) {
      passes(WORD);
      says('session.input_transcript.delta', { delta, start_ms: now - WORD, end_ms: now });
      await arrived();
    }
  };
  /** The model's words come ahead of their sound, which begins now. */
  const speaks = async (text: string): Promise<void> => {
    for (const [i, delta] of (text.match(/\S+\s*/g) ?? []).entries())
      says('session.output_transcript.delta', { delta, start_ms: now + i * WORD, end_ms: now + (i + 1) * WORD });
    await arrived();
  };
  const thoughts = (count: number): Promise<Event[]> =>
    vi.waitFor(() => {
      const all = received.filter(({ type }) => type === 'session.thinking.append');
      return all.length >= count ? all : Promise.reject(new Error(`${all.length} came.`));
    });

  it('is given what is remembered, silently, when the user pauses, and warmed up before', async () => {
    await userSays('What is my dog called?');
    expect(received).toEqual([]);
    passes(SILENCE);
    expect(await thoughts(1)).toEqual([{ type: 'session.thinking.append', content: expect.stringContaining('Bruno'), delegation_id: null }]);
    expect(memory.hints[0]).toBe('What');
    expect(memory.queries).toEqual(['What is my dog called?']);
  });

  it('is given no more than a context may have', async () => {
    const items = Array.from({ length: 40 }, (_, i) => ({ memoryId: `n${i}`, text: `The dog ${'日本語の犬'.repeat(20)} number ${i} is called Bruno.` }));
    await memory.real.importMemory({ items });
    await userSays('What are the dogs called?');
    passes(SILENCE);
    const [{ content }] = (await thoughts(1)) as [Event];
    const bytes = new TextEncoder().encode(String(content)).length;
    expect([bytes > 1_000, bytes <= 1_500]).toEqual([true, true]);
  });

  it('has what it delegates to the client answered from what the user said last, and nothing else', async () => {
    await userSays('What is my dog called?');
    for (const target of ['responses', 'decisions', 'client'])
      says('session.delegation.created', { delegation: { type: 'delegation', id: `d_${target}`, target }, offset_ms: now });
    const all = await thoughts(2);
    expect(all).toContainEqual({ type: 'session.thinking.append', content: expect.stringContaining('Bruno'), delegation_id: 'd_client' });
    expect(all.map((event) => event['delegation_id'])).not.toContain('d_responses');
    await speaks('Bruno.');
    passes(5_000);
    expect((await memory.said(1))[0]).toEqual(['What is my dog called?', 'Bruno.', false]);
    expect((await memory.turns())[0]!.toolCalls).toHaveLength(1);
  });

  it('saves an answer when nothing has followed it, and knows one that the user spoke over from one that was only agreed to', async () => {
    await userSays('What is my dog called?');
    passes(SILENCE);
    await speaks('Your dog is called Bruno.');
    passes(5_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);

    await userSays('Tell me a story.');
    passes(SILENCE);
    await speaks('Once upon ');
    await userSays('Mhm.');
    await speaks('a time there was a dog ');
    passes(4 * WORD);
    await userSays('Stop it, please, I am tired.');
    passes(SILENCE);
    await speaks('Good night.');
    passes(5_000);
    expect((await memory.said(3)).slice(1)).toEqual([
      ['Tell me a story.', 'Once upon a time there was a dog', true],
      ['Stop it, please, I am tired.', 'Good night.', false],
    ]);
  });

  it('saves what was heard when the connection breaks in the middle of an answer, and goes on over another one', async () => {
    await userSays('Tell me a story of a turquoise dog.');
    passes(SILENCE);
    await speaks('Once upon a time there was a dog');
    passes(4 * WORD);
    peer.terminate();
    expect(await memory.said(1)).toEqual([['Tell me a story of a turquoise dog.', 'Once upon a time', true]]);
    await attached.detach();
    await start();
    await userSays('What colour had the dog of the story?');
    passes(SILENCE);
    expect((await thoughts(1))[0]).toMatchObject({ content: expect.stringContaining('turquoise') });
  });

  it('goes on when the memory fails or hangs', async () => {
    memory.health = 'failing';
    await userSays('What is my dog called?');
    passes(SILENCE);
    says('session.delegation.created', { delegation: { type: 'delegation', id: 'd1', target: 'client' }, offset_ms: now });
    await thoughts(1);
    memory.health = 'hung';
    says('session.delegation.created', { delegation: { type: 'delegation', id: 'd2', target: 'client' }, offset_ms: now });
    await arrived();
    await vi.waitFor(() => (clock.pass(PATIENT), expect(received).toHaveLength(2)));
    const content = 'The memory gave no answer in time. Go on without it.';
    expect(received).toEqual(['d1', 'd2'].map((id) => ({ type: 'session.thinking.append', content, delegation_id: id })));
    expect(JSON.stringify(received)).not.toContain(SECRET);
  });

  it('takes what makes no sense for nothing', async () => {
    for (const rest of [
      {},
      { delta: 7, start_ms: 0, end_ms: 1 },
      { delta: 'x' },
      { delta: 'x', start_ms: 'a', end_ms: null },
      { delta: ' ', start_ms: 5, end_ms: 1 },
    ])
      for (const type of ['session.input_transcript.delta', 'session.output_transcript.delta']) says(type, rest);
    for (const delegation of [null, 7, {}, { target: 'client' }]) says('session.delegation.created', { delegation });
    says('an.event.of.tomorrow');
    await arrived();
    passes(60_000);
    await userSays('What is my dog called?');
    passes(SILENCE);
    await thoughts(1);
    await speaks('Bruno.');
    passes(5_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('is let go of without a trace', async () => {
    await attached.detach();
    await userSays('What is my dog called?');
    says('session.delegation.created', { delegation: { type: 'delegation', id: 'd1', target: 'client' }, offset_ms: now });
    await arrived();
    passes(SILENCE);
    expect([received, memory.queries, await memory.turns()]).toEqual([[], [], []]);
  });
});
