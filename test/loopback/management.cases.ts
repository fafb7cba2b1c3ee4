import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForgetResponse, MemoryEditResponse, MemoryItem, MemoryListResponse, OutboxListResponse } from '../../src/contract/local.ts';
import type { SearchResponse } from '../../src/contract/types.ts';
import type { Subject } from './contract.cases.ts';

interface Reply<T> {
  readonly status: number;
  readonly json: T;
}

/** What every way to the management surface has to do. `open` opens the runtime of a new user each time. */
export function managementCases(name: string, open: () => Promise<Subject>): void {
  describe(`the management of memory ${name}`, () => {
    let subject: Subject;
    let empty: Subject;
    beforeAll(async () => {
      [subject, empty] = await Promise.all([open(), open()]);
      for (const one of [subject, empty]) await post('/v1/runtime/session/start', { sessionId: 's', workspaceId: one.workspaceId, userId: one.userId }, one);
    });
    afterAll(() => Promise.all([subject.close(), empty.close()]));

    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the caller expects
    const call = async <T>(method: string, path: string, body?: unknown, of = subject, type = 'application/json'): Promise<Reply<T>> => {
      const response = await of.fetch(`${of.base}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: response.status, json: (await response.json()) as T };
    };
    const post = (path: string, body: unknown, of = subject): Promise<Reply<Record<string, unknown>>> => call('POST', path, body, of);
    const say = (turnId: string, userText: string, of = subject) =>
      post('/v1/runtime/turn/after', { sessionId: 's', turnId, userText, assistantText: 'Noted.' }, of);
    const list = async (query = '', of = subject): Promise<readonly MemoryItem[]> =>
      (await call<MemoryListResponse>('GET', `/v1/local/memory?${query}`, undefined, of)).json.items;
    const found = async (query: string, of = subject): Promise<string> =>
      (await call<SearchResponse>('POST', '/v1/runtime/search_memory', { sessionId: 's', query, timeoutMs: 5000 }, of)).json.contextText;
    const exported = async (of = subject): Promise<string> => (await of.fetch(`${of.base}/v1/local/export`)).text();

    it('lists what is remembered with its validity and its source, in pages', async () => {
      await say('t1', 'I live in Delhi.');
      await say('t2', 'My locker number is 4711.');
      const [fact] = await list('lane=permanent&q=delhi');
      const facts = (await list('lane=permanent')).filter(({ kind }) => kind === 'fact');
      expect(facts).toContainEqual(expect.objectContaining({ text: 'User lives in Delhi.', matchKey: 'user.location.current', sessionId: 's', turnId: 't1' }));
      expect(fact).not.toHaveProperty('score');
      const first = await call<MemoryListResponse>('GET', '/v1/local/memory?lane=permanent&limit=2');
      const next = await call<MemoryListResponse>('GET', `/v1/local/memory?lane=permanent&limit=2&cursor=${encodeURIComponent(first.json.nextCursor!)}`);
      expect(new Set([...first.json.items, ...next.json.items].map(({ memoryId }) => memoryId)).size).toBe(first.json.items.length + next.json.items.length);
      expect((await call('GET', '/v1/local/memory?limit=501')).status).toBe(400);
      expect((await call('GET', '/v1/local/memory?cursor=nonsense')).status).toBe(400);
    });

    it('edits a fact, which is found as it reads now', async () => {
      const [fact] = (await list('q=lives%20in%20delhi')).filter(({ kind }) => kind === 'fact');
      const { status, json } = await call<MemoryEditResponse>('PATCH', `/v1/local/memory/${fact!.memoryId}`, { text: 'User lives in Pune.' });
      expect([status, json.memory.text]).toEqual([200, 'User lives in Pune.']);
      expect(await found('where does the user live')).toContain('Pune');
      expect((await call('PATCH', `/v1/local/memory/${fact!.memoryId}`, { text: 5 })).status).toBe(400);
      expect((await call('PATCH', '/v1/local/memory/no-such', { text: 'x' })).status).toBe(404);
    });

    it('exports everything as lines that another memory takes in, and a second time changes nothing', async () => {
      const lines = await exported();
      for (const line of lines.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('kind');
      const first = await call<{ imported: number }>('POST', '/v1/local/memory/import', lines, empty, 'application/x-ndjson');
      expect(first.json.imported).toBeGreaterThan(0);
      expect((await call<object>('POST', '/v1/local/memory/import', lines, empty, 'application/x-ndjson')).json).toMatchObject({ imported: 0, updated: 0 });
      const texts = async (of: Subject): Promise<string[]> => (await list('lane=permanent', of)).map(({ text }) => text).toSorted();
      expect(await texts(empty)).toEqual(await texts(subject));
      expect(await found('locker number', empty)).toContain('4711');
    });

    it('forgets a turn with all that came of it: no list, search or export holds it again', async () => {
      await say('t3', 'My sister is called Wilhelmina.');
      await say('t4', 'She plays the theremin.');
      const [turn] = (await list('q=wilhelmina')).filter(({ kind }) => kind === 'episode');
      const { status, json } = await call<ForgetResponse>('DELETE', `/v1/local/memory/${encodeURIComponent(turn!.memoryId)}`);
      expect([status, json.status]).toEqual([200, 'ok']);
      expect(await list('q=wilhelmina')).toEqual([]);
      expect(await found('what is my sister called, Wilhelmina')).not.toContain('called Wilhelmina');
      expect(await exported()).not.toContain('Wilhelmina');
      expect(await found('theremin')).toContain('theremin');
      expect((await call<ForgetResponse>('DELETE', `/v1/local/memory/${turn!.memoryId}`)).json.forgotten).toBe(0);
      expect((await call('DELETE', '/v1/local/memory/no-such')).status).toBe(404);
    });

    it('tells what waits for the cloud, without a word of it', async () => {
      const { json } = await call<OutboxListResponse>('GET', '/v1/local/outbox?limit=2');
      expect([json.items.length, json.dead]).toEqual([2, 0]);
      expect(json.pending).toBeGreaterThan(2);
      expect(JSON.stringify(json)).not.toMatch(/delhi|pune|theremin/i);
      expect((await call('POST', '/v1/local/outbox/no-such/retry')).status).toBe(404);
      expect((await call('POST', `/v1/local/outbox/${json.items[0]!.id}/retry`)).status).toBe(200);
      expect((await call('POST', '/v1/local/outbox/retry')).json).toEqual({ status: 'ok', retried: 0 });
      expect((await call('GET', '/v1/local/outbox/retry')).status).toBe(405);
    });

    it('forgets a session, and a user', async () => {
      await call('DELETE', '/v1/local/sessions/s');
      expect((await list('lane=permanent')).filter(({ kind }) => kind === 'episode')).toEqual([]);
      expect((await call('DELETE', '/v1/local/sessions/no-such')).status).toBe(404);
      await call('DELETE', '/v1/local/user');
      expect(await list('lane=permanent')).toEqual([]);
      expect(await exported()).toBe('');
    });

    it('refuses a wrong method with what there is, and an id that is no text', async () => {
      const wrong = await subject.fetch(`${subject.base}/v1/local/memory/x`, { method: 'POST' });
      expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'PATCH, DELETE, OPTIONS']);
      expect((await call('DELETE', '/v1/local/memory/%ff')).status).toBe(400);
    });
  });
}
