import { describe, expect, it } from 'vitest';
import { silence, speech, together } from './audio.ts';
import { memoryTransport } from './memory-transport.ts';
import { watchedSession } from './watched-session.ts';

const TURNS = 2000;
/** Far more than what is kept on purpose (two minutes of speech, eight answers), far less than what all turns said. */
const BOUND_BYTES = 24 * 1024 * 1024;

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
});
