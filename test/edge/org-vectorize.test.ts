import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OrgHit } from '../../src/contract/types.ts';
import type { IndexListResponse } from '../../src/contract/local.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import { orgLaneCases, type OrgLaneSubject } from '../worker/lanes/org-lane.cases.ts';
import { talk, type Talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

// Vectorize runs at Cloudflare alone: a stand-in with its interface and limits, over an exact scan, is what is searched here

let words: Workerd;
let workerd: Workerd;
beforeAll(async () => {
  words = await startWorkerd();
  workerd = await startWorkerd({ model: (await provisionModel()).folder });
});
afterAll(() => Promise.all([words.close(), workerd.close()]));

let projects = 0;
/** The org lanes of projects whose names begin with `vectorize-` are searched by Vectorize, however small. */
const someone = (kind: 'vectorize' | 'memory', at = workerd): Talk => talk(at, { workspaceId: `${kind}-${++projects}`, userId: `user-${crypto.randomUUID()}` });

async function subject(user: Talk): Promise<OrgLaneSubject> {
  await user.start();
  return {
    create: (request) => user.call('/v1/voice-sdk/index/create', request),
    ask: async (query, topK = 10) => {
      const body = { sessionId: 's', query, topK: { org: topK }, timeoutMs: 5_000 };
      return ((await user.call('/v1/runtime/search_memory', body)) as { org: OrgHit[] }).org;
    },
    list: () => user.call('/v1/voice-sdk/index/list') as Promise<IndexListResponse>,
  };
}

orgLaneCases('in the memory of an isolate, by words', () => subject(someone('memory', words)));
orgLaneCases('in Vectorize, by words', () => subject(someone('vectorize', words)));
orgLaneCases('in the memory of an isolate, by meaning', () => subject(someone('memory')));
orgLaneCases('in Vectorize, by meaning', () => subject(someone('vectorize')));

interface Vectors {
  readonly size: number;
  readonly queries: number;
}
const vectors = ({ call }: Talk, mode = 'ok'): Promise<Vectors> => call(`/test/vectors?mode=${mode}`) as Promise<Vectors>;

const SUBJECTS = [
  'The dog',
  'A red bicycle',
  'The old lighthouse',
  'My grandmother',
  'The invoice',
  'A storm',
  'The parcel',
  'Our bakery',
  'The violin',
  'A passport',
];
const DOINGS = [
  'was lost near the harbour',
  'costs more in winter',
  'needs a new key',
  'arrived late on Monday',
  'is kept in the attic',
  'belongs to the neighbour',
  'smells of oranges',
  'must be repaired',
];
const DOCUMENTS = SUBJECTS.flatMap((who, n) => DOINGS.map((what, m) => ({ id: `d${n}-${m}`, text: `${who} ${what}.` })));
const QUESTIONS = [
  'where is the pet',
  'what must be fixed',
  'which thing is expensive in December',
  'violin',
  'who bakes bread',
  'travel document neighbour',
  'bad weather on Monday',
  'oranges',
];

async function filled(user: Talk): Promise<Talk> {
  await user.start();
  await user.call('/v1/voice-sdk/index/create', { name: 'kb', documents: DOCUMENTS });
  return user;
}
/** Until every chunk has its vector. */
async function settled(user: Talk, query = 'where is the pet'): Promise<void> {
  await vi.waitFor(
    async () => {
      const [{ pendingEmbeddings }, { trace }] = [await user.stats(), await user.ask(query)];
      expect([pendingEmbeddings, trace.degraded]).toEqual([0, false]);
    },
    { timeout: 25_000, interval: 200 },
  );
}

describe('an org lane in Vectorize', () => {
  it('answers as one in memory does, by words and by meaning', async () => {
    const [there, here] = [await filled(someone('vectorize')), await filled(someone('memory'))];
    await vi.waitFor(async () => expect((await vectors(there)).size).toBeGreaterThanOrEqual(DOCUMENTS.length), { timeout: 25_000 });
    await Promise.all([settled(there), settled(here)]);
    const { queries } = await vectors(there);
    for (const question of QUESTIONS) {
      const [a, b] = [(await there.ask(question)).org, (await here.ask(question)).org];
      expect(a[0]?.text, question).toBe(b[0]?.text);
      a.forEach(({ score }, i) => expect(score).toBeCloseTo(b[i]!.score, 2));
    }
    expect((await vectors(there)).queries).toBe(queries + QUESTIONS.length);
  });

  it('scores words as one in memory does', async () => {
    const [there, here] = [await filled(someone('vectorize', words)), await filled(someone('memory', words))];
    // some of it goes again, and comes back otherwise
    for (const each of [there, here]) {
      await each.call('/v1/voice-sdk/index/create', { name: 'kb', documents: DOCUMENTS.slice(0, 20).map(({ id, text }) => ({ id, text: `${text} ${text}` })) });
      await each.call('/v1/voice-sdk/index/create', { name: 'kb', documents: DOCUMENTS.slice(10, 15).map(({ id }) => ({ id, text: 'Nothing here.' })) });
    }
    for (const question of QUESTIONS) {
      const [a, b] = [(await there.ask(question)).org, (await here.ask(question)).org];
      expect(a.map(({ score }) => Math.round(score * 1e4))).toEqual(b.map(({ score }) => Math.round(score * 1e4)));
    }
  });

  it('has the vectors of chunks that are there, and no others', async () => {
    const user = someone('vectorize');
    const { size } = await vectors(user);
    await filled(user);
    await vi.waitFor(async () => expect((await vectors(user)).size).toBe(size + DOCUMENTS.length), { timeout: 25_000 });
    await user.call('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'd0-0', text: 'The spaniel sleeps in the kitchen.' }] });
    await vi.waitFor(async () => expect((await user.ask('sleeping pet')).org[0]?.text).toBe('The spaniel sleeps in the kitchen.'));
    await vi.waitFor(async () => expect((await vectors(user)).size).toBe(size + DOCUMENTS.length));
  });

  it.each(['fail', 'hang'])('goes by words, and says so, while Vectorize does not answer (%s)', async (mode) => {
    const user = await filled(someone('vectorize'));
    await settled(user);
    await vectors(user, mode);
    const { org, trace } = await user.ask('passport oranges');
    expect([org[0]?.text, trace.degraded, trace.lanes?.org.status]).toEqual(['A passport smells of oranges.', true, 'ok']);
    await vectors(user, 'ok');
    expect((await user.ask('oranges and passports')).trace.degraded).toBe(false);
  });

  it('is of one project alone', async () => {
    const [ours, theirs] = [someone('vectorize'), someone('vectorize')];
    for (const [each, text] of [
      [ours, 'The vault opens with marzipan.'],
      [theirs, 'The vault opens with nougat.'],
    ] as const) {
      await each.start();
      await each.call('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'd', text }] });
      await settled(each, 'how do I open the vault');
    }
    for (const [each, text] of [
      [ours, 'The vault opens with marzipan.'],
      [theirs, 'The vault opens with nougat.'],
    ] as const)
      expect((await each.ask('how do I open the vault')).org.map((hit) => hit.text)).toEqual([text]);
  });

  it('takes what was written before, and what is written beside it', async () => {
    const workspaceId = `vectorize-${++projects}`;
    const [before, user] = [talk(words, { workspaceId, userId: 'far-writer' }), talk(words, { workspaceId, userId: 'user-reader' })];
    await filled(before);
    await user.start();
    expect((await user.ask('violin')).org.map(({ text }) => text.slice(0, 10))).toEqual(Array.from({ length: 4 }, () => 'The violin'));
    expect((await user.stats()).counts.org).toBe(DOCUMENTS.length);
    await before.call('/v1/voice-sdk/index/create', {
      name: 'kb',
      documents: [
        { id: 'd8-0', text: 'A quince.' },
        { id: 'new', text: 'The violin and the quince.' },
      ],
    });
    expect((await user.ask('quince')).org.map(({ docId }) => docId).toSorted()).toEqual(['d8-0', 'new']);
    expect((await user.ask('violin')).org).toHaveLength(4);
  });
});
