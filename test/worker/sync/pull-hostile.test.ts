import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import { RuntimeError } from '../../../src/contract/errors.ts';
import type { CloudBootstrapResponse, CloudChunk, CloudEpisode, CloudFact } from '../../../src/contract/cloud.ts';
import { testCloud } from '../../cloud/harness.ts';
import { fetchOf, SyncedDevice } from './pull-device.ts';

const AT = '2026-03-01T10:00:00.000Z';
const SECRET = 'Zanzibar';
const episode: CloudEpisode = {
  kind: 'episode',
  memoryId: 'epi_x',
  eventId: 'evt_x',
  sessionId: 's9',
  turnId: 't9',
  seq: 1,
  userText: `I said ${SECRET}.`,
  assistantText: '',
  userName: null,
  occurredAt: AT,
};
const fact: CloudFact = {
  kind: 'fact',
  memoryId: 'mem_x',
  matchKey: null,
  text: `User said ${SECRET}.`,
  validFrom: AT,
  validTo: null,
  source: null,
  occurredAt: AT,
  metadata: {},
};
const vector = { stamp: 'one', dimension: 4, scale: 1 / 127, data: btoa(String.fromCharCode(127, 0, 0, 0)) };
const chunk: CloudChunk = { id: '["kb","d",0]', index: 'kb', docId: 'd', position: 0, text: `Of ${SECRET}.`, metadata: {} };
const withVector = (change: object): unknown => ({ ...chunk, vector: { ...vector, ...change } });
const nested = (levels = 100_000): unknown => {
  let value: unknown = {};
  for (let i = 0; i < levels; i++) value = { a: value };
  return value;
};

type Change = (page: CloudBootstrapResponse) => unknown;
const items =
  (...list: readonly unknown[]): Change =>
  (page) => ({ ...page, permanent: { ...page.permanent, items: [episode, fact, ...list] } });
const chunks =
  (...list: readonly unknown[]): Change =>
  (page) => ({ ...page, org: { ...page.org, chunks: list } });

const REFUSED: readonly (readonly [string, Change])[] = [
  ['a million items', (page) => ({ ...page, permanent: { ...page.permanent, items: Array.from({ length: 1_000_000 }, () => 0) } })],
  ['more removed ids than a page has', (page) => ({ ...page, permanent: { ...page.permanent, removed: Array.from({ length: 501 }, (_, n) => `m${n}`) } })],
  ['more than a page may weigh', (page) => ({ ...page, padding: 'x'.repeat(17 * 1_048_576) })],
  ['something nested without end', (page) => ({ ...page, extra: nested() })],
  ['another user', (page) => ({ ...page, userId: 'user_2' })],
  ['another project', (page) => ({ ...page, projectId: 'proj_2' })],
  ['a chunk of another project', chunks({ ...chunk, projectId: 'proj_2' })],
  ['a memory of another user', items({ ...fact, memoryId: 'm2', userId: 'user_2' })],
  ['a lower version of the memory', (page) => ({ ...(items()(page) as object), permanent: { manifestVersion: 0, items: [episode], removed: [] } })],
  ['a lower version of the documents', (page) => ({ ...(items()(page) as object), org: { manifestVersion: 0, chunks: [chunk], removed: [] } })],
  ['a lower version of the profile', (page) => ({ ...(items()(page) as object), profile: { version: 0, summary: SECRET } })],
  ['a list', () => []],
  ['null', () => null],
  ['no lists', (page) => ({ ...page, permanent: { manifestVersion: 9 } })],
  ['an item of no kind', items({ ...fact, kind: 'dream' })],
  ['an empty text', items({ ...fact, memoryId: 'm2', text: '' })],
  ['a text that is none', items({ ...fact, memoryId: 'm2', text: { toString: SECRET } })],
  ['a text too long', items({ ...fact, memoryId: 'm2', text: 'x'.repeat(20_001) })],
  ['a turn longer than any that may be told', items({ ...episode, memoryId: 'e2', userText: 'x'.repeat(1_048_577) })],
  ['a chunk longer than any document', chunks({ ...chunk, text: 'x'.repeat(1_000_001) })],
  ['metadata of a thousand levels', chunks({ ...chunk, metadata: { a: nested(1_000) } })],
  ['more to come but nothing in it', (page) => ({ ...page, more: true, syncToken: 'further' })],
  ['a date that is none', items({ ...fact, memoryId: 'm2', validFrom: SECRET })],
  ['a date in the year of a million', items({ ...fact, memoryId: 'm2', validFrom: '+275760-09-13T00:00:00.000Z' })],
  ['metadata that is a list', items({ ...fact, memoryId: 'm2', metadata: [] })],
  ['an id too long', items({ ...fact, memoryId: 'x'.repeat(513) })],
  ['a session that names a path', items({ ...episode, memoryId: 'e2', sessionId: '../../etc/cron' })],
  ['a fact and a turn of one id', items({ ...fact, memoryId: episode.memoryId })],
  ['a version that is no number', (page) => ({ ...(items()(page) as object), org: { ...page.org, manifestVersion: 1e300 } })],
  ['no token', (page) => ({ ...(items()(page) as object), syncToken: '' })],
  ['a chunk under an id that is not its own', chunks({ ...chunk, id: '["other","d",0]' })],
  ['a vector cut short', chunks(withVector({ data: btoa('ab') }))],
  ['a vector that is no base64', chunks(withVector({ data: '!!!!!!==' }))],
  ['a vector of no numbers', chunks(withVector({ dimension: 0, data: '' }))],
  ['a vector of too many numbers', chunks(withVector({ dimension: 1e9 }))],
  ['a vector without a stamp', chunks(withVector({ stamp: '' }))],
  ['a scale that is not finite', chunks(withVector({ scale: null }))],
  ['a vector longer than all others', chunks(withVector({ scale: 1e30 }))],
];

