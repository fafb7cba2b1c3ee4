import { folderReader } from '../../src/node/folder-reader.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { loadFolderModel } from '../../worker/embed/folder-model.ts';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { LinkedEmbedder } from '../../worker/embed/link.ts';

/** The real model in this thread. */
export function localEmbedder(): Embedder {
  return new LinkedEmbedder(
    new EmbedderHost({
      load: async (onProgress) => {
        const { folder } = await provisionModel();
        return loadFolderModel(folderReader(folder), { threads: 1 }, onProgress);
      },
    }).line(),
  );
}
