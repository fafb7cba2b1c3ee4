import { Tensor, type InferenceSession } from 'onnxruntime-web/wasm';
import type { Encoder } from '../encoder.ts';
import { padded } from '../padding.ts';
import type { HubCard } from './card.ts';
import { pool, toUnit } from './pooling.ts';

/**
 * A session of a published graph, which mostly gives a vector a token. It is run itself rather than through the network
 * it belongs to: that one chains all runs, so that after one that failed on WebGPU none would work any more.
 */
export function hubEncoder(session: InferenceSession, card: HubCard, backend: string, dispose: () => Promise<unknown>): Encoder {
  return {
    backend,
    async encode(batch) {
      const { shape, ids, mask } = padded(batch);
      const feeds: Record<string, Tensor> = { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
      if (session.inputNames.includes('token_type_ids')) feeds['token_type_ids'] = new Tensor('int64', new BigInt64Array(ids.length), shape);
      const { sentence_embedding: sentence, last_hidden_state: states } = await session.run(feeds);
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
    dispose: async () => void (await dispose()),
  };
}

function floats({ data, type }: { readonly data: unknown; readonly type: string }): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error(`The graph gives numbers of the type ${type}; float32 is needed. Choose another dtype.`);
}

/** Sentence vectors, of which the first numbers are kept where fewer were asked for. */
function cut(data: Float32Array, texts: number, dimension: number): Float32Array {
  const vectors = new Float32Array(texts * dimension);
  for (let text = 0; text < texts; text++) {
    const from = (text * data.length) / texts;
    const vector = vectors.subarray(text * dimension, (text + 1) * dimension);
    vector.set(data.subarray(from, from + dimension));
    toUnit(vector);
  }
  return vectors;
}
