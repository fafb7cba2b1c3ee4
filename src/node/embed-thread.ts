// Entry of the thread that holds the model in Node; the thread that answers never computes an embedding.
import { parentPort, workerData } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { loadModel } from '../../worker/embed/model-files.ts';
import { folderReader } from './folder-reader.ts';
import { provisionModel } from './model/provision.ts';

const { threads } = workerData as { readonly threads: number };

const host = new EmbedderHost({
  threads,
  load: async (onProgress) => {
    const { folder } = await provisionModel({ onProgress: ({ share }) => onProgress(share * 0.9) });
    return loadModel(folderReader(folder), onProgress);
  },
});

if (parentPort) expose(host.line(), nodeEndpoint(parentPort));
