import { expect, it } from 'vitest';
import type { Doc } from './data.ts';
import { recordFinder } from './find-records.ts';
import { pairsOf } from './pairs.ts';

const line = (id: string, role: 'user' | 'assistant', text: string, date = '2023-05-08'): Doc => ({
  id,
  group: 'g',
  role,
  speaker: role === 'user' ? 'Anna' : 'Ben',
  text,
  date,
});

it('runs of one speaker are joined, and a turn never crosses a date', () => {
  const talk = [
    line('1', 'user', 'Hi'),
    line('2', 'user', 'It is me'),
    line('3', 'assistant', 'Hello'),
    line('4', 'user', 'Bye'),
    line('5', 'user', 'Again', '2023-05-09'),
    line('6', 'assistant', 'Welcome', '2023-05-10'),
  ];
  expect(pairsOf(talk)).toEqual([
    { date: '2023-05-08', userText: 'Anna: Hi\nAnna: It is me', assistantText: 'Ben: Hello' },
    { date: '2023-05-08', userText: 'Anna: Bye', assistantText: '' },
    { date: '2023-05-09', userText: 'Anna: Again', assistantText: '' },
    { date: '2023-05-10', userText: '', assistantText: 'Ben: Welcome' },
  ]);
});

it('an item holds the records whose id or whole text it carries', () => {
  const recordsOf = recordFinder([line('d1', 'user', 'I moved to Lisbon'), line('d2', 'assistant', 'Lisbon is warm'), line('d3', 'user', 'Hi')]);
  expect(recordsOf({ text: 'Anna: I moved to LISBON\nBen: Lisbon  is warm\nHi' })).toEqual(['d1', 'd2']);
  expect(recordsOf({ docId: 'd2', text: 'cut' })).toEqual(['d2']);
  expect(recordsOf({ docId: 'kb', chunkId: 'd3:0' })).toEqual(['d3']);
  expect(recordsOf({ text: '' })).toEqual([]);
});
