import { expose } from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MemoryEndpoint } from '../../../src/contract/protocol.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { MemoryWorker } from '../../../src/runtime/memory-worker.ts';
import { PageLine } from '../../../src/runtime/page-line.ts';
import { RemoteRuntime } from '../../../src/runtime/remote.ts';
import { recordWorkers } from '../../support/record-workers.ts';

const query = { sessionId: 's', query: 'boat', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000 };

/** A worker that opens runtimes by number and does nothing else. Its death is told by an `error` event. */
class HollowWorker extends EventTarget {
  readonly open = new Set<number>();
  readonly #port: MessagePort;

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.dispatchEvent(new MessageEvent('message', { data })));
    port1.start();
    const endpoint: Pick<MemoryEndpoint, 'hold' | 'open' | 'close' | 'notePersistence'> = {
      hold: async () => false,
      open: async (number) => (this.open.add(number), { ok: true, value: undefined }),
      close: async (number) => (this.open.delete(number), { ok: true, value: undefined }),
      notePersistence: () => undefined,
    };
    expose(endpoint, port2);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.#port.close();
  }
}

describe('the worker of a page', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is not started again by a call to a runtime that was closed', async () => {
    const workers = [recordWorkers('memoair-memory'), recordWorkers('memoair-embedder')];
    const runtime = createRuntime({ workspaceId: 'ws_browser', userId: crypto.randomUUID(), modelUrl: '/no-such-model/', storage: 'memory' });
    await runtime.health();
    await runtime.close();
    const before = workers.map(({ length }) => length);
    await expect(runtime.searchMemory(query)).rejects.toMatchObject({ details: { reason: 'closed' } });
    await expect(runtime.hint({ sessionId: 's', query: 'boat' })).rejects.toMatchObject({ details: { reason: 'closed' } });
    for (const path of ['/v1/runtime/search_memory', '/v1/local/hint'])
      await runtime.respond({ method: 'POST', path, contentType: 'application/json', authorization: null, body: JSON.stringify(query) });
    expect(workers.map(({ length }) => length)).toEqual(before);
  });

  it('keeps no runtime open that was being closed when it died', async () => {
    const started: HollowWorker[] = [];
    const spawn = (): Worker => {
      started.push(new HollowWorker());
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a worker as is used
      return started.at(-1) as unknown as Worker;
    };
    const worker = new MemoryWorker({ spawn, persisted: async () => false, watchPage: () => () => undefined, connectEmbedder: null }, () => undefined);
    const runtimeOf = (userId: string): RemoteRuntime =>
      new RemoteRuntime(worker, {
        options: { identity: { workspaceId: 'ws_1', userId }, storage: 'memory', cloud: null, embeddings: false },
        page: new PageLine({ bearer: async () => '', onSync: () => undefined, unlock: () => Promise.reject(new Error('no key')) }),
        onIncident: () => undefined,
      });
    const [anna, ben] = [runtimeOf('anna'), runtimeOf('ben')];
    await vi.waitFor(() => expect(started[0]?.open.size).toBe(2));
    const closing = anna.close();
    started[0]!.dispatchEvent(new Event('error', { cancelable: true }));
    await closing;
    await vi.waitFor(() => expect([...(started[1]?.open ?? [])]).toEqual([2]));
    await ben.close();
  });
});
