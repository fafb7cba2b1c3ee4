import { describe, expect, it } from 'vitest';
import { Leave } from '../../src/edge/org/leave.ts';

describe('leave to make what is missing of an index', () => {
  it('has one writer at a time, until it gives it back', () => {
    const leave = new Leave(() => 0);
    expect([leave.ask('ada'), leave.ask('ben'), leave.ask('ada')]).toEqual([true, false, true]);
    leave.giveBack('ben');
    expect(leave.ask('ben')).toBe(false);
    leave.giveBack('ada');
    expect([leave.ask('ben'), leave.ask('ada')]).toEqual([true, false]);
  });

  it('goes to another one when nothing was heard of its writer for a while', () => {
    let now = 0;
    const leave = new Leave(() => now);
    leave.ask('ada');
    now = 20_000;
    expect([leave.ask('ben'), leave.ask('ada')]).toEqual([false, true]);
    now = 49_000;
    expect(leave.ask('ben')).toBe(false);
    now = 51_000;
    expect([leave.ask('ben'), leave.ask('ada')]).toEqual([true, false]);
  });
});
