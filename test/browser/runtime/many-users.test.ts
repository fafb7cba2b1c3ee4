import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { recordWorkers } from '../../support/record-workers.ts';

const query = { sessionId: 's', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000 };
const document = (text: string) => ({ name: 'house', documents: [{ id: 'd1', text }] });

describe('the runtimes of many users in one page', () => {
  const open: Runtime[] = [];
  const workspaceId = `ws-${crypto.randomUUID()}`;
  const start = async (userId: string): Promise<Runtime> => {
    const runtime = createRuntime({ workspaceId, userId: `${userId}-${crypto.randomUUID()}`, modelUrl: null });
    open.push(runtime);
    await runtime.startSession({ sessionId: 's', ...runtime.identity, mode: 'default', metadata: {} });
    return runtime;
  };
  const say = (runtime: Runtime, userText: string) =>
    runtime.afterTurn({ sessionId: 's', turnId: crypto.randomUUID(), userText, assistantText: '', toolCalls: [], metadata: {} });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await Promise.all(open.splice(0).map((runtime) => runtime.close()));
  });

  it('share one worker, and nothing of what they said', async () => {
    const workers = recordWorkers('memoair-memory');
    const [anna, ben] = await Promise.all([start('anna'), start('ben')]);
    await Promise.all([say(anna, 'My secret word is xylophone.'), say(ben, 'My secret word is bassoon.')]);
    expect(workers).toHaveLength(1);
    expect((await anna.searchMemory({ ...query, query: 'secret word' })).contextText).toMatch(/^(?!.*bassoon)[^]*xylophone/s);
    expect((await ben.searchMemory({ ...query, query: 'secret word' })).contextText).toMatch(/^(?!.*xylophone)[^]*bassoon/s);
    expect((await anna.stats()).counts.episodes).toBe(1);
  });

  it('have the org lane of their workspace in common', async () => {
    const [anna, ben] = await Promise.all([start('anna'), start('ben')]);
    await anna.createIndex(document('The boiler room key hangs in the hall.'));
    expect((await ben.searchMemory({ ...query, query: 'boiler room key' })).contextText).toContain('hangs in the hall');
    await anna.close();
    expect((await ben.searchMemory({ ...query, query: 'boiler room key' })).contextText).toContain('hangs in the hall');
  });

  it('go on when one of them is closed, and end their worker with the last', async () => {
    const workers = recordWorkers('memoair-memory');
    const [anna, ben] = await Promise.all([start('anna'), start('ben')]);
    const ended = vi.spyOn(workers[0]!, 'terminate');
    await say(ben, 'The cello is in the attic.');
    await anna.close();
    expect((await ben.searchMemory({ ...query, query: 'cello' })).contextText).toContain('attic');
    expect(ended).not.toHaveBeenCalled();
    await ben.close();
    expect(ended).toHaveBeenCalledOnce();
    await expect(ben.health()).rejects.toMatchObject({ details: { reason: 'closed' } });
    expect(workers).toHaveLength(1);
  });

  it('all come back, with all that was acknowledged, when their worker dies', async () => {
    const workers = recordWorkers('memoair-memory');
    const users = await Promise.all(['anna', 'ben', 'cleo'].map(start));
    await Promise.all(users.map((runtime, n) => say(runtime, `The number of my locker is 47${n}.`)));
    const pending = users.map((runtime) => runtime.stats());
    workers[0]!.terminate();
    for (const answer of pending) await expect(answer).rejects.toMatchObject({ details: { reason: 'worker_died' }, retryable: true });
    for (const [n, runtime] of users.entries())
      expect((await runtime.searchMemory({ ...query, query: 'number of my locker' })).contextText).toContain(`47${n}`);
    expect(workers).toHaveLength(2);
  });
});