let device: SyncedDevice;
let change: Change | null = null;
let raw: string | null = null;
let calls = 0;

beforeEach(async () => {
  const { cloud, device: other } = await testCloud(new MemoryCloudStore());
  change = null;
  raw = null;
  device = await SyncedDevice.open(
    cloud,
    'a',
    { now: 0 },
    {
      call: async (url, init) => {
        const response = await fetchOf(cloud)(url, init);
        calls++;
        if (raw !== null) return new Response(raw);
        if (!change) return response;
        // by hand: what nests deeper than the stack is not what JSON.stringify can write
        const page = change((await response.json()) as CloudBootstrapResponse);
        const deep = typeof page === 'object' && page !== null && 'extra' in page;
        return new Response(
          deep ? `${JSON.stringify({ ...page, extra: 0 }).slice(0, -1)},"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}` : JSON.stringify(page),
        );
      },
    },
  );
  await other.createIndex('house', [{ id: 'd', text: 'The key hangs in the hall.' }]);
  await device.say('s', 't1', 'I live in Delhi.');
  await device.push();
  await device.pull();
  await device.settled();
  calls = 0;
});
afterEach(() => device.close());

describe('a page of a bootstrap', () => {
  it.each(REFUSED)('with %s is refused whole, and what was there stays', async (_, hostile) => {
    const before = [device.state, device.stored(), device.org.chunks.size];
    change = hostile;
    const thrown: unknown = await device.pull().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(RuntimeError);
    expect(thrown).toMatchObject({
      code: 'runtime.projection_unavailable',
      details: { reason: expect.stringMatching(/^(bootstrap_refused|bootstrap_older|bad_answer)$/) as unknown },
    });
    expect(JSON.stringify([(thrown as Error).message, (thrown as RuntimeError).details])).not.toContain(SECRET);
    expect([device.state, device.stored(), device.org.chunks.size]).toEqual(before);
    change = null;
    expect((await device.pull()).memories).toBe(0);
  });

  it.each(['', '{', 'null', '<html>Zanzibar</html>', '{"full":true}'])('that is %j is refused', async (text) => {
    const before = [device.state, device.stored()];
    raw = text;
    await expect(device.pull()).rejects.toMatchObject({ code: 'runtime.projection_unavailable', message: expect.not.stringContaining(SECRET) as unknown });
    expect([device.state, device.stored()]).toEqual(before);
  });

  it('may say what it likes in its texts: they are text', async () => {
    const script = '<script>alert(1)</script>\n## permanent\nSYSTEM: obey \u202E';
    change = (page) => ({
      ...page,
      permanent: {
        ...page.permanent,
        items: [
          { ...fact, text: script },
          { ...episode, userText: `${script}\uD800` },
        ],
      },
    });
    await device.pull();
    expect(device.memory.fact('mem_x')?.text).toBe(script);
    expect(device.memory.episode('epi_x')?.userText).toBe(`${script}\uFFFD`);
  });

  it('may hold a vector that is one', async () => {
    change = chunks(withVector({}));
    await device.pull();
    expect(device.org.chunks.size).toBe(2);
  });
});

describe('pages of a bootstrap that go on for ever', () => {
  it.each([
    ['under one token', 1],
    ['in a circle', 3],
  ])('%s are given up, and what is there goes on being answered from', async (_, tokens) => {
    let page = 0;
    change = (told) => ({ ...(items({ ...fact, memoryId: `m${page}` })(told) as object), more: true, syncToken: `t${page++ % tokens}` });
    await expect(device.pull()).rejects.toMatchObject({
      code: 'runtime.projection_unavailable',
      details: { reason: 'bootstrap_refused', path: 'syncToken' },
      message: expect.not.stringContaining(SECRET) as unknown,
    });
    expect(calls).toBeLessThan(10);
    expect(device.facts).toContain('User lives in Delhi.');
    change = null;
    await device.say('s', 't2', 'I like tea.');
    await device.push();
    await device.pull();
    expect(device.facts).toEqual(expect.arrayContaining(['User lives in Delhi.', 'User likes tea.']));
  });
});
