import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pipecat } from '../../../src/integrations/pipecat.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { pipecatSdk, type Pipecat, type Rtvi } from './install.ts';

/** A bot that says what a test says, over a transport of its own. */
interface Bot {
  readonly sent: Rtvi[];
  says(type: string, data?: unknown): void;
}

type Callbacks = Readonly<Record<string, (...args: readonly unknown[]) => void>>;

describe("Pipecat's client", () => {
  let sdk: Pipecat;
  let memory: WatchedMemory;
  let clock: ManualClock;
  let bot: Bot;
  let client: InstanceType<Pipecat['PipecatClient']>;
  let attached: AttachedMemory;
  beforeAll(async () => {
    sdk = await pipecatSdk();
    // the package tells the bot which browser it runs in
    vi.stubGlobal('window', { navigator: { userAgent: 'a test' } });
  }, 240_000);
  afterAll(() => void vi.unstubAllGlobals());

  const transport = (): Bot => {
    class ScriptedTransport extends sdk.Transport implements Bot {
      readonly sent: Rtvi[] = [];
      state = 'disconnected';
      #callbacks: Callbacks = {};
      #hear: (message: Rtvi) => void = () => undefined;
      initialize({ callbacks }: { callbacks: Callbacks }, hear: (message: Rtvi) => void): void {
        this.#callbacks = callbacks;
        this.#hear = hear;
        this.#become('initialized');
      }
      async initDevices(): Promise<void> {}
      _validateConnectionParams(): unknown {
        return {};
      }
      async _connect(): Promise<void> {
        this.#become('connected');
        this.#callbacks['onConnected']?.();
      }
      sendReadyMessage(): void {
        this.#become('ready');
        this.says('bot-ready', { version: '2.1.0', about: {} });
      }
      async _disconnect(): Promise<void> {
        this.#become('disconnected');
        this.#callbacks['onDisconnected']?.();
      }
      sendMessage(message: Rtvi): void {
        this.sent.push(message);
      }
      says(type: string, data: unknown = {}): void {
        this.#hear({ id: 'm', label: 'rtvi-ai', type, data: data as Rtvi['data'] });
      }
      #become(state: string): void {
        this.state = state;
        this.#callbacks['onTransportStateChanged']?.(state);
      }
    }
    return new ScriptedTransport();
  };
  const attach = (): AttachedMemory =>
    attachMemory(pipecat(client, { timers: clock }), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });

  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
    bot = transport();
    client = new sdk.PipecatClient({ transport: bot, enableMic: false });
    client.setLogLevel(0);
    attached = attach();
    await client.connect();
    bot.sent.length = 0;
  });
  afterEach(async () => {
    await client.disconnect();
    await memory.real.close();
  });

  const userSays = (text: string, ...partials: readonly string[]): void => {
    bot.says('user-started-speaking');
    for (const partial of partials) bot.says('user-transcription', { text: partial, final: false, timestamp: '', user_id: 'u' });
    bot.says('user-transcription', { text, final: true, timestamp: '', user_id: 'u' });
    bot.says('user-stopped-speaking');
  };
  const segment = (id: number, text: string, status: 'new' | 'in-progress' | 'completed', words = 0): void => {
    const all = text.split(' ');
    const progress = { accumulated_text: all.slice(0, words).join(' '), remaining_text: all.slice(words).join(' ') };
    bot.says('bot-output', { text, segment_id: id, will_be_spoken: true, spoken_status: status, spoken_progress: progress, aggregated_by: 'sentence' });
  };
  const sent = (type: string, count = 1): Promise<Rtvi[]> =>
    vi.waitFor(() => {
      const messages = bot.sent.filter((message) => message.type === type);
      return messages.length >= count ? messages : Promise.reject(new Error(`${messages.length} ${type} went out.`));
    });
  const calls = (id: string, args: object): void =>
    bot.says('llm-function-call-in-progress', { function_name: 'search_memory', tool_call_id: id, arguments: args });

  it('sends what is remembered, silently, when the user has spoken', async () => {
    userSays('What is my dog called?', 'What is', 'What is my dog');
    const [text] = await sent('send-text');
    expect(text!.data).toEqual({ content: expect.stringContaining('Bruno'), options: { run_immediately: false } });
    expect(memory.hints[0]).toBe('What is');
  });

  it('takes all that the user says at a stretch as one turn', async () => {
    userSays('My favourite colour');
    userSays('is turquoise.');
    segment(1, 'Nice.', 'completed');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Nice.', false]]);
  });

  it('answers the model', async () => {
    calls('c1', { query: 'What is the dog called?' });
    const [result] = await sent('llm-function-call-result');
    expect(result!.data).toMatchObject({ function_name: 'search_memory', tool_call_id: 'c1', result: expect.stringContaining('Bruno') });
  });

  it('saves the words that were spoken of each answer, of one that was cut those before', async () => {
    userSays('What is my dog called?');
    bot.says('bot-started-speaking');
    segment(1, 'Let me see.', 'new');
    segment(1, 'Let me see.', 'completed');
    segment(2, 'It is Bruno.', 'completed');
    bot.says('bot-stopped-speaking');
    clock.pass(2_000);
    expect(await memory.turns()).toEqual([]);
    clock.pass(1_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Let me see. It is Bruno.', false]]);
    userSays('Tell me a story.');
    bot.says('bot-started-speaking');
    segment(3, 'Once upon a time there was a dog.', 'new');
    segment(3, 'Once upon a time there was a dog.', 'in-progress', 2);
    segment(3, 'Once upon a time there was a dog.', 'in-progress', 4);
    bot.says('user-started-speaking');
    bot.says('bot-stopped-speaking');
    userSays('Stop it.');
    expect(await memory.said(2)).toContainEqual(['Tell me a story.', 'Once upon a time', true]);
  });

  it('takes no answer for interrupted that came after what the user interrupted', async () => {
    bot.says('bot-started-speaking');
    bot.says('user-started-speaking');
    bot.says('bot-stopped-speaking');
    userSays('What is my dog called?');
    segment(1, 'Bruno.', 'completed');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('goes on when the memory fails or hangs, and answers the model', async () => {
    memory.health = 'failing';
    userSays('What is my dog called?');
    calls('c1', { query: 'dog' });
    await sent('llm-function-call-result');
    memory.health = 'hung';
    calls('c2', {});
    const results = await vi.waitFor(() => (clock.pass(PATIENT), bot.sent.length === 2 ? bot.sent : Promise.reject(new Error('Not yet.'))));
    expect(results.map(({ data }) => data['result'])).toEqual(Array.from({ length: 2 }, () => 'The memory gave no answer in time. Go on without it.'));
    expect(JSON.stringify(bot.sent)).not.toContain(SECRET);
  });

  it('takes its memory along when it connects again', async () => {
    userSays('My favourite colour is turquoise.');
    bot.says('bot-started-speaking');
    segment(1, 'Noted, a fine colour.', 'in-progress', 1);
    await client.disconnect();
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted,', true]]);
    await client.connect();
    bot.sent.length = 0;
    userSays('Which colour do I like?');
    expect((await sent('send-text'))[0]!.data['content']).toContain('turquoise');
  });

  it('takes what makes no sense for nothing', async () => {
    for (const data of [undefined, null, 7, {}, { text: 7, final: true }, { text: ' ', final: true }, { text: 'What is', final: 'no' }])
      bot.says('user-transcription', data);
    for (const data of [undefined, null, {}, { text: 7 }, { text: 'x', spoken_status: 'in-progress', spoken_progress: 7 }]) bot.says('bot-output', data);
    bot.says('an event of tomorrow');
    bot.says('bot-stopped-speaking');
    bot.says('user-stopped-speaking');
    userSays('What is my dog called?');
    segment(1, 'Bruno.', 'completed');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('is let go of without a trace', async () => {
    await attached.detach();
    userSays('What is my dog called?');
    calls('c1', { query: 'dog' });
    expect([bot.sent, memory.queries, await memory.turns()]).toEqual([[], [], []]);
  });
});
