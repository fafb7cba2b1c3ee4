import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubModel } from '../contract/protocol.ts';
import type { LoadedModel } from '../../worker/embed/encoder.ts';
import { loadFolderModel } from '../../worker/embed/folder-model.ts';
import { folderKeeper } from './embed-files.ts';
import { folderReader } from './folder-reader.ts';
import { defaultCacheDir } from './model/cache-dir.ts';
import { DEFAULT_MODEL } from './model/known-models.ts';
import { modelByName } from './model/model-name.ts';
import { provisionModel } from './model/provision.ts';

export interface NodeModelOptions {
  /** A model that has a name here, or one of the hub: `owner/name`, or that and how to use it. Default: {@link DEFAULT_MODEL}. */
  readonly model?: string | HubModel | undefined;
  readonly transformersUrl?: string | undefined;
  /** Where models are kept. Default: this machine's cache. */
  readonly cacheDir?: string;
}

/** ONNX Runtime's build for the web runs one thread in Node: it cannot start more there. */
const ORT = { threads: 1 };

/** A model from this machine's cache or the network. */
export async function loadNodeModel(options: NodeModelOptions, onProgress: (share: number) => void, signal: AbortSignal): Promise<LoadedModel> {
  const { model: named = DEFAULT_MODEL, transformersUrl, cacheDir = defaultCacheDir(process.env) } = options;
  const model = typeof named === 'string' ? modelByName(named) : named;
  if ('id' in model) {
    const { loadHubModel } = await import('../../worker/embed/hub/model.ts');
    const folder = join(cacheDir, 'hub');
    return loadHubModel(
      { ...ORT, model, transformersUrl, cacheDir: folder, keeper: folderKeeper(folder), readFile: async (path) => new Uint8Array(await readFile(path)) },
      onProgress,
      signal,
    );
  }
  const { folder } = await provisionModel({ model, cacheDir, signal, onProgress: ({ share }) => onProgress(share * 0.9) });
  return loadFolderModel(folderReader(folder), ORT, onProgress);
}
