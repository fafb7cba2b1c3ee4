import { describe, expect, it } from 'vitest';
import { newBrief, runningBrief } from '../../../worker/brief.ts';
import { episode } from '../../worker/rows.ts';
import { BOOKING } from './call-booking.ts';
import { MOVING } from './call-moving.ts';
import { turnsOf, type ScriptedCall } from './call.ts';

/** A brief of a scripted call as it stands at its end, in lower case. */
function briefOf(call: ScriptedCall, length: number): string {
  const turns = turnsOf(call, length).map(({ user, assistant }, i) => episode(`e${i}`, i + 1, { userText: user, assistantText: assistant }));
  return runningBrief(newBrief().read(turns)).toLowerCase();
}

describe.each([BOOKING, MOVING].flatMap((call) => [100, 300].map((length) => ({ name: call.name, call, length }))))(
  'the brief of the call "$name" of $length turns',
  ({ call, length }) => {
    const brief = briefOf(call, length);

    it('tells a fifth of what holds at its end', () => {
      const told = call.questions.filter(({ now }) => brief.includes(now.toLowerCase()));
      expect(told.length / call.questions.length).toBeGreaterThanOrEqual(0.2);
    });

    it('tells hardly anything that no longer holds', () => {
      const stale = call.questions.filter(({ before }) => before !== undefined && brief.includes(before.toLowerCase()));
      expect(stale.length / call.questions.length).toBeLessThanOrEqual(0.04);
    });
  },
);

it('each answer of a scripted call stands in it, after what held before', () => {
  for (const call of [BOOKING, MOVING]) {
    const lines = turnsOf(call, 300).flatMap(({ user, assistant }) => [user, assistant]);
    const place = (part: string): number => lines.findLastIndex((line) => line.includes(part));
    for (const { now, before } of call.questions) {
      expect(place(now), now).toBeGreaterThanOrEqual(0);
      if (before === undefined) continue;
      expect(place(before), before).toBeGreaterThanOrEqual(0);
      expect(place(now), now).toBeGreaterThan(place(before));
    }
  }
});
