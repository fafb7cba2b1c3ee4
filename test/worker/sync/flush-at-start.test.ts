import { expect, it } from 'vitest';
import { systemClock } from '../../../worker/clock.ts';
import { lockLeader } from '../../../worker/sync/leader.ts';
import { PushLoop } from '../../../worker/sync/loop.ts';
import { systemTimers } from '../../../worker/sync/timers.ts';
import { HandLocks } from './hand-locks.ts';

it('a flush that comes before the lead was granted waits for the push of its own tab, slow as the cloud may be', async () => {
  let pending = 3;
  const stop = new AbortController();
  const loop = new PushLoop({
    push: async (_signal, onTaken) => {
      // longer than a flush gives a leader of whom nothing is seen
      await new Promise((resolve) => setTimeout(resolve, 1_300));
      onTaken?.(pending);
      pending = 0;
      return { status: 'done' };
    },
    count: async () => ({ pending, dead: 0 }),
    lead: lockLeader('lead', new HandLocks().of('this tab')),
    clock: systemClock,
    timers: systemTimers,
    random: Math.random,
    signal: stop.signal,
  });
  expect((await loop.stats()).state).toBe('follower');
  expect(await loop.flush(20_000)).toEqual({ pushed: 3, pending: 0 });
  stop.abort();
});
