import type { HubModel } from '../../../src/contract/protocol.ts';
import type { LoadedModel } from '../encoder.ts';
import { createTokenizer } from '../tokenizer.ts';
import { readCard, type HubCard } from './card.ts';
import { hubFiles, type FileKeeper } from './files.ts';
import { shareOrt, type SharedOrtOptions } from './shared-ort.ts';
import { importTransformers } from './transformers.ts';
import { weightsOpener } from './weights.ts';

export interface HubModelOptions extends SharedOrtOptions {
  readonly model: HubModel;
  readonly keeper: FileKeeper;
  /** Where transformers lies, when a bare import does not find it. */
  readonly transformersUrl?: string | undefined;
  /** Where it keeps weights in Node. */
  readonly cacheDir?: string | undefined;
}

const HUB = 'https://huggingface.co/';
const INTEGER = new Set(['q8', 'int8', 'uint8']);

/** A model of the hub, computed by `@huggingface/transformers`, which is loaded here and nowhere else. */
export async function loadHubModel(options: HubModelOptions, onProgress: (share: number) => void, signal: AbortSignal): Promise<LoadedModel> {
  const { model } = options;
  const { id, revision = 'main', dtype = 'q8' } = model;
  const host = `${(model.host ?? HUB).replace(/\/$/, '')}/`;
  shareOrt(options);
  const transformers = await importTransformers(options.transformersUrl);
  signal.throwIfAborted();
  const files = hubFiles({ id, revision, host }, options.keeper, signal);
  const card = await readCard(model, files);
  const tokenizerJson = await files.read('tokenizer.json');
  if (!tokenizerJson) throw new Error(`The model ${id} has no tokenizer.json. Choose one that has: most with ONNX weights do.`);
  const encode = createTokenizer(withoutPadding(tokenizerJson), card.maxTokens);

  const open = weightsOpener(transformers, { ...options, model: { ...model, host }, card }, onProgress, signal);
  // the first session is made here, since its making is the load
  const first = await open('wasm');
  if (signal.aborted) await first.dispose();
  signal.throwIfAborted();
  const unclaimed = [first];
  return {
    name: id,
    dimension: card.dimension,
    traits: { languages: card.languages },
    stamp: await stampOf(id, revision, dtype, card, tokenizerJson),
    integer: INTEGER.has(dtype),
    // weights in eight bits come with activations whose scale is the whole batch's
    alone: INTEGER.has(dtype),
    tokens: (text, priority) => encode((priority === 'query' ? card.queryPrefix : card.documentPrefix) + text),
    open: async (device) => (device === 'wasm' ? unclaimed.pop() : undefined) ?? open(device),
  };
}

/** Padding is done here, and the cut too. */
function withoutPadding(bytes: Uint8Array): object {
  return { ...(JSON.parse(new TextDecoder().decode(bytes)) as object), padding: null, truncation: null };
}

/** Everything that makes another space of vectors. */
async function stampOf(id: string, revision: string, dtype: string, card: HubCard, tokenizerJson: Uint8Array): Promise<string> {
  const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', tokenizerJson as Uint8Array<ArrayBuffer>))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  const { pooling, queryPrefix, documentPrefix, maxTokens, dimension } = card;
  return `hub:${JSON.stringify([id, revision, dtype, pooling, queryPrefix, documentPrefix, maxTokens, hash.join('').slice(0, 16)])}:${dimension}`;
}
