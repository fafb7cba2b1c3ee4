import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { vapiWeb } from '../../../src/integrations/vapi-web.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { vapiSdk, type RealVapi } from './install.ts';

interface Added {
  readonly type: string;
  readonly message: { readonly role: string; readonly content: string };
  readonly triggerResponseEnabled: boolean;
}

describe('a call of @vapi-ai/web', () => {
  let Vapi: new (key: string) => RealVapi;
  let memory: WatchedMemory;
  let clock: ManualClock;
  let vapi: RealVapi;
  let sent: Added[];
  let attached: AttachedMemory;
  // a class that is returned would be called as the undoing of this
  beforeAll(async () => {
    Vapi = await vapiSdk();
  }, 240_000);
  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
    sent = [];
    vapi = new Vapi('key');
    join();
    attached = attachMemory(vapiWeb(vapi, { timers: clock }), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
  });
  afterEach(() => memory.real.close());

  const join = (): void => void (vapi.call = { sendAppMessage: (text) => void sent.push(JSON.parse(text) as Added) });
  const says = (type: string, rest: object = {}): void => vapi.onAppMessage({ data: JSON.stringify({ type, ...rest }) });
  const said = (role: 'user' | 'assistant', transcript: string, transcriptType = 'final'): void => says('transcript', { role, transcriptType, transcript });
  const speaks = (status: 'started' | 'stopped'): void => says('speech-update', { role: 'assistant', status });
  const added = (count = 1): Promise<Added[]> => vi.waitFor(() => (sent.length >= count ? sent : Promise.reject(new Error(`${sent.length} went out.`))));
  const calls = (args: unknown): void =>
    says('tool-calls', { toolCallList: [{ id: 't1', type: 'function', function: { name: 'search_memory', arguments: args } }] });

  it('adds what is remembered, silently, when the user has spoken', async () => {
    said('user', 'What is my', 'partial');
    said('user', 'What is my dog called?');
    expect(await added()).toEqual([
      { type: 'add-message', message: { role: 'system', content: expect.stringContaining('Bruno') }, triggerResponseEnabled: false },
    ]);
    expect(memory.hints).toEqual(['What is my']);
  });

  it('answers the tool by a message that asks for the answer', async () => {
    for (const args of [{ query: 'What is the dog called?' }, '{"query":"What is the dog called?"}']) calls(args);
    says('tool-calls', { toolCallList: [{ id: 't2', function: { name: 'weather', arguments: {} } }, null] });
    const one = { type: 'add-message', message: { role: 'system', content: expect.stringContaining('Bruno') }, triggerResponseEnabled: true };
    expect(await added(2)).toEqual([one, one]);
  });

  it('saves what was transcribed of the answers, and whether the user cut them', async () => {
    said('assistant', 'Hello, how can I help?');
    said('user', 'What is my dog');
    said('user', 'called?');
    speaks('started');
    said('assistant', 'Let me see.');
    said('assistant', 'It is Bruno.');
    speaks('stopped');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Let me see. It is Bruno.', false]]);
    said('user', 'Tell me a story.');
    speaks('started');
    said('assistant', 'Once upon a time.');
    says('user-interrupted');
    speaks('stopped');
    said('assistant', 'There was');
    said('user', 'Stop it.');
    expect(await memory.said(2)).toContainEqual(['Tell me a story.', 'Once upon a time. There was', true]);
  });

  it('saves the very words that were spoken where the voice tells them', async () => {
    const text = 'Once upon a time there was a dog.';
    said('user', 'Tell me a story.');
    speaks('started');
    for (const wordsSpoken of [1, 3]) says('assistant.speechStarted', { turn: 1, text, timing: { type: 'word-progress', wordsSpoken, totalWords: 8 } });
    said('assistant', 'Once upon a time there');
    says('user-interrupted');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['Tell me a story.', 'Once upon a', true]]);
    said('user', 'Go on.');
    speaks('started');
    for (const words of [
      ['Once', ' ', 'upon', ' '],
      ['a', ' ', 'time'],
    ])
      says('assistant.speechStarted', { turn: 2, text, timing: { type: 'word-alignment', words, wordsStartTimesMs: [], wordsEndTimesMs: [] } });
    says('user-interrupted');
    clock.pass(3_000);
    expect((await memory.said(2))[1]).toEqual(['Go on.', 'Once upon a time', true]);
    said('user', 'Go on.');
    speaks('started');
    says('assistant.speechStarted', { turn: 3, text, timing: { type: 'word-progress', wordsSpoken: 7, totalWords: 8 } });
    speaks('stopped');
    clock.pass(3_000);
    expect((await memory.said(3))[2]).toEqual(['Go on.', text, false]);
  });

  it('goes on when the memory fails or hangs, and answers the tool', async () => {
    memory.health = 'failing';
    said('user', 'What is my dog called?');
    calls({ query: 'dog' });
    await added(1);
    memory.health = 'hung';
    calls({});
    await vi.waitFor(() => (clock.pass(PATIENT), expect(sent).toHaveLength(2)));
    for (const { message } of sent) expect(message.content).toBe('search_memory found:\nThe memory gave no answer in time. Go on without it.');
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it('saves what was heard when the call ends, and remembers it in the next', async () => {
    said('user', 'My favourite colour is turquoise.');
    speaks('started');
    said('assistant', 'Noted.');
    vapi.emit('call-end');
    vapi.call = null;
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted.', true]]);
    sent.length = 0;
    join();
    said('user', 'Which colour do I like?');
    expect((await added())[0]!.message.content).toContain('turquoise');
  });

  it('takes what makes no sense for nothing', async () => {
    for (const data of ['null', '[]', '{"type":7}', '{"type":"an event of tomorrow"}']) vapi.onAppMessage({ data });
    for (const transcript of [undefined, null, 7, ' ']) says('transcript', { role: 'user', transcriptType: 'final', transcript });
    for (const toolCallList of [undefined, null, 7, [7, {}, { function: 7 }, { function: { name: 7 } }]]) says('tool-calls', { toolCallList });
    for (const timing of [undefined, null, { type: 'word-progress' }, { type: 'word-alignment', words: 7 }, { type: 'word-progress', wordsSpoken: -1 }])
      says('assistant.speechStarted', { turn: 1, text: 'Hello.', timing });
    says('user-interrupted');
    speaks('stopped');
    vapi.emit('call-end');
    expect(sent).toEqual([]);
    said('user', 'What is my dog called?');
    speaks('started');
    said('assistant', 'Bruno.');
    speaks('stopped');
    clock.pass(3_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('is let go of without a trace', async () => {
    await attached.detach();
    said('user', 'What is my dog called?');
    calls({ query: 'dog' });
    expect([sent, memory.queries, vapi.listenerCount('message'), vapi.listenerCount('call-end')]).toEqual([[], [], 0, 0]);
  });
});
