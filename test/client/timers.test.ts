import { expect, it, vi } from 'vitest';
import { systemTimers } from '../../src/client/timers.ts';

it('waits as long as a timer can when it is told to wait for ever', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const stop = systemTimers.after(Number.POSITIVE_INFINITY, run);
  vi.advanceTimersByTime(1_000_000_000);
  expect(run).not.toHaveBeenCalled();
  stop();
  vi.useRealTimers();
});
