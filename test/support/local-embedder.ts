import { folderReader } from '../../src/node/folder-reader.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { LinkedEmbedder } from '../../worker/embed/link.ts';
import { loadModel } from '../../worker/embed/model-files.ts';

/** The real model in this thread. */
export function localEmbedder(): Embedder {
  return new LinkedEmbedder(
    new EmbedderHost({
      threads: 1,
      load: async (onProgress) => {
        const { folder } = await provisionModel();
        return loadModel(folderReader(folder), onProgress);
      },
    }).line(),
  );
}
