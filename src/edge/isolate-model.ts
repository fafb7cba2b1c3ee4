import type { Embedder } from '../../worker/embed/embedder.ts';
import type { LoadedModel } from '../../worker/embed/encoder.ts';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { LinkedEmbedder } from '../../worker/embed/link.ts';
import { loadModel, type ModelReader } from '../../worker/embed/model-files.ts';
import { stampOf } from '../../worker/embed/models.ts';
import { createTokenizer } from '../../worker/embed/tokenizer.ts';
import { createCompiledEncoder } from './compiled-ort.ts';
import { paced, Turns } from './paced-embedder.ts';
import { SharedLoad } from './shared-load.ts';

/** Longer than any load takes, in milliseconds. */
const LOAD_MS = 20_000;

/**
 * The default model, once for all objects of an isolate: one is made where the worker's module begins. It outlives the objects,
 * and holds nothing of anyone.
 *
 * @example
 * ```ts
 * const model = new IsolateModel();
 *
 * export class MemoryObject extends EdgeMemory<Env> {
 *   protected override embedder(): Embedder {
 *     return model.embedder(assetFiles(this.env.ASSETS));
 *   }
 * }
 * ```
 */
export class IsolateModel {
  readonly #turns = new Turns();
  readonly #loading: SharedLoad<LoadedModel>;

  /** `loadMs`: what a load that another object began is waited for, before this one loads for itself. Default: 20 seconds. */
  constructor({ loadMs = LOAD_MS }: { readonly loadMs?: number } = {}) {
    this.#loading = new SharedLoad(loadMs);
  }

  /** What embeds for one object: the queue is its own, because work that another object began ends with that object. */
  embedder(files: ModelReader): Embedder {
    return paced(new LinkedEmbedder(new EmbedderHost({ load: () => this.#loading.get(() => load(files)) }).line()), this.#turns);
  }
}

async function load(files: ModelReader): Promise<LoadedModel> {
  const { manifest, model, tokenizerJson } = await loadModel(files, () => undefined);
  const encoder = await createCompiledEncoder(model);
  return {
    name: manifest.name,
    dimension: manifest.dimension,
    stamp: stampOf(manifest),
    integer: true,
    // clocks stand still while something is computed here, so that longer passes could not be kept short
    alone: true,
    tokens: createTokenizer(tokenizerJson, manifest.maxTokens),
    // shared: one object's end is not its end
    open: async () => ({ ...encoder, dispose: async () => undefined }),
  };
}
