import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/contract/defaults.ts';
import type { HandClock } from '../worker/hand-clock.ts';
import { Device, event, HEADERS, Held, KEY, OTHER_KEY, turn, type CloudUnderTest, type StartCloud } from './harness.ts';

const json = async (response: Response): Promise<Record<string, never>> => (await response.json()) as Record<string, never>;

/** What the reference cloud promises, over any store and any way to it. */
export function cloudCases(name: string, open: () => Promise<CloudUnderTest>): void {
  describe(`the cloud ${name}`, () => {
    let under: CloudUnderTest;
    let clock: HandClock;
    let device: Device;
    let anonymous: Device;
    const closing: (() => Promise<void>)[] = [];
    const start: (...given: Parameters<StartCloud>) => Promise<Device> = async (limits) => {
      const started = await under.start(limits);
      closing.push(started.close);
      ({ clock } = started);
      return new Device(started.fetch, HEADERS);
    };
    beforeEach(async () => {
      under = await open();
      device = await start();
      anonymous = device.with({ 'x-user-id': undefined });
    });
    afterEach(async () => {
      for (const close of closing.splice(0)) await close();
      await under.dispose();
    });

    describe('documents calls', () => {
      it('make an index, and list it with its version and chunks', async () => {
        const created = await anonymous.createIndex('kb', [
          { id: 'returns', text: 'Returns within 30 days.' },
          { id: 'long', text: 'A sentence of some words. '.repeat(80) },
        ]);
        expect(created).toEqual({ indexName: 'kb', chunkCount: 4, version: 1 });
        clock.turn(60_000);
        expect(await anonymous.createIndex('kb', [{ id: 'long', text: 'Short now.' }])).toEqual({ indexName: 'kb', chunkCount: 1, version: 2 });
        const listed = await json(await anonymous.call('GET', '/v1/voice-sdk/index/list'));
        expect(listed).toEqual({
          indexes: [{ name: 'kb', version: 2, chunkCount: 2, createdAt: '2026-03-01T10:00:00.000Z', updatedAt: '2026-03-01T10:01:00.000Z' }],
        });
      });

      it('put the metadata of the index on every chunk of the call', async () => {
        const body = {
          name: 'kb',
          documents: [
            { id: 'a', text: 'One.', metadata: { topic: 'x' } },
            { id: 'b', text: 'Two.' },
          ],
          metadata: { lang: 'en' },
        };
        await anonymous.call('POST', '/v1/voice-sdk/index/create', body);
        const { chunks } = await anonymous.pullAll();
        expect([...chunks.values()].map(({ metadata }) => metadata)).toEqual([{ lang: 'en', topic: 'x' }, { lang: 'en' }]);
      });

      it('over their caps are refused in the vendor’s own form', async () => {
        const documents = Array.from({ length: 101 }, (_, n) => ({ id: `d${n}`, text: 'x' }));
        for (const batch of [documents, [{ id: 'a', text: 'é'.repeat(500_001) }], [{ id: 'a', text: 'x'.repeat(8_388_608) }]]) {
          const response = await anonymous.call('POST', '/v1/voice-sdk/index/create', { name: 'kb', documents: batch });
          expect(response.status).toBe(413);
          expect(await response.json()).toEqual({ error: 'batch_too_large', message: expect.any(String) });
        }
        expect((await anonymous.createIndex('kb', documents.slice(1))) as object).toMatchObject({ chunkCount: 100 });
      });

      it('whose metadata is large are refused, since it stands on every chunk', async () => {
        const large = { note: 'é'.repeat(8_190) };
        const document = { id: 'a', text: 'One.' };
        for (const [path, body] of [
          ['metadata', { name: 'kb', documents: [document], metadata: large }],
          ['documents.0.metadata', { name: 'kb', documents: [{ ...document, metadata: large }] }],
        ] as const) {
          const response = await anonymous.call('POST', '/v1/voice-sdk/index/create', body);
          expect(response.status).toBe(400);
          const { error } = (await response.json()) as { error: { code: string; details: object } };
          expect(error).toMatchObject({ code: 'cloud.bad_request', details: { issues: [{ path, expected: 'at most 16384 bytes of JSON' }] } });
        }
        const most = { note: 'é'.repeat(8_186) };
        const kept = { name: 'kb', documents: [{ ...document, metadata: most }], metadata: { other: most.note.slice(1) } };
        expect((await anonymous.call('POST', '/v1/voice-sdk/index/create', kept)).status).toBe(200);
      });

      it('tell a device what came, what changed and what went', async () => {
        await device.createIndex('kb', [{ id: 'a', text: 'A sentence of some words. '.repeat(60) }]);
        const held = await device.pullAll();
        expect([...held.chunks.keys()]).toEqual(['["kb","a",0]', '["kb","a",1]']);
        await device.createIndex('kb', [{ id: 'a', text: 'Short now.' }]);
        const page = await device.pull(held.token);
        expect(page.org).toMatchObject({
          chunks: [{ id: '["kb","a",0]', text: 'Short now.', index: 'kb', docId: 'a', position: 0 }],
          removed: ['["kb","a",1]'],
        });
        expect(page.full).toBe(false);
      });
    });

    describe('a batch of events', () => {
      it('becomes turns, facts and a profile', async () => {
        const { results } = await device.push([turn(1, 'My name is Anna and I live in Delhi.'), turn(2, 'I live in Pune now.')]);
        expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
        const held = await device.pullAll();
        expect(held.said).toEqual(['I live in Pune now.', 'My name is Anna and I live in Delhi.']);
        expect(held.facts).toContain('User lives in Pune.');
        expect(held.facts).not.toContain('User lives in Delhi.');
        const delhi = [...held.memories.values()].find((each) => each.kind === 'fact' && each.text === 'User lives in Delhi.');
        expect(delhi).toMatchObject({ validTo: '2026-02-01T10:02:00.000Z', matchKey: 'user.location.current', source: { sessionId: 's1' } });
        expect(held.profile?.summary).toContain('Pune');
      });

      it('has its effect once, by the id of each event', async () => {
        const one = turn(1, 'I live in Delhi.');
        expect((await device.push([one, one])).results.map(({ status }) => status)).toEqual(['ok', 'duplicate']);
        const before = await device.pull();
        expect((await device.push([{ ...one, payload: { ...one.payload, userText: 'I live in Goa.' } }])).results).toEqual([
          { id: one.id, status: 'duplicate' },
        ]);
        expect(await device.pull()).toEqual(before);
      });

      it('sent again under its key is answered as it was', async () => {
        const batch = [turn(1, 'I live in Delhi.'), { id: 'broken' }];
        const first = await device.push(batch, 'key-1');
        await device.push([turn(2, 'I live in Pune.')], 'key-2');
        expect(await device.push(batch, 'key-1')).toEqual(first);
        expect((await device.push([turn(3, 'Another.')], 'key-1')).results[0]?.status).toBe('ok');
      });

      it('is taken without its bad events, which are named by field', async () => {
        const good = turn(1, 'I live in Delhi.');
        const { results } = await device.push([
          { ...good, id: 'a', payload: { ...good.payload, userText: 7 } },
          { ...good, id: 'b', kind: 'gossip' },
          { ...good, id: 'c', at: 'yesterday' },
          { ...good, id: 'd', seq: -1 },
          good,
          null,
          { ...good, id: '' },
        ]);
        expect(results).toEqual([
          { id: 'a', status: 'rejected', code: 'event.invalid', path: 'payload.userText' },
          { id: 'b', status: 'rejected', code: 'event.unknown_kind', path: 'kind' },
          { id: 'c', status: 'rejected', code: 'event.invalid', path: 'at' },
          { id: 'd', status: 'rejected', code: 'event.invalid', path: 'seq' },
          { id: good.id, status: 'ok' },
          { id: '', status: 'rejected', code: 'event.invalid', path: '(event)' },
          { id: '', status: 'rejected', code: 'event.invalid', path: 'id' },
        ]);
      });

      it('takes facts as the device took them from the turn, under its ids', async () => {
        const facts = [{ matchKey: 'user.car', text: 'User drives a Lancia.', ends: false, memoryId: 'mem_own' }];
        await device.push([turn(1, 'I live in Delhi.', { payload: { memoryId: 'epi_own', facts } })]);
        const held = await device.pullAll();
        expect(held.facts).toEqual(['User drives a Lancia.']);
        expect([...held.memories.keys()].sort()).toEqual(['epi_own', 'mem_own']);
      });

      it('imports and edits facts by their ids', async () => {
        const items = [{ memoryId: 'm1', matchKey: 'user.location.current', text: 'User lives in Oslo.', validFrom: '2026-01-01T00:00:00Z' }];
        await device.push([event(1, 'memory_import', { items })]);
        await device.push([
          event(2, 'memory_edit', {
            memoryId: 'm1',
            matchKey: 'user.location.current',
            text: 'User lives in Bergen.',
            validFrom: '2026-01-01T00:00:00Z',
            validTo: null,
            metadata: {},
          }),
        ]);
        const held = await device.pullAll();
        expect([...held.memories.values()]).toEqual([
          {
            kind: 'fact',
            memoryId: 'm1',
            matchKey: 'user.location.current',
            text: 'User lives in Bergen.',
            validFrom: '2026-01-01T00:00:00.000Z',
            validTo: null,
            source: null,
            occurredAt: '2026-02-01T10:01:00.000Z',
            metadata: {},
          },
        ]);
      });

      it('names the speaker of a session’s turns, whichever came first', async () => {
        await device.push([turn(1, 'Hello.')]);
        await device.push([event(0, 'session_start', { metadata: { user: { name: ' Anna ' } } }, { sessionId: 's1' })]);
        expect([...(await device.pullAll()).memories.values()]).toMatchObject([{ kind: 'episode', userName: 'Anna' }]);
      });

      it('counts by the dates of its events, whatever their ids and whichever came first', async () => {
        await device.push([turn(3, 'I live in Oslo.', { id: 'a' })]);
        await device.push([turn(1, 'I live in Delhi.', { id: 'z' }), turn(2, 'I live in Pune.', { id: 'm' })]);
        const held = await device.pullAll();
        expect(held.facts).toEqual(['User lives in Oslo.']);
        const ends = [...held.memories.values()].flatMap((each) => (each.kind === 'fact' ? [`${each.text} ${each.validTo ?? 'now'}`] : [])).sort();
        expect(ends).toEqual(['User lives in Delhi. 2026-02-01T10:02:00.000Z', 'User lives in Oslo. now', 'User lives in Pune. 2026-02-01T10:03:00.000Z']);
      });

      it('counts a turn that was told twice once, as it was told first', async () => {
        await device.push([turn(2, 'I live in Pune.', { id: 'a', sessionId: 's1', turnId: 't1' })]);
        const held = await device.pullAll();
        await device.push([turn(1, 'I live in Delhi.', { id: 'b', sessionId: 's1', turnId: 't1' })]);
        await device.pullAll(held);
        expect([held.said, held.facts]).toEqual([['I live in Delhi.'], ['User lives in Delhi.']]);
      });

      it('over its caps is refused whole', async () => {
        const many = Array.from({ length: 501 }, (_, n) => turn(n, 'x'));
        const large = [turn(1, 'x'.repeat(1_100_000))];
        for (const events of [many, large]) {
          const response = await device.call('POST', '/v1/voice-sdk/events', { events });
          expect(response.status).toBe(413);
          expect(await response.json()).toMatchObject({ error: { code: 'cloud.too_large' } });
        }
        expect((await device.pullAll()).memories.size).toBe(0);
      });
    });

    describe('a tombstone', () => {
      it('takes a fact away for good, also what repeated it, and what it superseded holds again', async () => {
        const fact = (memoryId: string, city: string) => ({
          facts: [{ matchKey: 'user.location.current', text: `User lives in ${city}.`, ends: false, memoryId }],
        });
        await device.push([
          turn(1, 'Oslo', { payload: fact('m1', 'Oslo') }),
          turn(2, 'Delhi', { payload: fact('m2', 'Delhi') }),
          turn(3, 'Delhi', { payload: fact('m3', 'Delhi') }),
        ]);
        const held = await device.pullAll();
        expect(held.facts).toEqual(['User lives in Delhi.']);
        await device.push([event(4, 'tombstone', { scope: 'memory', memoryIds: ['m2'] })]);
        const page = await device.pull(held.token);
        expect(page.permanent.removed).toEqual(['m2']);
        expect((await device.pullAll(held)).facts).toEqual(['User lives in Oslo.']);
        await device.push([turn(5, 'Delhi', { payload: fact('m5', 'Delhi') })]);
        expect((await device.pullAll()).facts).toEqual(['User lives in Delhi.']);
      });

      it('takes a session away with what was said in it, also what arrives later', async () => {
        const late = turn(2, 'I live in Pune.', { sessionId: 's1' });
        await device.push([turn(1, 'My name is Anna.', { sessionId: 's1' }), turn(1, 'I live in Delhi.', { sessionId: 's2' })]);
        const held = await device.pullAll();
        await device.push([event(3, 'tombstone', { scope: 'session', sessionIds: ['s1'] })]);
        expect((await device.push([late])).results[0]?.status).toBe('ok');
        expect((await device.pullAll(held)).said).toEqual(['I live in Delhi.']);
        expect(held.facts).toEqual(['User lives in Delhi.']);
        expect(held.state).toEqual((await device.pullAll()).state);
        expect(held.profile?.summary).not.toContain('Anna');
      });

      it('is undone by a later import of the same id, and not by an edit', async () => {
        const imported = (minute: number, text: string) => event(minute, 'memory_import', { items: [{ memoryId: 'm1', text }] });
        const edit = { memoryId: 'm1', matchKey: null, text: 'Edited.', validFrom: '2026-01-01T00:00:00Z', validTo: null, metadata: {} };
        await device.push([event(3, 'tombstone', { memoryIds: ['m1'] }), imported(1, 'First.'), event(5, 'memory_edit', edit)]);
        expect((await device.pullAll()).memories.size).toBe(0);
        await device.push([imported(2, 'Before.')]);
        expect((await device.pullAll()).memories.size).toBe(0);
        await device.push([imported(4, 'Anew.')]);
        expect((await device.pullAll()).facts).toEqual(['Edited.']);
      });

      it('takes everything of the user away, and what is said afterwards counts', async () => {
        await device.push([turn(1, 'I live in Delhi.'), event(1, 'memory_import', { items: [{ memoryId: 'm1', text: 'User likes tea.' }] })]);
        const held = await device.pullAll();
        const version = held.profile!.version;
        await device.push([event(2, 'tombstone', { scope: 'user' })]);
        await device.pullAll(held);
        expect([held.memories.size, held.profile?.summary]).toEqual([0, '']);
        expect(held.profile?.version).toBeGreaterThan(version);
        await device.push([turn(3, 'I live in Pune.')]);
        expect((await device.pullAll(held)).facts).toEqual(['User lives in Pune.']);
      });
    });

    describe('a bootstrap', () => {
      it('of nothing is whole and empty', async () => {
        const page = await device.pull();
        expect(page).toMatchObject({
          full: true,
          more: false,
          profile: null,
          permanent: { manifestVersion: 0, items: [], removed: [] },
          org: { manifestVersion: 0, chunks: [], removed: [] },
        });
        expect(await device.pull(page.syncToken)).toMatchObject({ full: false, more: false });
      });

      it('brings what changed since its token, and nothing when nothing did', async () => {
        await device.push([turn(1, 'Hello.')]);
        const { syncToken } = await device.pull();
        const empty = await device.pull(syncToken);
        expect([empty.permanent.items, empty.org.chunks, empty.full]).toEqual([[], [], false]);
        const pushed = await device.push([turn(2, 'Good day.')]);
        expect((await device.pull(syncToken)).permanent.items).toMatchObject([{ userText: 'Good day.' }]);
        expect((await device.pull(pushed.syncToken)).permanent.items).toEqual([]);
      });

      it('comes in pages of 500 items, and of a megabyte', async () => {
        for (let from = 0; from < 1000; from += 400) await device.push(Array.from({ length: 400 }, (_, n) => turn(from + n, `Turn ${from + n}.`)));
        const held = new Held();
        const first = await device.pull();
        held.take(first);
        expect([first.permanent.items.length, first.more, first.full]).toEqual([500, true, true]);
        await device.pullAll(held);
        expect([held.memories.size, held.pages]).toEqual([1200, 3]);
        const large = device.with({ 'x-user-id': 'large' });
        for (let n = 0; n < 4; n++) await large.push([turn(n, 'x'.repeat(400_000))]);
        expect((await large.pull()).permanent.items.length).toBe(2);
        expect((await large.pullAll()).memories.size).toBe(4);
      });

      it('begins from the start for a token that is unknown, forged or of someone else', async () => {
        await device.push([turn(1, 'Hello.')]);
        const other = await device.with({ 'x-user-id': 'user_2' }).pull();
        const elsewhere = await device.with({ 'x-project-id': 'proj_9' }).pull();
        const { syncToken } = await device.pull();
        const forged = `${btoa('{"of":[],"at":{}}')}.${syncToken.split('.')[1]}`;
        for (const token of ['nonsense', '..', forged, other.syncToken, elsewhere.syncToken, `${syncToken}x`, 'x'.repeat(5000)]) {
          const page = await device.pull(token);
          expect([page.full, page.permanent.items.length]).toEqual([true, 1]);
        }
      });

      it('without a user is the org lane alone', async () => {
        await device.push([turn(1, 'I live in Delhi.')]);
        await device.createIndex('kb', [{ id: 'a', text: 'Shared.' }]);
        const page = await anonymous.pull();
        expect(page).toMatchObject({ profile: null, permanent: { items: [], removed: [] }, org: { chunks: [{ text: 'Shared.' }] } });
        expect(JSON.stringify(page)).not.toContain('Delhi');
      });

      it('has versions that only ever grow', async () => {
        const versions: number[] = [];
        const note = async (): Promise<void> => {
          const { permanent, profile } = await device.pull();
          versions.push(permanent.manifestVersion * 1000 + (profile?.version ?? 0));
        };
        await note();
        for (const n of [1, 2, 3]) {
          await device.push([turn(n, `I live in ${['Delhi', 'Pune', 'Oslo'][n - 1]}.`)]);
          await note();
        }
        await device.call('DELETE', '/v1/voice-sdk/user');
        await note();
        clock.turn(1);
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
        expect(new Set(versions).size).toBe(5);
      });
    });

    describe('users and projects', () => {
      it('never see each other, by header, token or id', async () => {
        const other = device.with({ 'x-user-id': 'user_2' });
        const elsewhere = device.with({ 'x-project-id': 'proj_9' });
        const mine = turn(1, 'I live in Delhi.', { id: 'same', payload: { memoryId: 'm1' } });
        await device.push([mine], 'same-key');
        await device.createIndex('kb', [{ id: 'a', text: 'Of the first project.' }]);
        expect((await other.push([{ ...mine, payload: { ...mine.payload, userText: 'I live in Oslo.' } }], 'same-key')).results[0]?.status).toBe('ok');
        await other.push([event(9, 'tombstone', { memoryIds: ['m1'], eventIds: ['same'], sessionIds: ['s1'], user: true })]);
        await other.call('DELETE', '/v1/voice-sdk/user');
        const held = await device.pullAll();
        expect([held.said, held.facts]).toEqual([['I live in Delhi.'], ['User lives in Delhi.']]);
        expect((await other.pullAll()).memories.size).toBe(0);
        expect((await elsewhere.pullAll()).chunks.size).toBe(0);
        expect(await json(await elsewhere.call('GET', '/v1/voice-sdk/index/list'))).toEqual({ indexes: [] });
      });

      it('are told apart whatever their ids are made of', async () => {
        const pairs = [
          ['a', 'b","c'],
          ['a","b', 'c'],
          ['a', 'b'],
          ['ab', ''],
        ] as const;
        for (const [project, user] of pairs.slice(0, 3))
          await device.with({ 'x-project-id': project, 'x-user-id': user }).push([turn(1, `${project}|${user}`)]);
        for (const [project, user] of pairs.slice(0, 3))
          expect((await device.with({ 'x-project-id': project, 'x-user-id': user }).pullAll()).said).toEqual([`${project}|${user}`]);
      });
    });

    describe('an erasure', () => {
      it('leaves nothing of the user, refuses what is older, and may be asked for again', async () => {
        await device.push([turn(1, 'I live in Delhi.'), event(0, 'session_start', { metadata: { user: { name: 'Anna' } } }, { sessionId: 's1' })], 'k');
        const held = await device.pullAll();
        for (let n = 0; n < 2; n++) expect(await json(await device.call('DELETE', '/v1/voice-sdk/user'))).toEqual({ status: 'ok' });
        const page = await device.pull(held.token);
        expect([page.full, page.permanent.items, page.permanent.removed, page.profile?.summary]).toEqual([true, [], [], '']);
        const old = turn(1, 'I live in Delhi.');
        expect((await device.push([old], 'k')).results).toEqual([{ id: old.id, status: 'rejected', code: 'event.erased' }]);
        clock.turn(60_000);
        await device.push([{ ...turn(1, 'I live in Pune.'), at: new Date(clock.now()).toISOString() }]);
        expect((await device.pullAll()).facts).toEqual(['User lives in Pune.']);
      });
    });

    describe('callers', () => {
      const statusOf = async (of: Device, method = 'GET', path = '/v1/voice-sdk/bootstrap', body?: unknown): Promise<number> =>
        (await of.call(method, path, body)).status;

      it('need a key of the account, and a project that it is for', async () => {
        expect(await statusOf(device.with({ authorization: undefined }))).toBe(401);
        for (const authorization of ['Bearer wrong', `Basic ${KEY}`, `Bearer ${KEY}x`, `Bearer ${KEY.slice(1)}`, 'Bearer ', 'Bearer a.b', 'Bearer .'])
          expect(await statusOf(device.with({ authorization }))).toBe(401);
        expect(await statusOf(device.with({ 'x-project-id': undefined }))).toBe(400);
        expect(await statusOf(device.with({ authorization: `Bearer ${OTHER_KEY}` }))).toBe(403);
        expect(await statusOf(device.with({ authorization: `Bearer ${OTHER_KEY}`, 'x-project-id': 'proj_2' }))).toBe(200);
        expect(await statusOf(device.with({ 'x-agent-id': undefined }))).toBe(200);
        expect(await statusOf(anonymous, 'POST', '/v1/voice-sdk/events', { events: [] })).toBe(400);
        expect(await statusOf(anonymous, 'DELETE', '/v1/voice-sdk/user')).toBe(400);
      });

      it('may hold a token for one user of one project, for a quarter of an hour', async () => {
        const issued = await json(await device.call('POST', '/v1/voice-sdk/token'));
        expect(issued).toEqual({ token: expect.any(String), expiresAt: '2026-03-01T10:15:00.000Z' });
        const holder = device.with({ authorization: `Bearer ${String(issued['token'])}` });
        await holder.push([turn(1, 'Hello.')]);
        expect((await holder.with({ 'x-user-id': undefined, 'x-project-id': undefined }).pullAll()).said).toEqual(['Hello.']);
        expect(await statusOf(holder.with({ 'x-user-id': 'user_2' }))).toBe(403);
        expect(await statusOf(holder.with({ 'x-project-id': 'proj_2' }))).toBe(403);
        expect(await statusOf(holder, 'POST', '/v1/voice-sdk/token', {})).toBe(403);
        expect(await statusOf(holder, 'POST', '/v1/voice-sdk/index/create', { name: 'kb', documents: [] })).toBe(403);
        const { syncToken } = await holder.pull();
        expect(await statusOf(device.with({ authorization: `Bearer ${syncToken}` }))).toBe(401);
        clock.turn(900_000);
        expect(await statusOf(holder)).toBe(401);
      });

      it('write org documents with a token only when it says so', async () => {
        const { token } = await json(await device.call('POST', '/v1/voice-sdk/token', { index: true }));
        expect(await device.with({ authorization: `Bearer ${String(token)}` }).createIndex('kb', [{ id: 'a', text: 'x' }])).toMatchObject({ version: 1 });
        expect(await statusOf(anonymous, 'POST', '/v1/voice-sdk/token', {})).toBe(400);
      });

      it('in haste are asked to wait, each for itself', async () => {
        const hasty = await start({ rate: { burst: 3, perSecond: 0.5 } });
        expect([await statusOf(hasty), await statusOf(hasty), await statusOf(hasty)]).toEqual([200, 200, 200]);
        const refused = await hasty.call('GET', '/v1/voice-sdk/bootstrap');
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
        expect(await statusOf(hasty.with({ 'x-user-id': 'user_2' }))).toBe(200);
        clock.turn(2000);
        expect([await statusOf(hasty), await statusOf(hasty)]).toEqual([200, 429]);
      });

      it('in a browser are let in', async () => {
        const asked = await device.with({ authorization: undefined }).call('OPTIONS', '/v1/voice-sdk/events');
        expect(asked.status).toBe(204);
        expect(asked.headers.get('access-control-allow-origin')).toBe('*');
        for (const header of ['authorization', 'content-type', 'idempotency-key', 'x-project-id', 'x-agent-id', 'x-user-id'])
          expect(asked.headers.get('access-control-allow-headers')).toContain(header);
        expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
        expect((await device.with({ authorization: 'Bearer no' }).call('GET', '/v1/voice-sdk/bootstrap')).headers.get('access-control-allow-origin')).toBe('*');
      });

      it('hear what is wrong with a path, a method or a body', async () => {
        expect(await json(await device.with({ authorization: undefined }).call('GET', '/health'))).toEqual({ status: 'ok', version: VERSION });
        expect(await statusOf(device, 'GET', '/v1/voice-sdk/nothing')).toBe(404);
        const wrong = await device.call('GET', '/v1/voice-sdk/events');
        expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
        const typed = await device.call('POST', '/v1/voice-sdk/events', 'events=1', { 'content-type': 'application/x-www-form-urlencoded' });
        expect(typed.status).toBe(415);
        expect(await typed.json()).toEqual({ error: { code: 'cloud.unsupported_media_type', message: expect.any(String), details: {} } });
        for (const body of ['', '{', '[]', 'null', '{"events":{}}', '"x"', '[[[['])
          expect(await statusOf(device, 'POST', '/v1/voice-sdk/events', body)).toBe(400);
      });
    });
  });
}
