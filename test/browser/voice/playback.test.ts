import { expect, it } from 'vitest';
import { PlaybackQueue } from '../../../src/voice/index.ts';

const ramp = (from: number, length: number): Float32Array => Float32Array.from({ length }, (_, at) => (from + at) / 4096);

it('plays pieces in a real audio graph without a gap and without a sample lost', async () => {
  const context = new OfflineAudioContext(1, 4096, 24_000);
  let idle = 0;
  const queue = new PlaybackQueue(context, { leadMs: 10, onIdle: () => idle++ });
  queue.add('a', ramp(1, 1000));
  queue.add('a', ramp(1001, 7));
  queue.add('b', ramp(1008, 993));
  const sound = (await context.startRendering()).getChannelData(0);
  expect(sound.slice(0, 240)).toEqual(new Float32Array(240));
  expect(sound.slice(240, 2240)).toEqual(ramp(1, 2000));
  expect(sound.slice(2240, 2300)).toEqual(new Float32Array(60));
  await expect.poll(() => idle).toBe(1);
  expect([queue.heardMs('a'), queue.heardMs('b'), queue.playing]).toEqual([41, 41, false]);
});
