import { join } from 'node:path';
import { defaultCacheDir } from '../../../../src/node/model/cache-dir.ts';
import type { KnownModel } from '../../../../src/node/model/known-models.ts';
import { stampOf, traitsOf } from '../../../../worker/embed/models.ts';
import { KeptEmbedder, type KeptEmbedderOptions } from './kept-embedder.ts';
import { VectorFile } from './vector-file.ts';

/** A model with its vectors kept where models are. */
export async function openEmbedder({ manifest }: KnownModel, options: Pick<KeptEmbedderOptions, 'start' | 'signal' | 'onComputed'>): Promise<KeptEmbedder> {
  const { name, dimension } = manifest;
  const stamp = stampOf(manifest);
  const kept = await VectorFile.open(join(defaultCacheDir(), 'eval', `${stamp.replaceAll(':', '-')}.vectors`), dimension);
  return new KeptEmbedder({ info: { name, dimension, stamp, backend: 'kept', ...traitsOf(manifest) }, kept, ...options });
}
