import { commands } from 'vitest/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SyncProgress } from '../../../src/contract/local.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { RuntimeOptions } from '../../../src/runtime/options.ts';

const query = { sessionId: 's', intent: 'answer_current_user', includeSources: false, timeoutMs: 5000 };

describe('a page and the reference cloud, on the socket that it stands on', () => {
  const open: Runtime[] = [];
  afterEach(() => Promise.all(open.splice(0).map((runtime) => runtime.close())));

  /** A device of this user: memory of its own, and tokens as the app's server would fetch them from the broker. */
  const device = async (identity: { workspaceId: string; userId: string }, asked: string[] = [], more: Partial<RuntimeOptions> = {}): Promise<Runtime> => {
    const { url, apiKey } = await commands.startCloud();
    const getToken = async (): Promise<string> => {
      const headers = { authorization: `Bearer ${apiKey}`, 'x-project-id': identity.workspaceId, 'x-agent-id': 'agent_1', 'x-user-id': identity.userId };
      const response = await fetch(`${url}/v1/voice-sdk/token`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' });
      const { token } = (await response.json()) as { token: string };
      asked.push(token);
      return token;
    };
    const runtime = createRuntime({ ...identity, modelUrl: null, storage: 'memory', cloudBaseUrl: url, agentId: 'agent_1', getToken, ...more });
    open.push(runtime);
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    return runtime;
  };
  const someone = () => ({ workspaceId: `proj_${crypto.randomUUID()}`, userId: 'caller_42' });

  it('brings to one device what was said on the other', async () => {
    const identity = someone();
    const asked: string[] = [];
    const phone = await device(identity, asked);
    await phone.afterTurn({
      sessionId: 's',
      turnId: 't1',
      userText: 'I live in Delhi and my locker number is 4711.',
      assistantText: '',
      toolCalls: [],
      metadata: {},
    });
    expect(await phone.endSession({ sessionId: 's', reason: 'completed' })).toMatchObject({ status: 'ok', pending: 0 });
    const laptop = await device(identity);
    await vi.waitFor(async () => expect((await laptop.searchMemory({ ...query, query: 'locker number' })).contextText).toContain('4711'));
    expect((await laptop.stats()).sync).toMatchObject({ cloud: 'configured', dead: 0 });
    // one token does until it is refused
    expect(asked).toHaveLength(1);
  });

  it('waits while the page is offline, and tells how the push comes on once it is not', async () => {
    const heard: SyncProgress[] = [];
    const phone = await device(someone(), [], { onSync: (progress) => heard.push(progress) });
    await vi.waitFor(async () => expect((await phone.stats()).sync).toMatchObject({ state: 'idle', pending: 0 }));
    dispatchEvent(new Event('offline'));
    heard.length = 0;
    for (const turnId of ['t1', 't2', 't3']) await phone.afterTurn({ sessionId: 's', turnId, userText: 'Hm.', assistantText: '', toolCalls: [], metadata: {} });
    await vi.waitFor(async () => expect((await phone.stats()).sync).toMatchObject({ state: 'waiting', reason: 'offline', pending: 3 }));
    expect(heard).toEqual([]);
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ pushed: 3, total: 3 }));
    expect((await phone.stats()).sync).toMatchObject({ pending: 0 });
  });

  it('says once that a page gives its key away', () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    for (const userId of ['anna', 'ben'])
      open.push(createRuntime({ workspaceId: 'proj_1', userId, modelUrl: null, storage: 'memory', cloudBaseUrl: '/no-cloud', apiKey: 'memoair_pk_hush' }));
    expect(warned.mock.calls).toEqual([[expect.stringContaining('apiKey')]]);
    expect(JSON.stringify(warned.mock.calls)).not.toContain('hush');
    warned.mockRestore();
  });

  it('asks the app again that gave nothing for a token', async () => {
    const identity = someone();
    const { url, apiKey } = await commands.startCloud();
    const tokens: (string | undefined)[] = [undefined, apiKey];
    const getToken = async (): Promise<string> => tokens.shift()!;
    const runtime = createRuntime({ ...identity, modelUrl: null, storage: 'memory', cloudBaseUrl: url, getToken });
    open.push(runtime);
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    await vi.waitFor(async () => expect((await runtime.stats()).sync).toMatchObject({ pending: 0, state: 'idle' }));
    expect(tokens).toEqual([]);
  });

  it('keeps everything here where the app has no token to give, and says so', async () => {
    const identity = someone();
    const { url } = await commands.startCloud();
    const getToken = (): Promise<string> => Promise.reject(new Error('not signed in'));
    const runtime = createRuntime({ ...identity, modelUrl: null, storage: 'memory', cloudBaseUrl: url, getToken });
    open.push(runtime);
    const { bootstrap } = await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    expect(bootstrap).toMatchObject({ profileVersion: null, syncToken: null });
    await runtime.afterTurn({ sessionId: 's', turnId: 't1', userText: 'My locker number is 4711.', assistantText: '', toolCalls: [], metadata: {} });
    expect((await runtime.searchMemory({ ...query, query: 'locker number' })).contextText).toContain('4711');
    await vi.waitFor(async () => expect((await runtime.stats()).sync).toMatchObject({ pending: 2, reason: 'no_token' }));
    expect(JSON.stringify(await runtime.stats())).not.toContain('signed in');
  });
});
