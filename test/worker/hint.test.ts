import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import type { Embedder, EmbedOptions } from '../../worker/embed/embedder.ts';
import { unit } from './search/passages.ts';

const DIMENSION = 16;

interface Watched {
  readonly embedder: Embedder;
  readonly queries: { readonly text: string; readonly signal: AbortSignal | undefined; answer(): void }[];
}

/** An embedder that answers documents at once and queries when it is told to. */
function watched(auto: boolean): Watched {
  const info = { name: 'fake', dimension: DIMENSION, stamp: 'one', backend: 'test' };
  const queries: Watched['queries'] = [];
  const embed = (texts: readonly string[], { priority, signal }: EmbedOptions): Promise<Float32Array[]> => {
    const vectors = texts.map((text) => unit(DIMENSION, text.length % DIMENSION));
    if (priority === 'document') return Promise.resolve(vectors);
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      const answer = (): void => resolve(vectors);
      queries.push({ text: texts[0]!, signal, answer });
      if (auto) answer();
    });
  };
  return {
    queries,
    embedder: { ready: async () => info, state: async () => ({ state: 'ready', progress: 1, info, reason: null }), embed, close: async () => undefined },
  };
}

const open: Runtime[] = [];
async function runtimeWith({ embedder }: Watched): Promise<Runtime> {
  const runtime = await createLocalRuntime({ workspaceId: 'w', userId: 'u', embedder });
  open.push(runtime);
  await runtime.startSession({ sessionId: 's', workspaceId: 'w', userId: 'u', mode: 'default', metadata: {} });
  await runtime.importMemory({ items: [{ memoryId: 'm', text: 'User has a dog called Biscuit.' }] });
  await vi.waitFor(async () => expect((await runtime.stats()).pendingEmbeddings).toBe(0));
  return runtime;
}
const search = (runtime: Runtime, query: string) =>
  runtime.searchMemory({ sessionId: 's', query, intent: 'answer_current_user', includeSources: false, timeoutMs: 5000 });

afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close()));
});

describe('a hint', () => {
  it('leaves the model out of the search for the same text', async () => {
    const model = watched(true);
    const runtime = await runtimeWith(model);
    expect(await runtime.hint({ sessionId: 's', query: 'my dog' })).toEqual({ status: 'ok', ready: true });
    const { permanent, trace } = await search(runtime, 'my dog');
    expect([permanent.map(({ memoryId }) => memoryId), trace.degraded, model.queries.length]).toEqual([['m'], false, 1]);
  });

  it('finds what was said after it', async () => {
    const runtime = await runtimeWith(watched(true));
    await runtime.hint({ sessionId: 's', query: 'my cat' });
    await runtime.afterTurn({ sessionId: 's', turnId: 't', userText: 'My cat is called Tom.', assistantText: '', toolCalls: [], metadata: {} });
    expect((await search(runtime, 'my cat')).contextText).toContain('Tom');
  });

  it('that is superseded is taken back from the model', async () => {
    const model = watched(false);
    const runtime = await runtimeWith(model);
    const first = runtime.hint({ sessionId: 's', query: 'my' });
    await vi.waitFor(() => expect(model.queries).toHaveLength(1));
    const second = runtime.hint({ sessionId: 's', query: 'my dog' });
    expect(await first).toEqual({ status: 'ok', ready: false });
    expect(model.queries[0]!.signal?.aborted).toBe(true);
    await vi.waitFor(() => expect(model.queries).toHaveLength(2));
    model.queries[1]!.answer();
    expect(await second).toEqual({ status: 'ok', ready: true });
  });

  it('under way is joined by the search for the same text, which goes on when a later hint supersedes it', async () => {
    const model = watched(false);
    const runtime = await runtimeWith(model);
    const hint = runtime.hint({ sessionId: 's', query: 'my dog' });
    await vi.waitFor(() => expect(model.queries).toHaveLength(1));
    const found = search(runtime, 'my dog');
    await new Promise((resolve) => setTimeout(resolve, 5));
    void runtime.hint({ sessionId: 's', query: 'other' });
    await hint;
    model.queries[0]!.answer();
    expect((await found).trace.degraded).toBe(false);
    expect(model.queries.map(({ text }) => text)).toEqual(['my dog', 'other']);
  });
});
