import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchAs, headersOf } from './subject.ts';
import { talk, type Talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd.close());

const someone = (workspaceId = 'ws_edge') => ({ workspaceId, userId: `user-${crypto.randomUUID()}` });

describe('an object that is evicted', () => {
  it('goes on in the middle of a session: what was said is found, and more can be said', async () => {
    const ada = talk(workerd, someone());
    await ada.start();
    await ada.say('t1', 'I live in Delhi.');
    await ada.say('t2', 'My locker number is 4711.');
    expect(await ada.call('/v1/runtime/health')).toMatchObject({ active_sessions: 1 });
    await ada.evict();
    expect(await ada.call('/v1/runtime/health')).toMatchObject({ active_sessions: 0 });
    expect((await ada.ask('locker number')).contextText).toContain('4711');
    await ada.evict();
    await ada.say('t3', 'I moved to Pune.');
    await ada.evict();
    const { permanent, profile, working } = await ada.ask('where do I live');
    expect(permanent.map(({ text }) => text)).toContain('User lives in Pune.');
    expect(profile?.summary).toContain('Pune');
    expect(working.map(({ text }) => text).join('\n')).toContain('I moved to Pune.');
    expect((await ada.stats()).counts).toMatchObject({ episodes: 3, sessions: 1, outbox: 4 });
  });

  it('knows a turn that is sent again, and a session that was started', async () => {
    const ada = talk(workerd, someone());
    await ada.start();
    await ada.say('t1', 'My bicycle has a turquoise basket.');
    await ada.evict();
    await ada.say('t1', 'My bicycle has a turquoise basket.');
    await ada.start();
    expect((await ada.stats()).counts).toMatchObject({ episodes: 1, outbox: 2 });
  });

  it('loses nothing that was acknowledged, whenever that happens', async () => {
    const ada = talk(workerd, someone());
    await ada.start();
    const kept: string[] = [];
    const writing = Array.from({ length: 60 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 5));
      const turnId = `t${n}`;
      // an answer that is not one acknowledges nothing
      await ada.say(turnId, `Note number ${n}.`).then(
        () => kept.push(turnId),
        () => undefined,
      );
    });
    for (let n = 0; n < 4; n++) {
      await new Promise((resolve) => setTimeout(resolve, 70));
      await ada.evict();
    }
    await Promise.all(writing);
    expect(kept.length).toBeGreaterThan(20);
    const turns = (await ada.lines()).filter(({ kind }) => kind === 'turn').map(({ turnId }) => turnId);
    expect(turns).toEqual(expect.arrayContaining(kept));
    expect(new Set(turns).size).toBe(turns.length);
  });
});

