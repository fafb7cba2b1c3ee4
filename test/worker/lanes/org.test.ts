import { describe, expect, it } from 'vitest';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { orgLane } from '../../../worker/lanes/org.ts';
import { profileLane } from '../../../worker/lanes/profile.ts';
import { OrgMemory } from '../../../worker/org-memory.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { query } from '../search/passages.ts';

const NOW = '2026-03-01T10:00:00.000Z';

async function orgWith(
  ...documents: readonly { readonly id: string; readonly text: string }[]
): Promise<{ readonly org: OrgMemory; readonly store: MemoryStore }> {
  const org = new OrgMemory(new VectorArena());
  const store = new MemoryStore();
  await org.create(store, { name: 'handbook', documents, metadata: { lang: 'en' } }, NOW);
  return { org, store };
}
const ask = (org: OrgMemory, text: string, topK = 4) => orgLane(org).search({ query: query(text), sessionId: 's', topK });

describe('the org lane', () => {
  it('names the document as the caller does, and the chunk by its number', async () => {
    const { org } = await orgWith({ id: 'refunds', text: 'Refunds take five days.' }, { id: 'hours', text: 'We open at nine.' });
    const { hits, lines } = await ask(org, 'how long do refunds take');
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({
      source: 'refunds:0',
      item: { docId: 'refunds', chunkId: 'refunds:0', text: 'Refunds take five days.', index: 'handbook', metadata: { lang: 'en' } },
    });
    expect([...lines].map(({ text, day }) => [text, day])).toEqual([['Refunds take five days.', null]]);
  });

  it('finds a later part of a long document under its own number', async () => {
    const { org } = await orgWith({ id: 'long', text: `${'Opening words of no import. '.repeat(60)}\n\nThe zebra clause.` });
    const { hits } = await ask(org, 'zebra clause');
    expect(hits[0]?.item.chunkId).toMatch(/^long:[1-9]$/);
    expect(hits[0]?.item.text).toContain('zebra');
  });

  it('forgets what a replaced document said, and the chunks that it no longer has', async () => {
    const { org, store } = await orgWith({ id: 'long', text: `${'Opening words of no import. '.repeat(60)}\n\nThe zebra clause.` });
    await org.create(store, { name: 'handbook', documents: [{ id: 'long', text: 'The lion clause.' }] }, NOW);
    expect((await ask(org, 'zebra')).hits).toEqual([]);
    expect((await ask(org, 'lion')).hits).toHaveLength(1);
    expect(org.chunks.size).toBe(1);
    expect(await org.list(store)).toMatchObject({ indexes: [{ name: 'handbook', version: 2, chunkCount: 1 }] });
  });

  it('finds nothing, and no lines, when none are wanted', async () => {
    const { org } = await orgWith({ id: 'refunds', text: 'Refunds.' });
    expect(await ask(org, 'refunds', 0)).toEqual({ hits: [], lines: [], lexicalOnly: false });
  });
});

describe('the profile lane', () => {
  it('answers any query with the profile, and nothing when there is none or none is wanted', async () => {
    const lane = profileLane(() => ({ version: 2, summary: 'User: Anna.' }));
    const answer = await lane.search({ query: query(''), sessionId: 's', topK: 1 });
    expect(answer).toMatchObject({ hits: [{ id: 'profile:2', item: { version: 2, summary: 'User: Anna.' } }], lines: [{ text: 'User: Anna.', day: null }] });
    expect((await lane.search({ query: query(''), sessionId: 's', topK: 0 })).hits).toEqual([]);
    expect((await profileLane(() => null).search({ query: query(''), sessionId: 's', topK: 1 })).lines).toEqual([]);
  });
});
