import { describe, expect, test } from 'vitest';
import { templateAnswer } from '../../demo/template-answer.ts';
import type { Hit, Recall } from '../../demo/wire.ts';

const lane = { status: 'ok', startMs: 0, ms: 1 } as const;
const recallOf = (hits: Partial<Pick<Recall, 'working' | 'permanent' | 'org'>>): Recall => ({
  contextText: '',
  profile: null,
  working: [],
  permanent: [],
  org: [],
  ...hits,
  trace: { totalMs: 1, embedMs: 0, composeMs: 0, degraded: false, lanes: { profile: lane, working: lane, permanent: lane, org: lane } },
});
const hit = (text: string, score: number, kind = 'turn'): Hit => ({ text, score, kind });

describe('the template answer', () => {
  test('confirms a statement and repeats nothing, so that nothing is remembered twice', () => {
    expect(templateAnswer('I live in Porto', recallOf({ permanent: [hit('User lives in Porto.', 0.9)] }))).toBe('Noted.');
  });

  test('quotes what the user said in the best line, of whichever lane', () => {
    const recall = recallOf({ permanent: [hit('I live in Lisbon.\nWelcome.', 0.4)], org: [hit('Checkout is at 11.', 0.6)] });
    expect(templateAnswer('When is checkout?', recall)).toContain('“Checkout is at 11.”');
    expect(templateAnswer('Where do I live', recallOf({ permanent: recall.permanent }))).toContain('“I live in Lisbon.”');
  });

  test('never answers a question with a question, with a brief, or with a line that hardly matches', () => {
    const recall = recallOf({
      working: [hit('Where do I live?\nI have nothing on that yet.', 0.9), hit('talked about cities', 0.8, 'brief')],
      org: [hit('Parking', 0.05)],
    });
    expect(templateAnswer('Where do I live?', recall)).toBe('I have nothing on that yet.');
  });
});