describe('the runtime of Workers', () => {
  it('finds everything again when it was ended and is started anew', async () => {
    const storage = await mkdtemp(join(tmpdir(), 'memoair-edge-storage-'));
    const identity = someone();
    try {
      const first = await startWorkerd({ storage });
      const ada = talk(first, identity);
      await ada.start();
      await ada.say('t1', 'My locker number is 4711.');
      await ada.call('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'returns', text: 'Returns are taken back within 30 days.' }] });
      await first.close();
      const second = await startWorkerd({ storage });
      const { contextText } = await talk(second, identity).ask('locker number, returns');
      await second.close();
      expect(contextText).toMatch(/4711[^]*30 days/);
    } finally {
      await rm(storage, { recursive: true, force: true });
    }
  });
});

describe('calls to one object at the same time', () => {
  it('are all kept, once each and in one log', async () => {
    const ada = talk(workerd, someone());
    await ada.start();
    await Promise.all(Array.from({ length: 80 }, (_, n) => (n % 4 === 3 ? ada.ask(`note ${n - 1}`) : ada.say(`t${n - (n % 2)}`, `Note number ${n}.`))));
    const { counts } = await ada.stats();
    // 20 of the 60 turns were sent twice, under one id
    expect(counts).toMatchObject({ episodes: 40, outbox: 41 });
    expect((await ada.lines()).filter(({ kind }) => kind === 'turn')).toHaveLength(40);
  });

  it('supersede one fact by another, so that one of them holds', async () => {
    const ada = talk(workerd, someone());
    await ada.start();
    await Promise.all(['Delhi', 'Pune', 'Oslo', 'Lima', 'Rome'].map((city, n) => ada.say(`t${n}`, `I live in ${city}.`)));
    const { permanent } = await ada.ask('where does the user live');
    expect(permanent.filter((item) => item.kind === 'fact' && item.matchKey === 'user.location.current' && item.validTo === undefined)).toHaveLength(1);
  });
});

describe('objects of one isolate', () => {
  it('never see each other, whoever asks for what and however many there are', async () => {
    const people = Array.from({ length: 12 }, (_, n) => ({ secret: `word${n}word`, talk: talk(workerd, someone(n % 2 === 0 ? 'ws_even' : 'ws_odd')) }));
    await Promise.all(
      people.map(async ({ secret, talk: { start, say } }) => {
        await start();
        await say('t1', `My password is ${secret}.`);
      }),
    );
    await Promise.all(
      people.map(async ({ secret, talk: { ask, lines } }) => {
        const answers = await Promise.all(people.map((other) => ask(`what is the password ${other.secret}`)));
        const told = JSON.stringify([answers, await lines()]);
        expect(told).toContain(secret);
        for (const other of people) if (other.secret !== secret) expect(told).not.toContain(`password is ${other.secret}`);
      }),
    );
  });

  it('share the org lane of a workspace, and no other', async () => {
    const [ada, ben, eve] = [talk(workerd, someone('ws_books')), talk(workerd, someone('ws_books')), talk(workerd, someone('ws_other'))] as const;
    for (const each of [ada, eve]) await each.start();
    await ada.call('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'returns', text: 'Returns are taken back within 30 days.' }] });
    await ben.start();
    const org = async ({ ask }: Talk): Promise<string> => JSON.stringify((await ask('returns within days')).org);
    expect([await org(ada), await org(ben), await org(eve)]).toEqual([expect.stringContaining('30 days'), expect.stringContaining('30 days'), '[]']);
  });

  it('share one that is larger than what a call between objects brings', async () => {
    const [ada, ben] = [talk(workerd, someone('ws_large')), talk(workerd, someone('ws_large'))];
    const metadata = { note: 'm'.repeat(15_000) };
    for (let n = 0; n < 24; n++) {
      const documents = Array.from({ length: 100 }, (_, d) => ({ id: `d${d}`, text: `Shelf ${n} holds box number ${n * 100 + d}.`, metadata }));
      await ada.call('/v1/voice-sdk/index/create', { name: `kb${n}`, documents });
    }
    await ben.start();
    expect(JSON.stringify((await ben.ask('box number 2399')).org)).toContain('2399');
  });
});

describe('the worker', () => {
  const identity = someone();
  const health = (headers: Record<string, string>): Promise<Response> => fetch(`${workerd.url}/v1/runtime/health`, { headers });

  it('refuses who brings no token, or another one', async () => {
    for (const authorization of [undefined, 'Bearer nonsense', 'Basic abc']) {
      const { authorization: _given, ...rest } = headersOf(identity);
      const response = await health(authorization === undefined ? rest : { ...rest, authorization });
      expect([response.status, await response.json()]).toEqual([401, { error: expect.objectContaining({ code: 'runtime.bad_request' }) }]);
    }
  });

  it('refuses ids that are missing or too long', async () => {
    expect((await health({ ...headersOf(identity), 'x-agent-id': 'x'.repeat(513) })).status).toBe(400);
    expect((await health({ ...headersOf(identity), 'x-user-id': '' })).status).toBe(400);
    expect((await health({ ...headersOf(identity), 'x-project-id': 'x'.repeat(513) })).status).toBe(400);
  });

  it('believes nobody who says that they are a caller already known', async () => {
    const eve = encodeURIComponent(JSON.stringify({ projectId: 'ws_edge', userId: 'someone-else', agentId: null }));
    const response = await health({ ...headersOf(identity), 'x-memoair-caller': eve });
    expect(await response.json()).toMatchObject(identity);
  });

  it('takes the token of a developer on a loopback address alone', async () => {
    const { hostname, port } = new URL(workerd.url);
    const status = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ hostname, port, path: '/v1/runtime/health', headers: { ...headersOf(identity), host } }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect([await status(`localhost:${port}`), await status('memory.example.com')]).toEqual([200, 401]);
  });

  it('keeps users apart whose ids run into each other', async () => {
    const first = { workspaceId: 'a', userId: 'b","c' };
    const second = { workspaceId: 'a","b', userId: 'c' };
    const one = talk(workerd, first);
    await one.start();
    await one.say('t1', 'The gate code is marzipan.');
    const response = await fetchAs(second)(`${workerd.url}/v1/local/export`);
    expect(await response.text()).toBe('');
  });
});
