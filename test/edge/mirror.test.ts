import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOUD_PATHS, type CloudBootstrapResponse, type CloudTokenResponse } from '../../src/contract/cloud.ts';
import type { Identity } from '../../src/contract/types.ts';
import { createCloud, type Cloud } from '../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { serveHttp } from '../../src/node/cloud/http-server.ts';
import { talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

const KEY = 'memoair_pk_of-an-account';
const TOKEN_SECRET = 'a secret of the tests at the edge';

let cloud: Cloud;
let server: Awaited<ReturnType<typeof serveHttp>>;
let workerd: Workerd;
let away = false;
/** Calls that came while it was away. */
let inVain = 0;
beforeAll(async () => {
  cloud = await createCloud({ store: new MemoryCloudStore(), apiKeys: [KEY], tokenSecret: TOKEN_SECRET });
  const answer = async (request: Request): Promise<Response> => {
    if (!away) return cloud.fetch(request);
    inVain++;
    return new Response('', { status: 503 });
  };
  server = await serveHttp(answer, '127.0.0.1', 0);
  workerd = await startWorkerd({ variables: { CLOUD_URL: server.url, CLOUD_KEY: KEY, TOKEN_SECRET } });
});
afterAll(async () => {
  await workerd.close();
  await server.close();
  await cloud.close();
});
beforeEach(() => {
  away = false;
  inVain = 0;
});

const someone = (): Identity => ({ workspaceId: 'ws_edge', userId: `user-${crypto.randomUUID()}` });

/** A call to the cloud itself, with the key of the account. */
async function askCloud<T>(method: string, path: string, { workspaceId, userId }: Identity, body: object = {}): Promise<T> {
  const headers = { authorization: `Bearer ${KEY}`, 'x-project-id': workspaceId, 'x-user-id': userId, 'content-type': 'application/json' };
  const response = await cloud.fetch(
    new Request(`http://cloud.test${path}`, { method, headers, ...(method === 'POST' ? { body: JSON.stringify(body) } : {}) }),
  );
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const inCloud = async (identity: Identity): Promise<string> =>
  JSON.stringify((await askCloud<CloudBootstrapResponse>('GET', CLOUD_PATHS.bootstrap, identity)).permanent);

describe('the mirror of an object', () => {
  it('has what was said, and what is said on another device', async () => {
    const identity = someone();
    const ada = talk(workerd, identity);
    await ada.start();
    await ada.say('t1', 'I live in Delhi.');
    await vi.waitFor(async () => expect(await inCloud(identity)).toContain('Delhi'));
    await vi.waitFor(async () => expect((await ada.stats()).sync).toMatchObject({ cloud: 'configured', pending: 0 }));
  });

  it('gets by alarm what was said while it was away, though the object was evicted and nobody calls', async () => {
    const identity = someone();
    const ada = talk(workerd, identity);
    away = true;
    await ada.start();
    await ada.say('t1', 'My locker number is 4711.');
    // stored with the turn: what follows may be an eviction
    expect(await ada.alarm()).toMatchObject({ inMs: expect.closeTo(30_000, -5) });
    await ada.evict();
    away = false;
    await ada.ring();
    await vi.waitFor(async () => expect(await inCloud(identity)).toContain('4711'));
  });

  it('reads an org lane that was let go of once, into the index that all objects of the isolate have', async () => {
    const ada = talk(workerd, someone());
    await ada.start();
    await ada.call('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'd', text: 'Returns are taken back within 30 days.' }] });
    await ada.call('/v1/local/sync', {});
    const orgs = () => ada.call('/test/orgs') as Promise<{ readonly readings: number; readonly indexes: number }>;
    const { readings } = await orgs();
    await ada.call('/test/let-go');
    await ada.call('/v1/local/sync', {});
    await vi.waitFor(async () => expect((await orgs()).indexes).toBe(1));
    expect((await orgs()).readings).toBe(readings + 1);
  });

  it('is tried again later each time while it stays away, and soon once it is back', async () => {
    const identity = someone();
    const ada = talk(workerd, identity);
    away = true;
    await ada.start();
    await ada.say('t1', 'My locker number is 4711.');
    const waits: number[] = [];
    for (let n = 1; n <= 4; n++) {
      const before = inVain;
      await ada.evict();
      await ada.ring();
      await vi.waitFor(async () => expect((await ada.alarm()).failures).toBe(n));
      expect(inVain).toBeGreaterThan(before);
      waits.push((await ada.alarm()).inMs);
    }
    // 10, 20, 40 and 80 seconds, each shortened by up to a half
    expect(waits[3]).toBeGreaterThan(35_000);
    expect(waits[0]).toBeLessThan(11_000);
    away = false;
    await ada.ring();
    await vi.waitFor(async () => expect((await ada.alarm()).failures).toBe(0));
    expect(await inCloud(identity)).toContain('4711');
  });

  it('brings to a second object what the first was told', async () => {
    const [first, second] = [someone(), someone()];
    const org = { name: 'kb', documents: [{ id: 'returns', text: 'Returns are taken back within 30 days.' }] };
    const response = await cloud.fetch(
      new Request(`http://cloud.test${CLOUD_PATHS.createIndex}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'x-project-id': first.workspaceId, 'content-type': 'application/json' },
        body: JSON.stringify(org),
      }),
    );
    expect(response.status).toBe(200);
    for (const identity of [first, second]) {
      const each = talk(workerd, identity);
      await each.start();
      await vi.waitFor(async () => expect(JSON.stringify((await each.ask('returns within days')).org)).toContain('30 days'));
    }
  });
});

describe('tokens of the cloud', () => {
  it('open the object of the user that they are for, and no other', async () => {
    const identity = someone();
    const { token } = await askCloud<CloudTokenResponse>('POST', CLOUD_PATHS.token, identity);
    const status = async (headers: Record<string, string>): Promise<number> => (await fetch(`${workerd.url}/v1/runtime/health`, { headers })).status;
    const authorization = `Bearer ${token}`;
    expect(await status({ authorization })).toBe(200);
    expect(await status({ authorization, 'x-project-id': identity.workspaceId, 'x-user-id': identity.userId })).toBe(200);
    expect(await status({ authorization, 'x-user-id': 'someone-else' })).toBe(403);
    expect(await status({ authorization, 'x-project-id': 'elsewhere' })).toBe(403);
    expect(await status({ authorization: `${authorization}x` })).toBe(401);
  });

  it('write org documents where they say index, and nowhere else, however the path is written', async () => {
    const identity = someone();
    const create = async (body: object, path: string = CLOUD_PATHS.createIndex): Promise<number> => {
      const { token } = await askCloud<CloudTokenResponse>('POST', CLOUD_PATHS.token, identity, body);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const index = JSON.stringify({ name: 'notes', documents: [{ id: 'hours', text: 'The desk opens at nine.' }] });
      return (await fetch(workerd.url + path, { method: 'POST', headers, body: index })).status;
    };
    expect(await create({})).toBe(403);
    expect(await create({}, `//elsewhere${CLOUD_PATHS.createIndex}`)).toBe(404);
    expect(await create({ index: true })).toBe(200);
  });
});
