import { describe, expect, it } from 'vitest';
import { buildRow8, type EncoderShape } from '../../../src/node/model/build-row8.ts';
import { parseSafetensors } from '../../../src/node/model/safetensors.ts';
import { createWasmEncoder } from '../../../worker/embed/onnx.ts';
import { floatGraph } from '../../../worker/embed/webgpu/float-graph.ts';
import { TINY, tinyShapes, writeSafetensors } from './tiny-model.ts';

const SHORT = [1, 5, 2];
const LONG = [1, 5, 7, 9, 3, 2];

type Rewritten = (model: Uint8Array) => Uint8Array;

async function encode(pooling: EncoderShape['pooling'], batch: readonly (readonly number[])[], as: Rewritten = (model) => model): Promise<Float32Array[]> {
  const encoder = await createWasmEncoder(as(await buildRow8(parseSafetensors(writeSafetensors(tinyShapes())), { ...TINY, pooling })), { threads: 1 });
  try {
    const flat = await encoder.encode(batch);
    return batch.map((_ids, i) => flat.slice(i * TINY.hidden, (i + 1) * TINY.hidden));
  } finally {
    await encoder.dispose();
  }
}

describe('the graph of an encoder', () => {
  it.each(['mean', 'cls'] as const)('gives a text the same unit vector whatever stands beside it: %s', async (pooling) => {
    const [alone] = await encode(pooling, [SHORT]);
    const [padded] = await encode(pooling, [SHORT, LONG]);
    expect(Math.hypot(...alone!)).toBeCloseTo(1, 5);
    padded!.forEach((value, i) => expect(value).toBeCloseTo(alone![i]!, 5));
  });

  it.each(['mean', 'cls'] as const)('says the same as a graph of floats, which WebGPU computes: %s', async (pooling) => {
    const [[integers], [floats]] = [await encode(pooling, [LONG]), await encode(pooling, [LONG], floatGraph)];
    expect(integers!.reduce((sum, value, i) => sum + value * floats![i]!, 0)).toBeGreaterThan(0.99);
  });

  it('takes the mean or the first token, as its shape says', async () => {
    const [[mean], [first]] = [await encode('mean', [LONG]), await encode('cls', [LONG])];
    expect(Math.max(...mean!.map((value, i) => Math.abs(value - first![i]!)))).toBeGreaterThan(0.01);
    // of one token, both are the same
    const [[one], [same]] = [await encode('mean', [[4]]), await encode('cls', [[4]])];
    one!.forEach((value, i) => expect(value).toBeCloseTo(same![i]!, 5));
  });
});
