import { afterEach, describe, expect, it, vi } from 'vitest';
import { RuntimeError } from '../../../src/contract/errors.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { SearchRequest } from '../../../src/contract/types.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { RuntimeOptions } from '../../../src/runtime/options.ts';
import { recordWorkers } from '../../support/record-workers.ts';

const identity = (): { workspaceId: string; userId: string } => ({ workspaceId: 'ws_browser', userId: `user-${crypto.randomUUID()}` });
const search = (query: string, extra: Partial<SearchRequest> = {}): SearchRequest => ({
  sessionId: 's',
  query,
  intent: 'answer_current_user',
  includeSources: true,
  timeoutMs: 5000,
  ...extra,
});
const turn = (turnId: string, userText: string) => ({ sessionId: 's', turnId, userText, assistantText: 'Noted.', toolCalls: [], metadata: {} });

describe('a runtime in a worker', () => {
  const open: Runtime[] = [];
  const start = async (options: Partial<RuntimeOptions> = {}): Promise<Runtime> => {
    const who = identity();
    const runtime = createRuntime({ ...who, modelUrl: null, ...options });
    open.push(runtime);
    await runtime.startSession({ sessionId: 's', ...runtime.identity, mode: 'default', metadata: {} });
    return runtime;
  };
  afterEach(async () => {
    vi.unstubAllGlobals();
    await Promise.all(open.splice(0).map((runtime) => runtime.close()));
  });

  it('hands an error over with its class, code, status, details and cause', async () => {
    const runtime = await start();
    const error: unknown = await runtime.searchMemory(search('x', { sessionId: 'nobody' })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RuntimeError);
    expect(error).toMatchObject({ code: 'runtime.session_not_found', status: 404, retryable: false, details: {} });
  });

  it('rejects what is pending when the worker dies, starts it again, and has lost nothing', async () => {
    const workers = recordWorkers('memoair-memory');
    const incidents: string[] = [];
    const runtime = await start({ onIncident: (what) => incidents.push(what) });
    await runtime.afterTurn(turn('t1', 'The spare key is under the blue flowerpot.'));
    const pending = runtime.stats();
    workers[0]!.terminate();
    await expect(pending).rejects.toMatchObject({ code: 'runtime.internal', retryable: true, details: { reason: 'worker_died' } });
    await vi.waitFor(() => expect(workers).toHaveLength(2));
    const { contextText } = await runtime.searchMemory(search('where is the spare key'));
    expect(contextText).toContain('under the blue flowerpot');
    expect(incidents).toHaveLength(1);
  });

  it('gives up a worker that dies again at once, and says so', async () => {
    const workers = recordWorkers('memoair-memory');
    const runtime = await start();
    workers[0]!.terminate();
    await vi.waitFor(() => expect(workers).toHaveLength(2));
    await runtime.health();
    workers[1]!.terminate();
    await vi.waitFor(() => expect(runtime.health()).rejects.toMatchObject({ details: { reason: 'worker_died' }, retryable: false }));
    expect(workers).toHaveLength(2);
  });

  it('answers a recall in time, empty and degraded, when the worker gives no answer at all', async () => {
    const silent = URL.createObjectURL(new Blob(['self.onmessage = () => {};'], { type: 'text/javascript' }));
    const runtime = createRuntime({ ...identity(), modelUrl: null, workerUrl: silent });
    open.push(runtime);
    const answer = await runtime.searchMemory(search('memory', { timeoutMs: 100 }));
    expect(answer).toMatchObject({ contextText: '', profile: null, permanent: [], trace: { degraded: true, lanes: { permanent: { status: 'late' } } } });
    expect(answer.trace.totalMs).toBeLessThan(1000);
  });

  it('rejects what waits when the worker dies while it is still opening, and starts again', async () => {
    const workers = recordWorkers('memoair-memory');
    const runtime = createRuntime({ ...identity(), modelUrl: null });
    open.push(runtime);
    const waiting = runtime.health();
    // the page watches for its death, but the store may not be open yet
    await vi.waitFor(async () => expect((await navigator.locks.query()).pending?.some(({ name }) => name?.startsWith('memoair-web/life/'))).toBe(true), {
      interval: 1,
    });
    workers[0]!.terminate();
    await waiting.then(
      () => undefined,
      (error: unknown) => expect(error).toMatchObject({ details: { reason: 'worker_died' } }),
    );
    await vi.waitFor(() => expect(runtime.health()).resolves.toMatchObject({ status: 'ok' }));
    expect(workers).toHaveLength(2);
  });

  it('opens without waiting for the person who is asked whether data may be kept', async () => {
    const asked = vi.spyOn(navigator.storage, 'persist').mockReturnValue(new Promise(() => undefined));
    const runtime = await start();
    await expect(runtime.health()).resolves.toMatchObject({ status: 'ok' });
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    asked.mockRestore();
  });

  it('counts the sessions that are open, and not those that another tab ended', async () => {
    const first = await start();
    expect((await first.health()).active_sessions).toBe(1);
    const second = await start({ ...first.identity });
    await second.endSession({ sessionId: 's', reason: 'completed' });
    await vi.waitFor(async () => expect((await first.health()).active_sessions).toBe(0));
    await expect(first.afterTurn(turn('t9', 'too late'))).rejects.toMatchObject({ code: 'runtime.session_not_found' });
  });

  it('answers the retry of a stored turn even after the session has ended', async () => {
    const runtime = await start();
    const stored = await runtime.afterTurn(turn('t1', 'Said once.'));
    await runtime.endSession({ sessionId: 's', reason: 'completed' });
    await expect(runtime.afterTurn(turn('t1', 'Said once.'))).resolves.toEqual(stored);
  });

  it('stops waiting when the caller aborts', async () => {
    const runtime = await start();
    const abort = new AbortController();
    const waiting = runtime.stats({ signal: abort.signal });
    abort.abort(new DOMException('enough', 'AbortError'));
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', message: 'enough' });
  });

  it('rejects calls after close, and closes twice without complaint', async () => {
    const runtime = await start();
    await Promise.all([runtime.close(), runtime.close()]);
    await expect(runtime.health()).rejects.toMatchObject({ details: { reason: 'closed' } });
  });

  it('finds again after a restart of the page’s runtime what was stored before', async () => {
    const first = await start();
    await first.afterTurn(turn('t1', 'My locker number is 4711.'));
    await first.close();
    const second = await start({ ...first.identity });
    expect((await second.searchMemory(search('locker number'))).contextText).toContain('4711');
  });

  it('goes on with a session that was never ended', async () => {
    const first = await start();
    await first.close();
    const second = createRuntime({ ...first.identity, modelUrl: null });
    open.push(second);
    await expect(second.afterTurn(turn('t1', 'Still here.'))).resolves.toMatchObject({ status: 'ok' });
  });

  it('sees in one tab what another tab of the same user wrote, and both may write at once', async () => {
    const first = await start();
    const second = await start({ ...first.identity });
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? first : second).afterTurn(turn(`t${n}`, `Shared note ${n} about the trombone.`))));
    await vi.waitFor(async () => {
      for (const runtime of [first, second]) expect((await runtime.stats()).counts.episodes).toBe(20);
    });
    const found = await second.searchMemory(search('trombone', { topK: { working: 50 } }));
    expect(found.working.filter(({ kind }) => kind === 'turn')).toHaveLength(20);
  });

  it('keeps two users apart', async () => {
    const anna = await start();
    const ben = await start();
    await anna.afterTurn(turn('t1', 'My secret word is xylophone.'));
    expect((await ben.searchMemory(search('what is the secret word xylophone'))).contextText).not.toContain('xylophone');
  });

  it('says in memory-only storage that nothing is kept', async () => {
    const runtime = await start({ storage: 'memory' });
    expect((await runtime.stats()).storage).toMatchObject({ kind: 'memory', persistence: 'none' });
  });

  it('starts from a worker script given by URL', async () => {
    const runtime = await start({ workerUrl: new URL('../../../worker/main.ts', import.meta.url) });
    await expect(runtime.health()).resolves.toMatchObject({ status: 'ok' });
  });

  it('reports a worker script that cannot be loaded instead of hanging', async () => {
    const runtime = createRuntime({ ...identity(), modelUrl: null, workerUrl: '/no-such-worker.js' });
    open.push(runtime);
    await expect(runtime.health()).rejects.toMatchObject({ code: 'runtime.internal' });
  });

  it.each(['workspaceId', 'userId'])('refuses an empty %s at once', (name) => {
    expect(() => createRuntime({ ...identity(), [name]: '' })).toThrow(expect.objectContaining({ code: 'runtime.bad_request' }));
  });
});
