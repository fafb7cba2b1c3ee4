import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { openaiRealtime } from '../../../src/integrations/openai-realtime.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ScriptedChannel } from '../../integrations/openai-realtime/scripted-channel.ts';
import { ManualClock } from './manual-clock.ts';
import { PATIENT, WatchedMemory } from './watched-memory.ts';

const TURNS = 2_000;
const WORD_MS = 300;
/** Twice what 1,000 turns take in the memory itself, with their words. */
const BOUND_BYTES = 9 * 1024 * 1024;
const WORDS = 'once upon a time there was a very small dog that lived in a very big house by the sea'.split(' ');
/** How an answer ends: heard, cut where the server says, where only the clock says, where the page's playback says, or with the connection. */
const ENDS = ['heard', 'heard', 'truncated', 'untold', 'cleared', 'broken'] as const;

/** The same numbers on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const wordsIn = (text: string): number => text.match(/\S+/g)?.length ?? 0;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const used = (): number => {
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};

describe('a memory that is attached to a long talk', () => {
  it('saves each of 2,000 turns once, with the words that were heard, and leaks neither memory nor handles', { timeout: 240_000 }, async () => {
    const random = numbers(11);
    const memory = await WatchedMemory.withDog();
    const clock = new ManualClock();
    const faults: unknown[] = [];
    let channel!: ScriptedChannel;
    let attached!: AttachedMemory;
    const join = (): void => {
      channel = new ScriptedChannel();
      const onFault = (...fault: readonly unknown[]): void => void faults.push(fault);
      attached = attachMemory(openaiRealtime(channel, { timers: clock }), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock, onFault });
      channel.session();
    };
    join();
    const expected: { readonly question: string; readonly heard: number; readonly cut: boolean }[] = [];
    let early = 0;
    const handles = process.getActiveResourcesInfo().length;
    for (let turn = 0; turn < TURNS; turn++) {
      const question = `Tell me story number ${turn}.`;
      channel.sent.length = memory.hints.length = memory.queries.length = 0;
      channel.userSays(`u${turn}`, ...(question.match(/\S+\s*/g) ?? []));
      await vi.waitFor(() => expect(channel.types).toContain('response.create'), { interval: 0 });
      const spoken = WORDS.slice(0, 2 + Math.floor(random() * (WORDS.length - 2)));
      const cut = Math.floor(random() * (spoken.length - 1));
      const how = ENDS[Math.floor(random() * ENDS.length)]!;
      const [response, item] = [`r${turn}`, `a${turn}`];
      channel.begins(response);
      channel.speaks(response, item, spoken.join(' '), WORD_MS);
      if (how === 'cleared') channel.says({ type: 'output_audio_buffer.started', response_id: response });
      if (how !== 'truncated') channel.done(response);
      clock.pass((how === 'heard' ? spoken.length + 10 : cut) * WORD_MS);
      if (how === 'truncated') {
        channel.says({ type: 'conversation.item.truncated', item_id: item, content_index: 0, audio_end_ms: cut * WORD_MS });
        channel.done(response, 'cancelled');
      }
      if (how === 'cleared') channel.says({ type: 'output_audio_buffer.cleared', response_id: response });
      if (how === 'broken' || how === 'cleared') {
        channel.close();
        await attached.detach();
        join();
      }
      expected.push({ question, heard: how === 'heard' ? spoken.length : cut, cut: how !== 'heard' });
      // by then all is there that comes once: the model, the grammar's expressions
      if (turn === TURNS / 2) early = used();
    }
    await attached.end();
    const grown = used() - early;
    const turns = await memory.turns();
    expect(turns.map(({ userText, metadata }) => [userText, metadata.interrupted])).toEqual(expected.map(({ question, cut }) => [question, cut]));
    for (const [turn, { assistantText }] of turns.entries()) {
      const { heard } = expected[turn]!;
      expect(WORDS.join(' ').startsWith(assistantText), assistantText).toBe(true);
      expect(Math.abs(wordsIn(assistantText) - heard), `turn ${turn}: ${assistantText}`).toBeLessThanOrEqual(expected[turn]!.cut ? 1 : 0);
    }
    expect(faults).toEqual([]);
    expect(clock.waiting).toBe(0);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles + 1);
    expect(grown).toBeLessThan(BOUND_BYTES);
    await memory.real.close();
  });
});
