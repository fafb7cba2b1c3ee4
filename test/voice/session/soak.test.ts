import { describe, expect, it, vi } from 'vitest';
import { voiceSession } from '../../../src/integrations/voice-session.ts';
import { attachMemory } from '../../../src/voice/memory/index.ts';
import { PATIENT, WatchedMemory } from '../memory/watched-memory.ts';
import { ManualPlayback } from './manual-playback.ts';
import { silence, speech, together } from './audio.ts';
import { memoryTransport } from './memory-transport.ts';
import { watchedSession } from './watched-session.ts';

const TURNS = 2000;
/** Far more than what is kept on purpose (two minutes of speech, eight answers), far less than what all turns said. */
const BOUND_BYTES = 24 * 1024 * 1024;

const WORDS = 'once upon a time there was a very small dog that lived in a very big house by the sea'.split(' ');
const WORD_MS = 40;

/** The same numbers on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const handles = (): number => process.getActiveResourcesInfo().length;

describe('a long talk', () => {
  it('of 2,000 turns with interruptions keeps neither memory nor handles', async () => {
    const random = numbers(7);
    const transport = memoryTransport();
    const { session, wrong, told, faults } = watchedSession({ transport });
    session.configureTurnDetection({ silenceDuration: 100 });
    await session.connect();
    const before = handles();
    const spoken = together(speech(40), silence(100));
    const question = speech(40);
    let heap = 0;
    let answered = 0;
    let interrupted = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      const hold = random() < 0.3;
      transport.model().plans.push({ hold });
      if (random() < 0.5) await session.sendAudio(spoken, { commit: false });
      else await session.sendAudio(question);
      await new Promise((resolve) => setImmediate(resolve));
      if (hold) {
        const how = random();
        if (how < 0.4) await session.interrupt();
        else if (how < 0.8) await session.sendAudio(spoken, { commit: false });
        else transport.model().release();
        await new Promise((resolve) => setImmediate(resolve));
      }
      // an app that takes some answers and not others
      if (random() < 0.5) {
        const response = await session.receive();
        if (response.interrupted) interrupted++;
        else answered++;
      }
      transport.model().frames.length = 0;
      told.length = 0;
      if (turn === TURNS / 4) heap = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    }
    const grown = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - heap;
    expect(grown).toBeLessThan(BOUND_BYTES);
    expect(handles()).toBeLessThanOrEqual(before + 1);
    expect(answered).toBeGreaterThan(TURNS / 5);
    expect(interrupted).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    expect(faults).toEqual([]);
    await session.disconnect();
    expect(transport.openWires()).toBe(0);
  });

  it('of 2,000 turns that a memory is attached to saves each once, with the words that were heard', { timeout: 240_000 }, async () => {
    const random = numbers(13);
    const transport = memoryTransport();
    const playback = new ManualPlayback();
    const memory = await WatchedMemory.withDog();
    const { session, wrong, told, faults } = watchedSession({ transport, playback });
    const attached = attachMemory(voiceSession(session), {
      runtime: memory,
      sessionId: 's1',
      timeoutMs: PATIENT,
      onFault: (...fault) => faults.push(fault.join()),
    });
    await session.connect();
    const before = handles();
    const expected: { readonly question: string; readonly heard: number; readonly cut: boolean }[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      const question = `Tell me story number ${turn}.`;
      const words = WORDS.slice(0, 2 + Math.floor(random() * (WORDS.length - 2)));
      const heard = Math.floor(random() * (words.length + 1));
      transport.model().plans.push({ words, wordMs: WORD_MS });
      told.length = memory.hints.length = memory.queries.length = 0;
      transport.model().userSays(question);
      await vi.waitFor(() => expect(told).toContain(`transcript_available ${words.join(' ')}`), { interval: 0 });
      playback.pass(heard * WORD_MS + (heard === words.length ? WORD_MS : 0));
      expected.push({ question, heard, cut: heard < words.length });
      transport.model().frames.length = 0;
    }
    await session.disconnect();
    await attached.end();
    const turns = await memory.turns();
    expect(turns.map(({ userText, metadata }) => [userText, metadata.interrupted])).toEqual(expected.map(({ question, cut }) => [question, cut]));
    for (const [turn, { assistantText }] of turns.entries()) {
      const said = assistantText.match(/\S+/g)?.length ?? 0;
      expect(WORDS.join(' ').startsWith(assistantText), assistantText).toBe(true);
      expect(Math.abs(said - expected[turn]!.heard), `turn ${turn}: ${assistantText}`).toBeLessThanOrEqual(expected[turn]!.cut ? 1 : 0);
    }
    expect(handles()).toBeLessThanOrEqual(before + 1);
    expect([wrong, faults]).toEqual([[], []]);
    expect(transport.openWires()).toBe(0);
    await memory.real.close();
  });
});
