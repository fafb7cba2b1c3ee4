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

const NOW = Date.parse('2026-11-20T12:00:00Z');
const answer = (userText: string, recall: Recall): string => templateAnswer(userText, recall, NOW);

describe('the template answer', () => {
  test('confirms a statement and repeats nothing, so that nothing is remembered twice', () => {
    expect(answer('I live in Porto', recallOf({ permanent: [hit('User lives in Porto.', 0.9)] }))).toBe('Noted.');
  });

  test('quotes what the user said in the best line, of whichever lane', () => {
    const recall = recallOf({ permanent: [hit('I live in Lisbon.\nWelcome.', 0.4)], org: [hit('Checkout is at 11.', 0.6)] });
    expect(answer('When is checkout?', recall)).toContain('“Checkout is at 11.”');
    expect(answer('Where do I live', recallOf({ permanent: recall.permanent }))).toContain('“I live in Lisbon.”');
  });

  test('never answers a question with a question, with a brief, or with a line that hardly matches', () => {
    const recall = recallOf({
      working: [hit('Where do I live?\nI have nothing on that yet.', 0.9), hit('talked about cities', 0.8, 'brief')],
      org: [hit('Parking', 0.05)],
    });
    expect(answer('Where do I live?', recall)).toBe('I have nothing on that yet. Tell me, and I will know it next time.');
  });

  test('says where a line comes from: a day, a document, or that it was noted', () => {
    const turn = { ...hit('I live in Lisbon.', 0.9), occurredAt: '2026-11-17T12:00:00Z' };
    expect(answer('Where do I live?', recallOf({ working: [turn] }))).toBe('You told me on Tuesday: “I live in Lisbon.”');
    expect(answer('When is checkout?', recallOf({ org: [{ ...hit('Checkout is at 11.', 0.9), docId: 'Checkout' }] }))).toBe(
      'From Checkout: “Checkout is at 11.”',
    );
    const fact = { ...hit('User lives in Lisbon.', 0.9, 'fact'), validFrom: '2026-11-17T12:00:00Z' };
    expect(answer('Where do I live?', recallOf({ permanent: [fact] }))).toBe('I have noted on Tuesday: “User lives in Lisbon.”');
    const episode = { ...hit('I live in Lisbon.\nNoted.', 0.5, 'episode'), validFrom: '2026-11-17T12:00:00Z' };
    expect(answer('Where do I live?', recallOf({ permanent: [fact, episode] }))).toBe('You told me on Tuesday: “I live in Lisbon.”');
  });

  test('quotes nothing that was found by neither a word nor its meaning', () => {
    const recall = recallOf({ permanent: [{ ...hit('I live in Porto.', 0.4, 'episode'), memoryId: 'm1' }] });
    const line = { lane: 'permanent', id: 'm1', score: 0.4, start: 0, length: 1, why: { lexical: 0, dense: 0.05, matched: [] } } as const;
    expect(answer('What am I allergic to?', { ...recall, trace: { ...recall.trace, lines: [line] } })).toContain('nothing on that yet');
  });

  test('says so when a part of memory was late and the rest has nothing', () => {
    const recall = recallOf({});
    const lanes = { ...recall.trace.lanes, permanent: { status: 'late', startMs: 0, ms: 200 } as const };
    expect(answer('Where do I live?', { ...recall, trace: { ...recall.trace, lanes } })).toContain('did not answer in time');
  });
});
