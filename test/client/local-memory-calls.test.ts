import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import type { MemoryItem } from '../../src/contract/local.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { Disk } from './disk.ts';

interface Subject {
  readonly client: MemoAirVoiceClient;
  readonly close: () => Promise<void>;
}

const user = { id: 'ada' };
const base = { projectId: 'p', agentId: 'a', cloudBaseUrl: '' };

async function inThisProcess(): Promise<Subject> {
  const client = new MemoAirVoiceClient({ ...base, ports: new LoopbackPorts(), startRuntime: new Disk().start });
  return { client, close: () => client.aclose() };
}

async function overASocket(): Promise<Subject> {
  const runtime = await createLocalRuntime({ workspaceId: 'p', userId: user.id });
  const server = await serveRuntime(runtime, { port: 0, token: 'tok_1' });
  const client = new MemoAirVoiceClient({ ...base, ports: new LoopbackPorts(), runtimeUrl: server.url, runtimeToken: 'tok_1' });
  return {
    client,
    close: async () => {
      await client.aclose();
      await server.close();
      await runtime.close();
    },
  };
}

describe.each([
  ['in this process', inThisProcess],
  ['over a socket, with a token', overASocket],
])('the memory of a user, %s', (_name, open) => {
  let subject: Subject;
  let client: MemoAirVoiceClient;
  beforeAll(async () => {
    subject = await open();
    ({ client } = subject);
    for (const userText of ['I live in Delhi.', 'My locker number is 4711.', 'My sister is called Wilhelmina – ☎ 100 %.'])
      await client.saveResponse({ user, userText, assistantText: 'Noted.' });
  });
  afterAll(() => subject.close());

  const found = async (query: string): Promise<string> => (await client.searchMemory(query, { user, timeoutMs: 5_000 })).contextText;
  const listed = async (q: string): Promise<readonly MemoryItem[]> => (await client.local.list({ user, q })).items;
  const factOf = async (q: string): Promise<MemoryItem> => (await listed(q)).find(({ kind }) => kind === 'fact')!;
  const exported = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of client.local.export({ user })) lines.push(line);
    return lines;
  };

  it('is listed, by words with signs in them and a page at a time', async () => {
    expect((await listed('– ☎ 100 %')).map(({ text }) => text).join()).toContain('Wilhelmina');
    const ids: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 20; pages++) {
      const page = await client.local.list({ user, lane: 'permanent', limit: 2, cursor });
      expect(page.items.length).toBeLessThanOrEqual(2);
      ids.push(...page.items.map(({ memoryId }) => memoryId));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
    await expect(client.local.list({ user, limit: 0 })).rejects.toMatchObject({ code: 'runtime.bad_request', statusCode: 400 });
  });

  it('is edited, and found as it reads then', async () => {
    const { memoryId } = await factOf('lives in delhi');
    expect(await client.local.edit(memoryId, { text: 'User lives in Pune.', metadata: { checked: true } }, { user })).toMatchObject({
      memoryId,
      text: 'User lives in Pune.',
      metadata: { checked: true },
    });
    expect(await found('where does the user live?')).toContain('Pune');
    await expect(client.local.edit('no-such', { text: 'x' }, { user })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('takes in what it was given under an id that needs escaping, and forgets it', async () => {
    const memoryId = 'crm/42 ü?#%';
    expect(await client.local.import([{ memoryId, text: 'User drives a tandem.' }], { user })).toEqual({ status: 'ok', imported: 1, updated: 0, unchanged: 0 });
    expect(await client.local.import([{ memoryId, text: 'User drives a tricycle.' }], { user })).toMatchObject({ imported: 0, updated: 1 });
    expect(await client.local.edit(memoryId, { matchKey: 'user.vehicle' }, { user })).toMatchObject({ memoryId, matchKey: 'user.vehicle' });
    expect(await client.local.forget(memoryId, { user })).toEqual({ status: 'ok', forgotten: 1 });
    expect(await client.local.forget(memoryId, { user })).toEqual({ status: 'ok', forgotten: 0 });
    expect(await found('tricycle')).not.toContain('tricycle');
    await expect(client.local.forget('no-such', { user })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('is exported as lines that another user’s memory takes in, and changes nothing where it came from', async () => {
    const lines = await exported();
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(expect.arrayContaining(['session', 'turn', 'fact']));
    expect(await client.local.import(lines, { user })).toMatchObject({ imported: 0, updated: 0, unchanged: lines.length });
    const other = await inThisProcess();
    expect(await other.client.local.import(lines, { userId: 'bob' })).toMatchObject({ imported: lines.length });
    expect((await other.client.searchMemory('what is my locker number?', { userId: 'bob', timeoutMs: 5_000 })).contextText).toContain('4711');
    await other.close();
  });

  it('tells what waits for the cloud, and sends it again when told to', async () => {
    const { pending, dead, items } = await client.local.outbox({ user, limit: 1 });
    expect([items.length, dead]).toEqual([1, 0]);
    expect(pending).toBeGreaterThan(1);
    await client.local.retry(items[0]!.id, { user });
    await expect(client.local.retry('no-such', { user })).rejects.toMatchObject({ statusCode: 404 });
    expect(await client.local.retryAll({ user })).toBe(0);
  });

  it('tells its counts, and takes hints', async () => {
    const { counts, sync, model } = await client.local.stats({ user });
    expect(counts.episodes).toBe(3);
    expect(counts.facts).toBeGreaterThan(0);
    expect([sync.cloud, model.state]).toEqual(['none', 'absent']);
    expect(await client.local.hint('what is my lock', { user })).toBeTypeOf('boolean');
  });

  it('forgets a session that is open, after which the next turn opens it again', async () => {
    const session = await client.session({ user });
    const { sessionId } = await session.open();
    expect((await client.local.forgetSession(sessionId, { user })).forgotten).toBeGreaterThan(2);
    expect(await found('what is my locker number?')).not.toContain('4711');
    expect(await session.saveResponse({ userText: 'My bicycle is green.', assistantText: 'Noted.' })).toMatch(/^evt_/);
    expect(await found('what colour is my bicycle?')).toContain('green');
    await session.close();
    await expect(client.local.forgetSession('no-such', { user })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('forgets its user, who may come again', async () => {
    expect((await client.local.forgetUser({ user })).forgotten).toBeGreaterThan(0);
    expect((await exported()).join()).not.toMatch(/bicycle|Pune|4711/);
    expect((await client.local.list({ user })).items).toEqual([]);
    expect(await client.saveResponse({ user, userText: 'My cat is called Minka.', assistantText: 'Noted.' })).toMatch(/^evt_/);
    expect(await found('what is my cat called?')).toContain('Minka');
  });
});
