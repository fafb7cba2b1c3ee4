import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGETS } from '../../src/contract/defaults.ts';
import { parseSearch } from '../../src/contract/parse.ts';
import type { SearchRequest, SearchResponse } from '../../src/contract/types.ts';
import { systemClock } from '../../worker/clock.ts';
import { Deadline } from '../../worker/deadline.ts';
import { NOTHING } from '../../worker/lanes/lane.ts';
import { orgAnswer } from '../../worker/lanes/org.ts';
import { permanentLane } from '../../worker/lanes/permanent.ts';
import { profileLane } from '../../worker/lanes/profile.ts';
import { workingLane } from '../../worker/lanes/working.ts';
import { recall } from '../../worker/recall.ts';
import type { UserMemory } from '../../worker/user-memory.ts';
import { memoryOf } from './lanes/view.ts';
import { fact } from './rows.ts';
import { passage } from './search/passages.ts';

const CHUNK = { index: 'docs', docId: 'tuning', position: 2, text: 'A piano is tuned twice a year.', metadata: {} };
const tuned = [{ passage: passage('["docs","tuning",2]', CHUNK.text, { id: '["docs","tuning",2]#0' }), score: 0.4, lexical: 1.23456, cosine: 0.5 }];

const memory = (): UserMemory =>
  memoryOf({ before: ['My piano tuner is called Olga.'], s: ['Rain.', 'The piano is late.\nIt is a Steinway piano.'] }, [
    fact('f', 9, { text: 'User owns a piano.', matchKey: 'user.owns.piano', source: { sessionId: 'before', turnId: 'turn-before0' } }),
  ]);

function ask(request: Partial<SearchRequest> = {}, of: UserMemory = memory()): Promise<SearchResponse> {
  return recall(
    { sessionId: 's', query: 'Who tunes the Steinway piano?', intent: 'answer_current_user', includeSources: true, timeoutMs: 250, ...request },
    {
      lanes: {
        profile: profileLane(() => ({ version: 1, summary: 'User: Anna.' })),
        working: workingLane(of),
        permanent: permanentLane(of),
        org: { search: async ({ topK }) => (topK === 0 ? NOTHING : orgAnswer({ passages: tuned, dense: true }, topK, () => CHUNK)) },
      },
      budgets: DEFAULT_BUDGETS,
      deadline: new Deadline(systemClock, 5000),
      orgOnly: false,
      embed: async () => ({ vector: null, reason: 'off' }),
    },
  );
}

describe('why a source was found', () => {
  it('is told with the words that it shares with the query, the line and the turn that said it', async () => {
    const { sources } = await ask({ explain: true });
    const source = sources!.find(({ lane, id }) => lane === 'working' && id === 's1')!;
    expect(source.why).toMatchObject({
      matched: ['steinway', 'piano'],
      line: 1,
      sourceTurn: { sessionId: 's', turnId: 'turn-s1' },
      validFrom: '2026-03-01T10:02:00.000Z',
    });
    expect(source.why!.lexical).toBeGreaterThan(0);
  });

  it('is told of a fact with the turn that it was taken from and its validity', async () => {
    const ended = memoryOf({}, [fact('f', 9, { text: 'User owned a piano.', validTo: '2026-04-01T00:00:00.000Z', source: { sessionId: 'a', turnId: 't' } })]);
    const { sources } = await ask({ query: 'which piano before' }, ended);
    expect(sources!.find(({ id }) => id === 'f')!.why).toMatchObject({
      sourceTurn: { sessionId: 'a', turnId: 't' },
      validFrom: '2026-03-01T10:00:00.000Z',
      validTo: '2026-04-01T00:00:00.000Z',
    });
  });

  it('is told of a chunk under the id of its source', async () => {
    const { sources } = await ask({ explain: true });
    expect(sources!.find(({ lane }) => lane === 'org')).toEqual({
      lane: 'org',
      id: 'tuning:2',
      score: 0.4,
      why: { lexical: 1.235, dense: 0.5, matched: ['tunes', 'piano'], line: 0 },
    });
  });

  it('goes without the words unless the request asks to have it explained', async () => {
    const { sources } = await ask();
    const { why } = sources!.find(({ lane }) => lane === 'org')!;
    expect(why).toEqual({ lexical: 1.235, dense: 0.5, line: 0 });
  });

  it('is left out of a profile, which is there whatever was asked', async () => {
    const { sources } = await ask({ explain: true });
    expect(sources!.find(({ lane }) => lane === 'profile')).toEqual({ lane: 'profile', id: 'profile:1', score: 1 });
  });

  it('names eight words at most, and no word of the query that stands for nothing', async () => {
    const query = `the of and piano ${Array.from({ length: 20 }, (_, i) => `word${i}`).join(' ')}`;
    const long = memoryOf({ s: [query] });
    const { sources } = await ask({ query, explain: true }, long);
    expect(sources!.find(({ id }) => id === 's0')!.why!.matched).toEqual(['piano', ...Array.from({ length: 7 }, (_, i) => `word${i}`)]);
  });

  it('is told of the first sources of a lane alone, so that the answer stays small', async () => {
    const many = memoryOf({ s: Array.from({ length: 60 }, (_, i) => `The piano number ${i}.`) });
    const { sources } = await ask({ query: 'piano', topK: { working: 50 }, lanes: ['working'] }, many);
    expect(sources).toHaveLength(50);
    expect(sources!.filter(({ why }) => why).length).toBeLessThanOrEqual(16);
  });
});

describe('the lines of contextText', () => {
  it('are explained when the request asks for it, and only then', async () => {
    expect((await ask()).trace).not.toHaveProperty('lines');
    expect((await ask({ includeSources: false, explain: true })).trace.lines!.length).toBeGreaterThan(0);
  });

  it('are told from the top, each with its lane, its source and where it stands', async () => {
    const { contextText, trace } = await ask({ explain: true });
    const told = trace.lines!.map(({ lane, id, start, length }) => [lane, id, contextText.slice(start, start + length)]);
    expect(told).toContainEqual(['profile', 'profile:1', 'User: Anna.']);
    expect(told).toContainEqual(['working', 's1', 'User: It is a Steinway piano.']);
    expect(told).toContainEqual(['permanent', 'before0', 'User: My piano tuner is called Olga.']);
    expect(told).toContainEqual(['org', 'tuning:2', 'A piano is tuned twice a year.']);
    expect(told).toHaveLength(contextText.split('\n').filter((line) => line.startsWith('- ')).length);
  });

  it('say which turn said them, those of another session too', async () => {
    const { trace } = await ask({ explain: true });
    const line = trace.lines!.find(({ id }) => id === 'before0')!;
    expect(line.why).toMatchObject({ matched: ['piano'], sourceTurn: { sessionId: 'before', turnId: 'turn-before0' } });
  });

  it('are at most 128', async () => {
    const many = memoryOf({ s: Array.from({ length: 400 }, (_, i) => `p ${i}`) });
    const { trace } = await ask({ query: 'p', explain: true }, many);
    expect(trace.lines!.length).toBeLessThanOrEqual(128);
  });
});

describe('the request for an explanation', () => {
  it('is a truth value or absent', () => {
    const body = { sessionId: 's', query: 'piano' };
    expect(parseSearch({ ...body, explain: true }).explain).toBe(true);
    expect(parseSearch({ ...body, explain: null }).explain).toBeUndefined();
    expect(parseSearch(body).explain).toBeUndefined();
    expect(() => parseSearch({ ...body, explain: 'yes' })).toThrow(/explain has to be true or false/);
  });
});
