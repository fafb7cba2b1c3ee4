import { describe, expect, it, vi } from 'vitest';
import { before, Deadline, timed } from '../../worker/deadline.ts';
import { handClock } from './hand-clock.ts';

const never = new Promise<never>(() => undefined);

describe('before', () => {
  it('is the work’s value when it comes in time', async () => {
    expect(await before(1000, Promise.resolve('value'), 'fallback')).toBe('value');
  });

  it('is the fallback when the work never ends', async () => {
    expect(await before(1, never, 'fallback')).toBe('fallback');
  });

  it('does not wait when there is no time left', async () => {
    expect(await before(-50, never, 'fallback')).toBe('fallback');
  });

  it.each([2 ** 31, Infinity])('waits for the work when there are %d ms, more than a timer can count to', async (ms) => {
    expect(await before(ms, new Promise((resolve) => setTimeout(resolve, 20, 'value')), 'fallback')).toBe('value');
  });

  it('rejects as the work does, and a later rejection is heard by no one', async () => {
    await expect(before(1000, Promise.reject(new TypeError('x')), null)).rejects.toBeInstanceOf(TypeError);
    let fail: (reason: Error) => void = () => undefined;
    const late = new Promise<never>((_resolve, reject) => (fail = reject));
    expect(await before(1, late, null)).toBeNull();
    fail(new Error('late'));
    await new Promise((resolve) => setTimeout(resolve, 0));
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      await before(60_000, Promise.resolve(1), null);
      await before(60_000, Promise.reject(new Error('x')), null).catch(() => undefined);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a deadline', () => {
  it('counts on the monotonic clock from when it was made', () => {
    const clock = handClock();
    const deadline = new Deadline(clock, 200);
    clock.turn(50);
    clock.jump(-3_600_000);
    expect([deadline.spent(), deadline.left()]).toEqual([50, 150]);
  });
});

describe('a timed lane', () => {
  it('tells when it started and how long it took', async () => {
    const clock = handClock();
    const deadline = new Deadline(clock, 200);
    clock.turn(5);
    const result = await timed(deadline, 100, async () => (clock.turn(20), 'hits'));
    expect(result).toEqual({ value: 'hits', trace: { status: 'ok', startMs: 5, ms: 20 } });
  });

  it('is late when it does not end', async () => {
    const { value, trace } = await timed(new Deadline(handClock(), 200), 1, () => never);
    expect([value, trace.status, trace.reason]).toEqual([null, 'late', 'no answer inside the deadline']);
  });

  it.each([
    ['rejects', () => Promise.reject(new TypeError('what the user said'))],
    [
      'throws at once',
      () => {
        throw new TypeError('what the user said');
      },
    ],
  ])('has failed when it %s, and says so without the message', async (_, work: () => Promise<never>) => {
    const { value, trace } = await timed(new Deadline(handClock(), 200), 100, work);
    expect([value, trace.status, trace.reason]).toEqual([null, 'failed', 'TypeError']);
  });

  it('has failed when what it throws is no error', async () => {
    const { trace } = await timed(new Deadline(handClock(), 200), 100, () => Promise.reject('what the user said'));
    expect(trace).toMatchObject({ status: 'failed', reason: 'Error' });
  });
});
