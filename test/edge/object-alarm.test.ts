import { expect, it } from 'vitest';
import { ObjectAlarm } from '../../src/edge/object-alarm.ts';
import type { ObjectStorage } from '../../src/edge/platform.ts';

/** Of the storage, what an alarm is set in. */
function storageOf(set: number[]): ObjectStorage {
  const setAlarm = async (at: number): Promise<void> => void set.push(at);
  return {
    sql: { exec: () => ({ raw: () => [] }) },
    kv: { get: () => undefined, put: () => undefined },
    transactionSync: (work) => work(),
    setAlarm,
    deleteAlarm: async () => undefined,
  };
}

it('is set again once its time is over, since what set it may have been rolled back', () => {
  const set: number[] = [];
  let now = 1_000;
  const alarm = new ObjectAlarm(storageOf(set), () => now, Math.random);
  alarm.soon();
  now += 29_999;
  alarm.soon();
  expect(set).toEqual([31_000]);
  now += 1;
  alarm.soon();
  expect(set).toEqual([31_000, 61_000]);
});
