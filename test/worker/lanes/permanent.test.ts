import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/contract/defaults.ts';
import { permanentLane } from '../../../worker/lanes/permanent.ts';
import type { UserMemory } from '../../../worker/user-memory.ts';
import { fact } from '../rows.ts';
import { query } from '../search/passages.ts';
import { memoryOf } from './view.ts';

const ask = (memory: UserMemory, text: string, topK = 6) => permanentLane(memory).search({ query: query(text), sessionId: 's', topK });
const ids = async (...asked: Parameters<typeof ask>): Promise<string[]> => (await ask(...asked)).hits.map(({ id }) => id);

const moved = [
  fact('old', 1, { text: 'User lives in Delhi.', validTo: '2026-03-02T00:00:00.000Z' }),
  fact('new', 2, { text: 'User lives in Pune.', validFrom: '2026-03-02T00:00:00.000Z' }),
];

describe('the permanent lane', () => {
  it('finds facts and the turns of every session', async () => {
    const memory = memoryOf({ a: ['The piano is late.'], s: ['My piano again.'] }, [fact('f', 1, { text: 'User owns a piano.' })]);
    expect((await ids(memory, 'piano')).toSorted()).toEqual(['a0', 'f', 's0']);
  });

  it('has lines of this call before better ones of others, when the recall is about this call', async () => {
    const memory = memoryOf({ a: ['The piano, the piano tuner.'], s: ['Rain.', 'The piano and many other things that have nothing to do with it.'] });
    const linesFor = async (intent: 'answer' | 'this-call'): Promise<string[]> => {
      const { lines } = await permanentLane(memory).search({ query: query('piano tuner'), sessionId: 's', topK: 6, intent });
      return [...lines].map(({ item }) => item);
    };
    expect((await linesFor('answer'))[0]).toBe('a0');
    expect((await linesFor('this-call'))[0]).toBe('s1');
    expect(await linesFor('this-call')).toContain('a0');
  });

  it('leaves superseded facts out, unless the query asks about the past', async () => {
    expect(await ids(memoryOf({}, moved), 'where does the user live')).toEqual(['new']);
    expect((await ids(memoryOf({}, moved), 'where did the user live before')).toSorted()).toEqual(['new', 'old']);
    const { lines } = await ask(memoryOf({}, moved), 'where does the user live');
    expect([...lines].map(({ text }) => text)).toEqual(['User lives in Pune.']);
  });

  it('says since when, and until when, a fact holds', async () => {
    const { hits } = await ask(memoryOf({}, moved), 'where did the user live before');
    const items = new Map(hits.map(({ id, item }) => [id, item]));
    expect(items.get('old')).toMatchObject({ kind: 'fact', matchKey: 'user.location.current', validTo: '2026-03-02T00:00:00.000Z' });
    expect(items.get('new')).not.toHaveProperty('validTo');
  });

  it('follows a fact that has changed its words', async () => {
    const memory = memoryOf({}, [fact('f', 1, { text: 'User owns a piano.' })]);
    memory.apply(fact('f', 2, { text: 'User owns a violin.' }));
    expect(await ids(memory, 'piano')).toEqual([]);
    expect(await ids(memory, 'violin')).toEqual(['f']);
  });

  it('is best first, each item once, with some to spare for those that the working lane shows', async () => {
    const memory = memoryOf({ a: Array.from({ length: 70 }, (_, i) => `The piano number ${i}.`) });
    const { hits } = await ask(memory, 'piano', 3);
    // as many as the working lane may show
    expect(hits).toHaveLength(3 + LIMITS.topK);
    expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  it('finds nothing, and no lines, when none are wanted', async () => {
    expect(await ask(memoryOf({ a: ['The piano.'] }), 'piano', 0)).toEqual({ hits: [], lines: [], lexicalOnly: false });
  });

  it('is by words alone when either index is', async () => {
    const memory = memoryOf({ a: ['The piano.'] });
    const answer = await permanentLane(memory).search({ query: query('piano', { vector: null, reason: 'late' }), sessionId: 's', topK: 3 });
    expect([answer.lexicalOnly, answer.hits.length]).toEqual([true, 1]);
    expect((await ask(memory, 'piano')).lexicalOnly).toBe(false);
  });
});
