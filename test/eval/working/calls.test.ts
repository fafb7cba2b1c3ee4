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

it('each answer of a scripted call stands in it once, after what held before', () => {
  for (const call of [BOOKING, MOVING]) {
    const text = turnsOf(call, 300)
      .map(({ user, assistant }) => `${user}\n${assistant}`)
      .join('\n');
    for (const { now, before } of call.questions) {
      expect(text.split(now), now).toHaveLength(2);
      if (before !== undefined) {
        expect(text).toContain(before);
        expect(text.indexOf(now), now).toBeGreaterThan(text.lastIndexOf(before));
      }
    }
  }
});
