import { describe, expect, it } from 'vitest';
import { workingLane } from '../../../worker/lanes/working.ts';
import type { UserMemory } from '../../../worker/user-memory.ts';
import { session } from '../rows.ts';
import { query } from '../search/passages.ts';
import { memoryOf } from './view.ts';

const ask = (memory: UserMemory, text: string, topK = 4) => workingLane(memory).search({ query: query(text), sessionId: 's', topK });
const ids = async (...asked: Parameters<typeof ask>): Promise<string[]> => (await ask(...asked)).hits.map(({ id }) => id);

describe('the working lane', () => {
  it('finds turns of its own session alone', async () => {
    const memory = memoryOf({ other: ['The piano is out of tune.'], s: ['We need soup.', 'The piano is late.'] });
    expect((await ids(memory, 'piano out of tune', 9)).toSorted()).toEqual(['s0', 's1']);
    const { lines } = await ask(memory, 'piano out of tune', 9);
    expect([...lines].map(({ text }) => text)).not.toContain('User: The piano is out of tune.');
  });

  it('shows the latest turn whatever the query, and the rest by the query', async () => {
    const memory = memoryOf({ s: ['The piano is late.', 'My piano again.', 'Rain.', 'Soup.', 'Bread.', 'Goodbye.'] });
    const found = await ids(memory, 'piano', 4);
    expect(found).toContain('s5');
    expect(found).toEqual(expect.arrayContaining(['s0', 's1']));
    expect(found).toHaveLength(4);
  });

  it('answers an empty query with the latest turns', async () => {
    expect(await ids(memoryOf({ s: ['One.', 'Two.', 'Three.'] }), '', 2)).toEqual(['s2', 's1']);
    const { lines } = await ask(memoryOf({ s: ['One.', 'Two.'] }), '');
    expect([...lines].map(({ text }) => text)).toEqual(['User: Two.']);
  });

  it('finds nothing, and no lines, when none are wanted', async () => {
    expect(await ask(memoryOf({ s: ['The piano.'] }), 'piano', 0)).toEqual({ hits: [], lines: [], lexicalOnly: false });
  });

  it.each([1, 2, 3, 50])('has no more items than asked for: %d', async (topK) => {
    const memory = memoryOf({ s: Array.from({ length: 12 }, (_, i) => `The piano number ${i}.`) });
    memory.noteSession(session('before', 99, { endedAt: '2026-02-01T00:00:00.000Z', brief: 'talked about tea.' }));
    const { hits } = await ask(memory, 'piano', topK);
    expect(hits.length).toBeLessThanOrEqual(topK);
    expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
    for (const { score } of hits) expect(score).toSatisfy((value: number) => value >= 0 && value <= 1);
  });

  it('begins with the running brief and the brief of the last call', async () => {
    const memory = memoryOf({ s: Array.from({ length: 8 }, (_, i) => `The piano number ${i}.`) });
    memory.noteSession(session('before', 99, { endedAt: '2026-02-01T00:00:00.000Z', brief: 'talked about tea.' }));
    const { hits, lines } = await ask(memory, 'tea');
    expect(hits.slice(0, 2).map(({ id, item }) => [id, item.kind])).toEqual([
      ['brief:s', 'brief'],
      ['brief:before', 'last_brief'],
    ]);
    expect([...lines].slice(0, 2).map(({ text, day }) => [text, day])).toEqual([
      ['Earlier in this call: piano, number.', null],
      ['Last call: talked about tea.', '2026-02-01'],
    ]);
    expect(hits[1]!.score).toBeGreaterThan(hits[0]!.score);
  });

  it('gives a turn, not a brief, the only place there is', async () => {
    const memory = memoryOf({ s: ['The piano.'] });
    memory.noteSession(session('before', 99, { endedAt: '2026-02-01T00:00:00.000Z', brief: 'talked about tea.' }));
    expect(await ids(memory, 'tea', 1)).toEqual(['s0']);
    expect(await ids(memory, 'tea', 2)).toEqual(['brief:before', 's0']);
  });

  it('shows both sides of a turn as they were said, with its time', async () => {
    const memory = memoryOf({ s: [] });
    memory.apply({
      id: 'e',
      kind: 'episode',
      seq: 1,
      at: '2026-03-01T10:00:00.000Z',
      sessionId: 's',
      turnId: 't9',
      userText: 'A <b>?\n## x',
      assistantText: 'Yes.',
      userName: null,
    });
    expect((await ask(memory, 'yes')).hits[0]?.item).toMatchObject({
      kind: 'turn',
      text: 'A <b>?\n## x\nYes.',
      turnId: 't9',
      occurredAt: '2026-03-01T10:00:00.000Z',
    });
  });
});
