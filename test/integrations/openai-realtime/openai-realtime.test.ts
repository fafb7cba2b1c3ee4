import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openaiRealtime } from '../../../src/integrations/openai-realtime.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { ScriptedChannel, type Names } from './scripted-channel.ts';

const INJECT = 'conversation.item.create';
const ASK = 'response.create';
const QUESTION = ['What is ', 'my dog ', 'called?'] as const;

describe.each<Names>(['ga', 'beta'])('a realtime session of OpenAI that speaks the names of %s', (names) => {
  let memory: WatchedMemory;
  let channel: ScriptedChannel;
  let clock: ManualClock;
  let attached: AttachedMemory;
  const attach = (to: ScriptedChannel, options = {}): AttachedMemory =>
    attachMemory(openaiRealtime(to, { timers: clock, ...options }), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
  const sent = (...types: readonly string[]): Promise<void> => vi.waitFor(() => expect(channel.types).toEqual(types), { timeout: 10_000 });

  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
    channel = new ScriptedChannel(names);
    attached = attach(channel);
    channel.session();
  });
  afterEach(() => memory.real.close());

  it('keeps the server from answering by itself, and declares the tool', () => {
    const [update] = channel.sent;
    const detection = { type: 'server_vad', threshold: 0.5, create_response: false, interrupt_response: true };
    const tools = [expect.objectContaining({ type: 'function', name: 'search_memory' })];
    const session = names === 'ga' ? { type: 'realtime', tools, audio: { input: { turn_detection: detection } } } : { tools, turn_detection: detection };
    expect(update).toEqual({ type: 'session.update', session });
    channel.session('session.updated', detection, [{ type: 'function', name: 'search_memory' }]);
    expect(channel.sent).toHaveLength(1);
    // an app that changes its session undoes it: it is done again
    channel.session('session.updated', { type: 'semantic_vad', create_response: true }, []);
    expect(channel.sent).toHaveLength(2);
  });

  it('puts what is remembered before the model, then asks for the answer', async () => {
    channel.userSays('u1', ...QUESTION);
    await sent(INJECT, ASK);
    expect(memory.hints[0]).toBe('What is');
    expect(memory.queries).toEqual(['What is my dog called?']);
    const { item } = channel.sent.find(({ type }) => type === INJECT)! as unknown as { item: Record<string, unknown> };
    expect(item).toMatchObject({ type: 'message', role: 'system', content: [{ type: 'input_text', text: expect.stringContaining('Bruno') }] });
  });

  it('takes away what it had put there for the turn before', async () => {
    channel.userSays('u1', ...QUESTION);
    await sent(INJECT, ASK);
    const first = channel.sent.find(({ type }) => type === INJECT)! as unknown as { item: { id: string } };
    channel.userSays('u2', 'And what is the dog called again?');
    await sent(INJECT, ASK, 'conversation.item.delete', INJECT, ASK);
    expect(channel.sent.find(({ type }) => type === 'conversation.item.delete')).toMatchObject({ item_id: first.item.id });
  });

  it('saves the whole answer when it was heard to its end', async () => {
    channel.userSays('u1', ...QUESTION);
    await sent(INJECT, ASK);
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Your dog is called Bruno.', 300);
    channel.done('r1');
    // its audio came at once and plays for 1.5 s
    clock.pass(1_000);
    expect(await memory.turns()).toEqual([]);
    clock.pass(2_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);
  });

  it('saves the words that were heard when the answer is truncated', async () => {
    channel.userSays('u1', 'Tell me a story.');
    await sent(ASK);
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Once upon a time there was a very small dog in a very big house', 300);
    clock.pass(1_500);
    channel.says({ type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 0 });
    channel.says({ type: 'conversation.item.truncated', item_id: 'a1', content_index: 0, audio_end_ms: 1_500 });
    channel.done('r1', 'cancelled');
    // what was on its way comes in late
    channel.speaks('r1', 'a1', 'and so on', 300);
    channel.userSaid('u2', 'Stop.');
    expect(await memory.said(1)).toEqual([['Tell me a story.', 'Once upon a time there', true]]);
  });

  it('goes by the clock when nothing says how much was heard', async () => {
    channel.userSays('u1', 'Tell me a story.');
    await sent(ASK);
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Once upon a time there was a very small dog in a very big house', 300);
    channel.done('r1');
    clock.pass(1_500);
    // the user speaks over it, and the app stops its playback without telling the server
    channel.userSays('u2', 'Stop.');
    expect((await memory.said(1))[0]).toEqual(['Tell me a story.', 'Once upon a time there', true]);
  });

  it('goes by what the session tells of its audio over WebRTC', async () => {
    channel.userSays('u1', ...QUESTION);
    await sent(INJECT, ASK);
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Your dog is called Bruno.');
    channel.says({ type: 'output_audio_buffer.started', response_id: 'r1' });
    channel.done('r1');
    clock.pass(60_000);
    expect(await memory.turns()).toEqual([]);
    channel.says({ type: 'output_audio_buffer.stopped', response_id: 'r1' });
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);
  });

  it('knows over WebRTC how fast the model speaks, and so what was heard of a cut answer', async () => {
    channel.userSays('u1', 'One.');
    await sent(ASK);
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'aaaa aaaa aaaa aaaa aaaa');
    channel.says({ type: 'output_audio_buffer.started', response_id: 'r1' });
    channel.done('r1');
    clock.pass(2_400);
    channel.says({ type: 'output_audio_buffer.stopped', response_id: 'r1' });
    channel.userSays('u2', 'Two.');
    await vi.waitFor(() => expect(channel.types.filter((type) => type === ASK)).toHaveLength(2));
    channel.begins('r2');
    channel.speaks('r2', 'a2', 'bbbb bbbb bbbb bbbb bbbb bbbb bbbb bbbb');
    channel.says({ type: 'output_audio_buffer.started', response_id: 'r2' });
    clock.pass(2_000);
    channel.says({ type: 'input_audio_buffer.speech_started', item_id: 'u3', audio_start_ms: 0 });
    channel.says({ type: 'output_audio_buffer.cleared', response_id: 'r2' });
    channel.done('r2', 'cancelled');
    clock.pass(1_000);
    expect((await memory.said(2))[1]).toEqual(['Two.', 'bbbb bbbb bbbb bbbb', true]);
  });

  it('answers the tool, then asks for the answer when the response that called it is over', async () => {
    channel.userSays('u1', 'Do you know my dog?');
    await vi.waitFor(() => expect(channel.types).toContain(ASK));
    const before = channel.sent.length;
    channel.begins('r1');
    const call = { type: 'function_call', call_id: 'c1', name: 'search_memory', arguments: '{"query":"name of the dog"}' };
    channel.says({ type: 'response.output_item.added', response_id: 'r1', item: { ...call, arguments: '' } });
    channel.says({ type: 'response.function_call_arguments.done', response_id: 'r1', call_id: 'c1', arguments: call.arguments });
    channel.says({ type: 'response.output_item.done', response_id: 'r1', item: call });
    await vi.waitFor(() => expect(channel.sent).toHaveLength(before + 1));
    expect(channel.sent.at(-1)).toEqual({
      type: INJECT,
      item: { type: 'function_call_output', call_id: 'c1', output: expect.stringContaining('Bruno') },
    });
    channel.done('r1', 'completed', [call]);
    expect(channel.sent.at(-1)).toEqual({ type: ASK });
    channel.begins('r2');
    channel.speaks('r2', 'a2', 'It is Bruno.', 300);
    channel.done('r2');
    clock.pass(5_000);
    expect(await memory.said(1)).toEqual([['Do you know my dog?', 'It is Bruno.', false]]);
    expect((await memory.turns())[0]!.toolCalls).toEqual([{ name: 'search_memory', latencyMs: 0 }]);
    expect(channel.sent).toHaveLength(before + 2);
  });

  it('leaves it to the app to ask when tools of the app were called too', async () => {
    channel.begins('r1');
    const ours = { type: 'function_call', call_id: 'c1', name: 'search_memory', arguments: 'not JSON' };
    const theirs = { type: 'function_call', call_id: 'c2', name: 'weather', arguments: '{}' };
    channel.done('r1', 'completed', [theirs, ours]);
    await sent(INJECT);
    expect(channel.sent.at(-1)).toMatchObject({ item: { call_id: 'c1', output: expect.any(String) } });
  });

  it('is answered without memory, in time, when the memory hangs; and the tool is too', async () => {
    await memory.said(0);
    memory.health = 'hung';
    channel.userSays('u1', ...QUESTION);
    await vi.waitFor(() => expect(memory.hints).toHaveLength(1));
    expect(channel.types).toEqual([]);
    clock.pass(PATIENT);
    await sent(ASK);
    channel.begins('r1');
    channel.done('r1', 'completed', [{ type: 'function_call', call_id: 'c1', name: 'search_memory', arguments: '{"query":"dog"}' }]);
    await vi.waitFor(() => (clock.pass(PATIENT), expect(channel.types).toEqual([ASK, INJECT, ASK])));
    expect(JSON.stringify(channel.sent)).toContain('no answer in time');
  });

  it('is answered all the same when the memory fails, and nothing of the failure goes out', async () => {
    memory.health = 'failing';
    channel.userSays('u1', ...QUESTION);
    await sent(ASK);
    channel.begins('r1');
    channel.done('r1', 'completed', [{ type: 'function_call', call_id: 'c1', name: 'search_memory', arguments: '{"query":"dog"}' }]);
    await sent(ASK, INJECT, ASK);
    expect(JSON.stringify(channel.sent)).not.toContain(SECRET);
  });

  it('does not ask twice where the server answered before the words of the user were there', async () => {
    channel.says({ type: 'input_audio_buffer.committed', item_id: 'u1' });
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Your dog is called Bruno.', 300);
    channel.done('r1');
    clock.pass(5_000);
    channel.says({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: QUESTION.join('') });
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);
    await sent(INJECT);
  });

  it('goes on when the words that an answer was given to never come', async () => {
    channel.says({ type: 'input_audio_buffer.committed', item_id: 'u1' });
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'I did not get that.', 300);
    channel.done('r1');
    clock.pass(5_000);
    channel.userSays('u2', ...QUESTION);
    await sent(INJECT, ASK);
    channel.begins('r2');
    channel.speaks('r2', 'a2', 'Your dog is called Bruno.', 300);
    channel.done('r2');
    clock.pass(5_000);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);
  });

  it('is answered after four seconds where no words come, as where none are transcribed', async () => {
    channel.says({ type: 'input_audio_buffer.committed', item_id: 'u1' });
    clock.pass(3_900);
    expect(channel.types).toEqual([]);
    clock.pass(100);
    expect(channel.types).toEqual([ASK]);
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Pardon?');
    channel.done('r1');
    channel.userSays('u2', ...QUESTION);
    await sent(ASK, INJECT, ASK);
    clock.pass(60_000);
    expect(channel.types).toEqual([ASK, INJECT, ASK]);
  });

  it('is answered where it waits for the memory that is detached', async () => {
    for (const wordless of [true, false]) {
      memory.health = 'hung';
      if (wordless) channel.says({ type: 'input_audio_buffer.committed', item_id: 'u1' });
      else channel.userSays('u1', ...QUESTION);
      const detached = attached.detach();
      expect(channel.types).toEqual([ASK]);
      memory.health = 'well';
      clock.pass(60_000);
      await detached;
      channel = new ScriptedChannel(names);
      attached = attach(channel);
      channel.session();
    }
  });

  it('leaves it to an app that detects turns itself to ask for answers', async () => {
    channel.session('session.updated', null, [{ type: 'function', name: 'search_memory' }]);
    channel.userSaid('u1', ...QUESTION);
    await sent(INJECT);
  });

  it('keeps what was typed too', async () => {
    channel.says({
      type: 'conversation.item.added',
      item: { id: 'u1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is my dog called?' }] },
    });
    await sent(INJECT);
    channel.begins('r1');
    channel.says({ type: 'response.output_text.delta', response_id: 'r1', item_id: 'a1', delta: 'Bruno.' });
    channel.done('r1');
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('saves what was heard when the connection breaks, and goes on over another one', async () => {
    channel.userSays('u1', 'Tell me a story of a turquoise dog.');
    await vi.waitFor(() => expect(channel.types).toContain(ASK));
    channel.begins('r1');
    channel.speaks('r1', 'a1', 'Once upon a time there was a dog', 300);
    clock.pass(1_200);
    channel.close();
    await attached.detach();
    channel = new ScriptedChannel(names);
    attach(channel);
    channel.session();
    // ids may come again
    channel.userSays('u1', 'What colour had the dog of the story?');
    await sent(INJECT, ASK);
    expect(JSON.stringify(channel.sent)).toContain('turquoise');
    expect(await memory.said(1)).toEqual([['Tell me a story of a turquoise dog.', 'Once upon a time', true]]);
  });

  it('undoes everything when it is detached', async () => {
    await attached.detach();
    expect(channel.listeners).toBe(0);
    const detection = { type: 'server_vad', threshold: 0.5, create_response: true, interrupt_response: true };
    expect(channel.sent).toHaveLength(2);
    expect(channel.sent.at(-1)).toMatchObject({
      session: names === 'ga' ? { audio: { input: { turn_detection: detection } }, tools: [] } : { turn_detection: detection, tools: [] },
    });
  });

  it('changes no session and asks for no answer when it is not to', async () => {
    await attached.detach();
    channel = new ScriptedChannel(names);
    attach(channel, { respond: false, tool: false });
    channel.session();
    channel.userSays('u1', ...QUESTION);
    await sent(INJECT);
    expect(channel.sent).toHaveLength(1);
  });
});

it('takes what is no event for nothing', async () => {
  const memory = await WatchedMemory.withDog();
  const channel = new ScriptedChannel();
  const attached = attachMemory(openaiRealtime(channel), { runtime: memory });
  for (const data of [
    '',
    'null',
    '[]',
    '{',
    '{"type":7}',
    '{"type":"toString"}',
    '{"type":"response.done"}',
    '{"type":"conversation.item.added","item":7}',
    new Uint8Array(2),
  ])
    channel.hears(data);
  await attached.end();
  expect(await memory.turns()).toEqual([]);
  await memory.real.close();
});
