import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/node/model/provision.ts';
import type { Encoder } from '../../../worker/embed/encoder.ts';
import { createWasmEncoder } from '../../../worker/embed/onnx.ts';
import { floatGraph } from '../../../worker/embed/webgpu/float-graph.ts';
import { readGraph } from '../../../worker/embed/webgpu/graph.ts';
import { createTokenizer } from '../../../worker/embed/tokenizer.ts';

const SENTENCES = [
  'where does the user live',
  'Our physician prescribed antibiotics.',
  'I moved to Lisbon last spring and work as a nurse in the old hospital by the river, mostly at night.',
  'tea',
];

const vectorsOf = (flat: Float32Array): Float32Array[] => SENTENCES.map((_text, i) => flat.slice(i * 384, (i + 1) * 384));
const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('the default model', async () => {
  const { folder } = (await findModel())!;
  const bytes = new Uint8Array(await readFile(join(folder, 'model.onnx')));
  const encode = createTokenizer(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as object, 256);
  const ids = SENTENCES.map((text) => encode(text));
  const using = async <T>(model: Uint8Array, work: (encoder: Encoder) => Promise<T>): Promise<T> => {
    const encoder = await createWasmEncoder(model, { threads: 1 });
    try {
      return await work(encoder);
    } finally {
      await encoder.dispose();
    }
  };

  it('gives a text the same vector whatever stands beside it in a batch', async () => {
    const [alone, together] = await using(bytes, async (encoder) => {
      const single: Float32Array[] = [];
      for (const text of ids) single.push(await encoder.encode([text]));
      return [single, vectorsOf(await encoder.encode(ids))] as const;
    });
    alone.forEach((vector, i) => expect(cosine(vector, together[i]!)).toBeGreaterThan(0.99999));
  });

  it('in floats, as WebGPU gets it, gives the vectors that it gives in integers', async () => {
    const integer = await using(bytes, (encoder) => encoder.encode(ids));
    const floating = await using(floatGraph(bytes), (encoder) => encoder.encode(ids));
    vectorsOf(integer).forEach((vector, i) => expect(cosine(vector, vectorsOf(floating)[i]!)).toBeGreaterThan(0.99));
  });

  it('in floats has no operator that WebGPU has no kernel for, and the weights that it had', () => {
    const floating = floatGraph(bytes);
    const { nodes } = readGraph(floating);
    expect(nodes.filter(({ op }) => /Integer|QuantizeLinear/.test(op))).toEqual([]);
    expect(nodes.filter(({ op, inputs }) => op === 'MultiHeadAttention' && inputs[4] !== '')).toEqual([]);
    expect(Math.abs(floating.length - bytes.length)).toBeLessThan(64 * 1024);
  });
});

describe('bytes that are no model', () => {
  it.each([[[]], [[255]], [[0x3a, 200]], [[0x0f]]])('are refused: %j', (bytes) => {
    expect(() => floatGraph(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});
