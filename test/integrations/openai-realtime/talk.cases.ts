import { expect, it, vi } from 'vitest';
import { openaiRealtime, type RealtimeChannel } from '../../../src/integrations/openai-realtime.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import type { FarSide } from './far-side.ts';
import type { Names } from './scripted-channel.ts';

/** A connection: the page's end of it, which is open, and the service's. */
export interface Wire {
  readonly channel: RealtimeChannel;
  readonly far: FarSide;
  /** The connection breaks. */
  breaks(): void;
  close(): Promise<void>;
}

const INJECT = 'conversation.item.create';
const ASK = 'response.create';
const REMOVE = 'conversation.item.delete';
const STORY = 'Tell me a story of a turquoise dog.';

/** A whole talk over a real wire. */
export function talkCases(over: string, open: (names: Names) => Promise<Wire>): void {
  it.each<Names>(['ga', 'beta'])(`a talk over ${over} is remembered as it was heard, under the names of %s`, async (names) => {
    const memory = await WatchedMemory.withDog();
    const clock = new ManualClock();
    const wires: Wire[] = [];
    let far!: FarSide;
    let attached!: AttachedMemory;
    let came = 0;
    const join = async (): Promise<void> => {
      const wire = await open(names);
      wires.push(wire);
      ({ far } = wire);
      came = 0;
      attached = attachMemory(openaiRealtime(wire.channel, { timers: clock }), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
      wire.channel.addEventListener('message', () => (came += 1));
      far.session();
    };
    /** All that was said has come. */
    const arrived = (): Promise<void> => vi.waitFor(() => expect(came).toBe(far.told), { timeout: 10_000 });
    const sent = (...types: readonly string[]): Promise<void> => vi.waitFor(() => expect(far.types).toEqual(types), { timeout: 10_000 });

    await join();
    far.userSays('u1', 'What is ', 'my dog ', 'called?');
    await sent(INJECT, ASK);
    expect(memory.hints[0]).toBe('What is');
    expect(JSON.stringify(far.sent)).toContain('Bruno');

    // the user speaks over the answer
    far.begins('r1');
    far.speaks('r1', 'a1', 'Your dog is called Bruno and he likes long walks', 300);
    await arrived();
    clock.pass(1_200);
    far.says({ type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 0 });
    far.says({ type: 'conversation.item.truncated', item_id: 'a1', content_index: 0, audio_end_ms: 1_200 });
    far.done('r1', 'cancelled');
    far.userSaid('u2', 'Who calls him that?');
    await sent(INJECT, ASK, REMOVE, INJECT, ASK);

    // the model asks the memory
    const call = { type: 'function_call', call_id: 'c1', name: 'search_memory', arguments: '{"query":"name of the dog"}' };
    far.begins('r2');
    far.done('r2', 'completed', [call]);
    await sent(INJECT, ASK, REMOVE, INJECT, ASK, INJECT, ASK);
    expect(far.sent.at(-2)).toMatchObject({ item: { type: 'function_call_output', call_id: 'c1', output: expect.stringContaining('Bruno') } });
    far.begins('r3');
    far.speaks('r3', 'a3', 'You do.', 300);
    far.done('r3');
    await arrived();
    clock.pass(5_000);
    await memory.said(2);

    // the connection breaks in the middle of an answer
    far.userSays('u3', STORY);
    await vi.waitFor(() => expect(far.types.filter((type) => type === ASK)).toHaveLength(4), { timeout: 10_000 });
    far.begins('r4');
    far.speaks('r4', 'a4', 'Once upon a time there was a dog in a very big house', 300);
    await arrived();
    clock.pass(1_500);
    wires[0]!.breaks();
    const heard = [
      ['What is my dog called?', 'Your dog is called', true],
      ['Who calls him that?', 'You do.', false],
      [STORY, 'Once upon a time there', true],
    ];
    expect(await memory.said(3)).toEqual(heard);
    await attached.detach();

    // ids may come again
    await join();
    far.userSays('u1', 'What colour had the dog of the story?');
    await sent(INJECT, ASK);
    expect(JSON.stringify(far.sent)).toContain('turquoise');
    await attached.end();
    expect(await memory.said(4)).toEqual([...heard, ['What colour had the dog of the story?', '', false]]);
    const turns = await memory.turns();
    expect(turns.map(({ sessionId, toolCalls }) => [sessionId, toolCalls?.length ?? 0])).toEqual([
      ['s1', 0],
      ['s1', 1],
      ['s1', 0],
      ['s1', 0],
    ]);
    await Promise.all(wires.map((wire) => wire.close()));
    await memory.real.close();
  });
}
