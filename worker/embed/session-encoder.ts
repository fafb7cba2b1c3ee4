import type { InferenceSession, TensorConstructor } from 'onnxruntime-web';
import type { Encoder } from './encoder.ts';
import { padded } from './padding.ts';

/** A session of a graph that pools and normalises: inputs `input_ids` and `attention_mask`, output `embedding`. */
export function sessionEncoder(session: InferenceSession, Tensor: TensorConstructor, backend: string): Encoder {
  return {
    backend,
    async encode(batch) {
      const { shape, ids, mask } = padded(batch);
      const { embedding } = await session.run({ input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) });
      if (!embedding) throw new Error('The model has no output named embedding.');
      const vectors = Float32Array.from(embedding.data as Float32Array);
      embedding.dispose();
      return vectors;
    },
    dispose: () => session.release(),
  };
}
