/// <reference path="./comlink-node-adapter.d.ts" />
import { Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { HubModel } from '../contract/protocol.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { LinkedEmbedder, lineOver } from '../../worker/embed/link.ts';

/** Options of {@link createThreadEmbedder}. */
export interface ThreadEmbedderOptions {
  /** A model of the Hugging Face hub instead of the default one: `owner/name`, or that and how to use it. Needs `@huggingface/transformers`. */
  readonly model?: string | HubModel;
  /** Script of `@huggingface/transformers` as a file: URL, when it is not installed beside this package. */
  readonly transformersUrl?: string;
}

/** The model in a thread of its own; fetched into the machine's cache in the background when it is not there. */
export function createThreadEmbedder(options: ThreadEmbedderOptions = {}): Embedder {
  const { model } = options;
  const workerData = { ...options, model: typeof model === 'string' ? { id: model } : model };
  const thread = new Worker(new URL('./embed-thread.js', import.meta.url), { workerData });
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
