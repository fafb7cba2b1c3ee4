/// <reference path="./comlink-node-adapter.d.ts" />
import { Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { HubModel } from '../contract/protocol.ts';
import { modelByName } from './model/model-name.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { LinkedEmbedder, lineOver } from '../../worker/embed/link.ts';

/** Options of {@link createThreadEmbedder}. */
export interface ThreadEmbedderOptions {
  /**
   * Another model than the default one: `bge-small-en-v1.5`, which finds more in documents and takes twice the time, or one of the Hugging
   * Face hub: `owner/name`, or that and how to use it, which needs `@huggingface/transformers`.
   */
  readonly model?: string | HubModel;
  /** Script of `@huggingface/transformers` as a file: URL, when it is not installed beside this package. */
  readonly transformersUrl?: string;
}

/**
 * The model in a thread of its own; fetched into the machine's cache in the background when it is not there.
 *
 * @throws ModelError `model.unknown`
 */
export function createThreadEmbedder(options: ThreadEmbedderOptions = {}): Embedder {
  if (typeof options.model === 'string') modelByName(options.model);
  const thread = new Worker(new URL('./embed-thread.js', import.meta.url), { workerData: options });
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
