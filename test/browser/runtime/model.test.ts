import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { RuntimeOptions } from '../../../src/runtime/options.ts';
import { recordWorkers } from '../../support/record-workers.ts';

const query = { sessionId: 's', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000 };

describe('the model in its worker', () => {
  const open: Runtime[] = [];
  const start = async (options: Partial<RuntimeOptions> = {}): Promise<Runtime> => {
    const runtime = createRuntime({ workspaceId: 'ws_model', userId: `user-${crypto.randomUUID()}`, modelUrl: '/model/', ...options });
    open.push(runtime);
    await runtime.startSession({ sessionId: 's', ...runtime.identity, mode: 'default', metadata: {} });
    return runtime;
  };
  const embedded = (runtime: Runtime): Promise<void> =>
    vi.waitFor(async () => {
      const { model, pendingEmbeddings } = await runtime.stats();
      expect([model.state, pendingEmbeddings]).toEqual(['ready', 0]);
    }, 30_000);
  const say = (runtime: Runtime, turnId: string, userText: string) =>
    runtime.afterTurn({ sessionId: 's', turnId, userText, assistantText: '', toolCalls: [], metadata: {} });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await Promise.all(open.splice(0).map((runtime) => runtime.close()));
  });

  it('finds by meaning what shares no word with the question', async () => {
    const runtime = await start();
    await say(runtime, 't1', 'Our physician prescribed antibiotics.');
    for (let n = 0; n < 8; n++)
      await say(runtime, `n${n}`, ['The train was late.', 'We painted the fence.', 'She sings in a choir.', 'Lunch was soup.'][n % 4]!);
    await embedded(runtime);
    const { permanent, trace } = await runtime.searchMemory({ ...query, query: 'which medicine did the doctor give', lanes: ['permanent'] });
    expect(permanent[0]?.text).toContain('antibiotics');
    expect(trace.degraded).toBe(false);
    expect(trace.embedMs).toBeGreaterThan(0);
  });

  it('answers by words while the model loads, and says so', async () => {
    const runtime = await start();
    await say(runtime, 't1', 'The piano tuner comes on Thursday.');
    const { contextText, trace } = await runtime.searchMemory({ ...query, query: 'when does the piano tuner come' });
    expect(contextText).toContain('Thursday');
    expect(trace.lanes.permanent.reason ?? 'by words alone').toMatch(/by words alone/);
  });

  it('answers by words when the model cannot be loaded, degraded, with the reason in stats', async () => {
    const runtime = await start({ modelUrl: '/no-model-here/' });
    await say(runtime, 't1', 'The piano tuner comes on Thursday.');
    await vi.waitFor(async () => expect((await runtime.stats()).model).toMatchObject({ state: 'failed', reason: expect.any(String) }));
    const { contextText, trace } = await runtime.searchMemory({ ...query, query: 'when does the piano tuner come' });
    expect(contextText).toContain('Thursday');
    expect(trace).toMatchObject({ degraded: true, lanes: { permanent: { status: 'ok', reason: 'by words alone: the model failed' } } });
  });

  it('keeps vectors over a restart and embeds nothing twice', async () => {
    const first = await start();
    await say(first, 't1', 'Our physician prescribed antibiotics.');
    await embedded(first);
    await first.close();
    const second = await start({ userId: first.identity.userId });
    await embedded(second);
    expect((await second.stats()).vectors.count).toBe(1);
  });

  it('is one for all runtimes of a page', async () => {
    const spawned = recordWorkers('memoair-embedder');
    const [first, second] = [await start(), await start()];
    await Promise.all([embedded(first), embedded(second)]);
    expect(spawned).toHaveLength(1);
  });

  it('gets its worker after that of the memory where there are two cores, and beside it where there are more', async () => {
    const spawned = recordWorkers('memoair-embedder');
    const cores = vi.spyOn(navigator, 'hardwareConcurrency', 'get').mockReturnValue(8);
    const started = async (): Promise<number> => {
      open.push(createRuntime({ workspaceId: 'ws_model', userId: crypto.randomUUID(), modelUrl: '/model/' }));
      for (let breath = 0; breath < 10; breath++) await Promise.resolve();
      return spawned.length;
    };
    expect(await started()).toBe(1);
    await open.pop()!.close();
    cores.mockReturnValue(2);
    expect(await started()).toBe(1);
    await vi.waitFor(() => expect(spawned).toHaveLength(2), 5_000);
    cores.mockRestore();
  });

  it('comes back when its worker dies, and nothing is embedded wrongly or for ever late', async () => {
    const spawned = recordWorkers('memoair-embedder');
    const runtime = await start();
    await embedded(runtime);
    await say(runtime, 't1', 'Our physician prescribed antibiotics.');
    spawned[0]!.terminate();
    await vi.waitFor(() => expect(spawned).toHaveLength(2), 10_000);
    await embedded(runtime);
    const { permanent, trace } = await runtime.searchMemory({ ...query, query: 'which medicine did the doctor give', lanes: ['permanent'] });
    expect([permanent[0]?.text, trace.degraded]).toEqual(['Our physician prescribed antibiotics.', false]);
  });

  it('is given up when its worker dies again and again: recall goes by words at once, and stats say why', async () => {
    const spawned = recordWorkers('memoair-embedder');
    const runtime = await start();
    await say(runtime, 't1', 'The piano tuner comes on Thursday.');
    for (let death = 0; death < 4; death++) {
      // it is started again after a pause, longer each time
      await vi.waitFor(() => expect(spawned).toHaveLength(death + 1), 20_000);
      await watched();
      spawned[death]!.terminate();
    }
    await vi.waitFor(async () => expect((await runtime.stats()).model.state).toBe('failed'), 10_000);
    const { contextText, trace } = await runtime.searchMemory({ ...query, query: 'when does the piano tuner come' });
    expect(contextText).toContain('Thursday');
    expect(trace).toMatchObject({ degraded: true, lanes: { permanent: { reason: expect.stringMatching(/by words alone/) } } });
    expect(spawned).toHaveLength(4);
  });

  it('cancels for one user alone what that user gave up', async () => {
    const [anna, ben] = [await start(), await start()];
    await Promise.all([say(anna, 't1', 'Anna keeps bees.'), say(ben, 't1', 'Ben keeps goats.')]);
    await Promise.all([embedded(anna), embedded(ben)]);
    const abort = new AbortController();
    const givenUp = anna.searchMemory({ ...query, query: 'what does Anna keep' }, { signal: abort.signal }).catch((error: unknown) => error);
    const wanted = ben.searchMemory({ ...query, query: 'what does Ben keep' });
    abort.abort(new DOMException('enough', 'AbortError'));
    expect(await givenUp).toMatchObject({ name: 'AbortError' });
    expect((await wanted).trace.degraded).toBe(false);
  });
});

/** Waits until the worker can be seen to die. */
async function watched(): Promise<void> {
  await vi.waitFor(async () => expect((await navigator.locks.query()).pending?.length).toBeGreaterThanOrEqual(2));
}
