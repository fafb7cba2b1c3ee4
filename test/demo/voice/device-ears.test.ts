import { describe, expect, it, vi } from 'vitest';
import { DeviceEars, type EarsOptions } from '../../../demo/voice/device-ears.ts';

const FRAME = new Int16Array(512);

/** Ears whose engine takes a frame's probability from a list, and writes down how many samples it was given. */
function ears(options: Partial<EarsOptions> = {}) {
  const probabilities: number[] = [];
  const transcribed: number[] = [];
  const heard: string[] = [];
  const made = new DeviceEars({
    engine: {
      probability: async () => probabilities.shift() ?? 0,
      reset: () => undefined,
      transcribe: async ({ length }) => `${transcribed.push(length)}`,
    },
    deaf: () => false,
    onUnderstood: () => undefined,
    ...options,
  });
  made.start({ partial: (text) => heard.push(`partly ${text}`), final: (text) => heard.push(text), failed: (reason) => heard.push(reason) });
  return {
    ears: made,
    transcribed,
    heard,
    finish: async () => {
      made.finish();
      await settled();
    },
    /** Frames of speech or of silence, each heard before its samples come, as from the session. */
    frames: async (probability: number, count: number): Promise<number[]> => {
      const answers: number[] = [];
      for (let i = 0; i < count; i++) {
        probabilities.push(probability);
        answers.push(await made.probability(new Float32Array(512).fill(probability)));
        made.push(FRAME);
      }
      await settled();
      return answers;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('ears on the device', () => {
  it('have the text by the end of a turn: it was written down when the silence began', async () => {
    const { frames, finish, heard, transcribed } = ears();
    await frames(0.9, 10);
    await frames(0.1, 19);
    expect(heard).toEqual(['partly 1']);
    await finish();
    expect(heard).toEqual(['partly 1', '1']);
    expect(transcribed).toHaveLength(1);
  });

  it('throw it away when the person goes on, and write down all of it', async () => {
    const { frames, finish, heard, transcribed } = ears();
    await frames(0.9, 10);
    await frames(0.1, 8);
    await frames(0.9, 10);
    await frames(0.1, 19);
    await finish();
    expect(heard).toEqual(['partly 1', 'partly 2', '2']);
    expect(transcribed[1]).toBeGreaterThan(28 * FRAME.length);
  });

  it('make no words of a click', async () => {
    const { frames, finish, heard, transcribed } = ears();
    await frames(0.9, 2);
    await frames(0.1, 19);
    await finish();
    expect(heard).toEqual(['']);
    expect(transcribed).toEqual([]);
  });

  it('hear nothing while they are to be deaf', async () => {
    let deaf = true;
    const { frames } = ears({ deaf: () => deaf });
    expect(await frames(0.9, 2)).toEqual([0, 0]);
    deaf = false;
    expect(await frames(0.9, 1)).toEqual([0.9]);
  });

  it('tell what failed, and that the turn is over', async () => {
    const { frames, finish, heard } = ears({
      engine: { probability: async () => 0.9, reset: () => undefined, transcribe: () => Promise.reject(new RangeError('no')) },
    });
    await frames(0.9, 10);
    await finish();
    expect(heard).toEqual(['RangeError', '']);
  });

  it('understand one turn after another, where the engine is slower than the person', async () => {
    const { frames, finish, heard } = ears({ engine: slowEngine() });
    for (let i = 0; i < 2; i++) {
      await frames(0.9, 10);
      await frames(0.1, 19);
      await finish();
    }
    await vi.waitFor(() => expect(heard).toEqual(['call 1', 'call 2']));
  });

  it('give what was said last to whoever lets go of them, and what was not understood by then', async () => {
    const { ears: made, frames, finish, heard } = ears({ engine: slowEngine() });
    await frames(0.9, 10);
    await frames(0.1, 19);
    await finish();
    await frames(0.9, 10);
    const last = made.last();
    made.stop();
    expect(await last).toBe('call 1 call 2');
    expect(await made.last()).toBe('');
    expect(heard).toEqual([]);
  });
});

/** It hears speech in frames that are not empty, takes its time to write down, and gives up for a newer call. */
function slowEngine(): EarsOptions['engine'] {
  let newest = 0;
  return {
    probability: async (frame) => frame[0]!,
    reset: () => undefined,
    transcribe: async () => {
      const own = ++newest;
      for (let i = 0; i < 60; i++) await settled();
      return own === newest ? `call ${own}` : null;
    },
  };
}
