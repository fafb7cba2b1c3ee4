import { describe, expect, it } from 'vitest';
import { buildRow8 } from '../../../src/node/model/build-row8.ts';
import { parseOnnxWeights } from '../../../src/node/model/onnx-weights.ts';
import { parseSafetensors } from '../../../src/node/model/safetensors.ts';
import { TINY, tinyShapes, writeSafetensors } from './tiny-model.ts';
import { writeTorchOnnx } from './write-torch-onnx.ts';

const safetensors = writeSafetensors(tinyShapes());
const onnx = writeTorchOnnx(safetensors, tinyShapes());

describe('weights in a graph of PyTorch', () => {
  it('make the same model, to the byte, as the same weights in safetensors', async () => {
    const [fromOnnx, fromSafetensors] = [await buildRow8(parseOnnxWeights(onnx), TINY), await buildRow8(parseSafetensors(safetensors), TINY)];
    expect(Buffer.compare(fromOnnx, fromSafetensors)).toBe(0);
  });

  it('are read from a view into a larger buffer, wherever that begins', () => {
    const name = 'encoder.layer.0.output.dense.weight';
    const padded = Buffer.concat([Buffer.alloc(3), onnx]);
    expect(parseOnnxWeights(padded.subarray(3)).get(name, [8, 16])).toEqual(parseSafetensors(safetensors).get(name, [8, 16]));
  });

  it('are refused when one is missing, of another shape or cut short', () => {
    const weights = parseOnnxWeights(onnx);
    expect(() => weights.get('encoder.layer.2.output.dense.weight', [8, 16])).toThrow(expect.objectContaining({ code: 'model.invalid_file' }));
    expect(() => weights.get('encoder.layer.0.output.dense.weight', [16, 8])).toThrow(expect.objectContaining({ code: 'model.invalid_file' }));
    expect(() => parseOnnxWeights(onnx.subarray(0, onnx.length - 9))).toThrow(expect.objectContaining({ code: 'model.invalid_file' }));
    expect(() => parseOnnxWeights(new Uint8Array())).toThrow(expect.objectContaining({ code: 'model.invalid_file' }));
  });
});
