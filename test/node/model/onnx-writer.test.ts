import { describe, expect, it } from 'vitest';
import { buildRow8 } from '../../../src/node/model/build-row8.ts';
import { OnnxGraph } from '../../../src/node/model/onnx-writer.ts';
import { ProtoMessage } from '../../../src/node/model/protobuf.ts';
import { quantizeRows } from '../../../src/node/model/quantize.ts';
import { parseSafetensors } from '../../../src/node/model/safetensors.ts';
import { TINY, tinyShapes, writeSafetensors } from './tiny-model.ts';

const hex = (message: ProtoMessage): string => Buffer.from(message.toBytes()).toString('hex');
const build = (seed: number): Promise<Uint8Array> => buildRow8(parseSafetensors(writeSafetensors(tinyShapes(), seed)), TINY);

describe('a protobuf message', () => {
  // The examples of https://protobuf.dev/programming-guides/encoding/
  it('is encoded as the format says', () => {
    expect(hex(new ProtoMessage().varint(1, 150))).toBe('089601');
    expect(hex(new ProtoMessage().string(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(new ProtoMessage().message(3, new ProtoMessage().varint(1, 150)))).toBe('1a03089601');
    expect(hex(new ProtoMessage().varint(1, -2))).toBe('08feffffffffffffffff01');
    expect(hex(new ProtoMessage().float(2, 1))).toBe('150000803f');
  });
});

describe('the ONNX writer', () => {
  it('gives the same bytes for the same calls', async () => {
    expect(Buffer.compare(await build(1), await build(1))).toBe(0);
    expect(Buffer.compare(await build(1), await build(2))).not.toBe(0);
  });

  it('keeps one constant for each name', () => {
    const once = new OnnxGraph();
    const twice = new OnnxGraph();
    for (const graph of [once, twice, twice]) expect(graph.scalar('half', 0.5)).toBe('half');
    const options = { producer: 'test', graphName: 'graph', opsets: { '': 17 } };
    expect(twice.toModel(options)).toEqual(once.toModel(options));
  });
});

describe('building an encoder', () => {
  it('reports progress that never falls and ends at 1', async () => {
    const shares: number[] = [];
    await buildRow8(parseSafetensors(writeSafetensors(tinyShapes())), TINY, { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('stops where its signal is aborted', async () => {
    const cancel = new AbortController();
    const reason = new Error('enough');
    const building = buildRow8(parseSafetensors(writeSafetensors(tinyShapes())), TINY, { signal: cancel.signal, onProgress: () => cancel.abort(reason) });
    await expect(building).rejects.toBe(reason);
  });

  it('refuses weights of another shape', async () => {
    const weights = parseSafetensors(writeSafetensors(tinyShapes()));
    await expect(buildRow8(weights, { ...TINY, hidden: 16 })).rejects.toMatchObject({ code: 'model.invalid_file' });
    await expect(buildRow8(weights, { ...TINY, layers: 3 })).rejects.toMatchObject({ code: 'model.invalid_file' });
  });
});

describe('int8 rows', () => {
  it('come back within half a step, transposed or not', () => {
    const data = Float32Array.from({ length: 6 * 40 }, (_, i) => Math.sin(i * 12.9898) * (1 + (i % 7)));
    const plain = quantizeRows(data, 6, 40, { transpose: false });
    const turned = quantizeRows(data, 6, 40, { transpose: true });
    data.forEach((value, i) => {
      const [row, column] = [Math.floor(i / 40), i % 40];
      const scale = plain.scales[row]!;
      expect(Math.abs(plain.values[i]! * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
      expect(turned.values[column * 6 + row]).toBe(plain.values[i]);
    });
  });

  it('are zeros with scale 1 where the row is zero', () => {
    expect(quantizeRows(new Float32Array(4), 1, 4, { transpose: false })).toEqual({ values: new Int8Array(4), scales: Float32Array.of(1) });
  });
});
