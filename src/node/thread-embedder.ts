import { Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { LinkedEmbedder, lineOver } from '../../worker/embed/link.ts';

export interface ThreadEmbedderOptions {
  /** Threads of ONNX Runtime inside the model's thread. Default 1. */
  readonly threads?: number;
}

/** The default model in a thread of its own; fetched into the machine's cache in the background when it is not there. */
export function createThreadEmbedder(options: ThreadEmbedderOptions = {}): Embedder {
  const thread = new Worker(new URL('./embed-thread.js', import.meta.url), { workerData: { threads: options.threads ?? 1 } });
  // a process that has nothing else to do may end
  thread.unref();
  const linked = new LinkedEmbedder(lineOver(nodeEndpoint(thread)));
  const gone = (): void => void linked.close();
  thread.once('error', gone).once('exit', gone);
  return {
    ready: () => linked.ready(),
    state: () => linked.state(),
    embed: (texts, embedOptions) => linked.embed(texts, embedOptions),
    close: async () => {
      await linked.close();
      await thread.terminate();
    },
  };
}
