import type { Clock } from '../../worker/clock.ts';

/** A clock that a test turns. */
export interface HandClock extends Clock {
  /** Lets time pass on both clocks. */
  turn(ms: number): void;
  /** Sets the wall clock forward or back, as a person or NTP would. */
  jump(ms: number): void;
}

export function handClock(wall: number = Date.parse('2026-03-01T10:00:00.000Z')): HandClock {
  let now = wall;
  let elapsed = 0;
  return {
    now: () => now,
    elapsed: () => elapsed,
    turn: (ms) => {
      now += ms;
      elapsed += ms;
    },
    jump: (ms) => void (now += ms),
  };
}
