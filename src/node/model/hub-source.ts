import { download, type Fetch } from './download.ts';
import type { KnownModel, ModelFile } from './known-models.ts';
import type { WeightSource } from './weight-source.ts';

/** Where the model's authors publish it. */
export const HUB = 'https://huggingface.co';

/** Address of one file at the pinned revision. */
export function hubUrl(base: string, model: KnownModel, file: ModelFile): string {
  return `${base.replace(/\/+$/, '')}/${model.hub.repository}/resolve/${model.hub.revision}/${file.file}`;
}

/** The hub that the model is published on, or a mirror of it. */
export function hubSource(base: string = HUB, fetch: Fetch = globalThis.fetch): WeightSource {
  return {
    name: 'hub',
    async read(model, { signal, onBytes }) {
      const total = model.weights.bytes;
      onBytes(0, total);
      // The small file first: it fails as fast as the large one would, and costs less when it does not.
      const tokenizer = await download(hubUrl(base, model, model.rawTokenizer), { bytes: model.rawTokenizer.bytes, fetch, signal });
      const weights = await download(hubUrl(base, model, model.weights), {
        bytes: total,
        fetch,
        signal,
        onBytes: (received) => onBytes(received, total),
      });
      return { weights, tokenizer };
    },
  };
}
