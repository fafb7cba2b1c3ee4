import { expect, it } from 'vitest';
import type { PageEndpoint } from '../../../src/contract/protocol.ts';
import { pageExtractor, wellFormed } from '../../../worker/extract/page-extractor.ts';

const sails = { matchKey: 'user.activity.sailing', text: 'User sails.', ends: false };

it('keeps what is a fact of an app’s answer and leaves out the rest', () => {
  const answer = [
    sails,
    { ...sails, ends: undefined },
    { ...sails, matchKey: 'Sailing!' },
    { ...sails, text: 'a\nb' },
    { ...sails, text: 'x'.repeat(201) },
    null,
    'User sails.',
  ];
  expect(wellFormed(answer)).toEqual([sails, sails]);
});

it('keeps 64 facts of a turn', () => {
  expect(wellFormed(Array.from({ length: 200 }, () => sails))).toHaveLength(64);
});

it('refuses an answer that is no list', () => {
  expect(() => wellFormed({ facts: [sails] })).toThrow('list of facts');
});

it('asks the page of the runtime with the user’s words alone', async () => {
  const asked: unknown[] = [];
  const page = { extract: async (input: unknown) => (asked.push(input), [sails]) } as unknown as PageEndpoint;
  expect(await pageExtractor(page)({ userText: 'I sail.', at: '2026-01-01T00:00:00Z' })).toEqual([sails]);
  expect(asked).toEqual([{ userText: 'I sail.', at: '2026-01-01T00:00:00Z' }]);
});
