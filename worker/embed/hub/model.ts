import type { HubModel } from '../../../src/contract/protocol.ts';
import type { Encoder, LoadedModel } from '../encoder.ts';
import { wasmBackend } from '../onnx.ts';
import { padded } from '../padding.ts';
import { createTokenizer } from '../tokenizer.ts';
import { readCard, type HubCard } from './card.ts';
import { hubFiles, type FileKeeper } from './files.ts';
import { pool, toUnit } from './pooling.ts';
import { shareOrt, type SharedOrtOptions } from './shared-ort.ts';
import { importTransformers, type HubNetwork, type OutputTensor, type Transformers } from './transformers.ts';

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
  const { id, revision = 'main', dtype = 'q8', host = HUB } = model;
  shareOrt(options);
  const transformers = await importTransformers(options.transformersUrl);
  signal.throwIfAborted();
  const files = hubFiles({ id, revision, host }, options.keeper, signal);
  const card = await readCard(model, files);
  const tokenizerJson = await files.read('tokenizer.json');
  if (!tokenizerJson) throw new Error(`The model ${id} has no tokenizer.json. Choose one that has: most with ONNX weights do.`);
  const encode = createTokenizer(withoutPadding(tokenizerJson), card.maxTokens);

  Object.assign(transformers.env, {
    allowLocalModels: false,
    remoteHost: host,
    // it would run the loader from a blob: URL, which a strict CSP refuses
    useWasmCache: false,
    ...(options.cacheDir === undefined ? {} : { cacheDir: options.cacheDir }),
    fetch: (url: string, init?: RequestInit) => fetch(url, { ...init, signal }),
  });
  const open = async (provider: 'wasm' | 'webgpu'): Promise<Encoder> => {
    const network = await transformers.AutoModel.from_pretrained(id, {
      revision,
      dtype,
      device: 'auto',
      session_options: { executionProviders: [provider], graphOptimizationLevel: 'all' },
      progress_callback: ({ status, file, loaded = 0, total = 0 }) => {
        if (status === 'progress' && total > 0 && /\.onnx(_data)?/.test(file ?? '')) onProgress(loaded / total);
      },
    }).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw new Error(`The weights of ${id} (dtype ${dtype}) could not be loaded: ${thrown instanceof Error ? thrown.message : 'unknown'}`, { cause: thrown });
    });
    return hubEncoder(network, transformers, card, provider === 'wasm' ? wasmBackend(options.threads) : provider);
  };
  // the first session is made here, since its making is the load
  const first = await open('wasm');
  if (signal.aborted) await first.dispose();
  signal.throwIfAborted();
  const unclaimed = [first];
  return {
    name: id,
    dimension: card.dimension,
    stamp: await stampOf(id, revision, dtype, card, tokenizerJson),
    integer: INTEGER.has(dtype),
    // weights in eight bits come with activations whose scale is the whole batch's
    alone: INTEGER.has(dtype),
    tokens: (text, priority) => encode((priority === 'query' ? card.queryPrefix : card.documentPrefix) + text),
    open: async (device) => (device === 'wasm' ? unclaimed.pop() : undefined) ?? open(device),
  };
}

function hubEncoder(network: HubNetwork, { Tensor }: Transformers, card: HubCard, backend: string): Encoder {
  return {
    backend,
    async encode(batch) {
      const { shape, ids, mask } = padded(batch);
      const output = await network({ input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) });
      const { sentence_embedding: sentence, last_hidden_state: states } = output;
      if (sentence) return cut(floats(sentence), batch.length, card.dimension);
      if (!states || card.hasDense)
        throw new Error('The graph gives no sentence vectors: it has no output sentence_embedding, and its last_hidden_state is not enough.');
      return pool(
        { dims: states.dims, data: floats(states) },
        batch.map((row) => row.length),
        card.pooling,
        card.dimension,
      );
    },
    dispose: async () => void (await network.dispose()),
  };
}

function floats({ data, type }: OutputTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error(`The graph gives numbers of the type ${type}; float32 is needed. Choose another dtype.`);
}

/** Sentence vectors, of which the first numbers are kept where fewer were asked for. */
function cut(data: Float32Array, texts: number, dimension: number): Float32Array {
  const vectors = new Float32Array(texts * dimension);
  for (let text = 0; text < texts; text++) {
    const vector = vectors.subarray(text * dimension, (text + 1) * dimension);
    vector.set(data.subarray((text * data.length) / texts, (text * data.length) / texts + dimension));
    toUnit(vector);
  }
  return vectors;
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
