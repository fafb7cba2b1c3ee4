import { describe, expect, it } from 'vitest';
import { parseSafetensors } from '../../../src/node/model/safetensors.ts';
import { text, writeSafetensors } from './tiny-model.ts';

const SHAPES = { matrix: [2, 3], vector: [5], scalar: [] };
const invalid = expect.objectContaining({ name: 'ModelError', code: 'model.invalid_file' });

function withHeader(header: unknown, body: Uint8Array = new Uint8Array(16)): Uint8Array {
  const json = text(typeof header === 'string' ? header : JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return Buffer.concat([length, json, body]);
}

describe('a safetensors file', () => {
  it('lists its tensors without the metadata and gives each with its shape', () => {
    const tensors = parseSafetensors(writeSafetensors(SHAPES));
    expect(tensors.names).toEqual(['matrix', 'vector', 'scalar']);
    expect(tensors.get('matrix', [2, 3])).toMatchObject({ dims: [2, 3] });
    expect(tensors.get('vector', [5]).data).toHaveLength(5);
    expect(tensors.get('scalar', []).data).toHaveLength(1);
  });

  it('reads the same numbers wherever the bytes lie in memory', () => {
    const file = writeSafetensors(SHAPES);
    const expected = parseSafetensors(file).get('matrix', [2, 3]).data;
    for (let shift = 1; shift < 4; shift += 1) {
      const moved = new Uint8Array(file.length + shift);
      moved.set(file, shift);
      expect(parseSafetensors(moved.subarray(shift)).get('matrix', [2, 3]).data).toEqual(expected);
    }
  });

  it('gives copies: writing into one does not reach the file', () => {
    const tensors = parseSafetensors(writeSafetensors(SHAPES));
    tensors.get('vector', [5]).data.fill(7);
    expect(tensors.get('vector', [5]).data).not.toContain(7);
  });

  it('refuses a tensor that is missing, or of another shape', () => {
    const tensors = parseSafetensors(writeSafetensors(SHAPES));
    expect(() => tensors.get('nothing', [1])).toThrow(invalid);
    expect(() => tensors.get('matrix', [3, 2])).toThrow('matrix is [2, 3], not [3, 2]');
    expect(() => tensors.get('matrix', [6])).toThrow(invalid);
    expect(() => tensors.get('toString', [])).toThrow(invalid);
  });

  it('refuses a file that was cut anywhere, at once or at the tensor that is gone', () => {
    const file = writeSafetensors(SHAPES);
    for (let length = 0; length < file.length; length += 1) expect(() => parseSafetensors(file.subarray(0, length)).get('scalar', [])).toThrow(invalid);
  });

  it.each([
    ['a header that is no JSON', withHeader('{"a":')],
    ['a header that is no object', withHeader('[1]')],
    ['an entry that is no object', withHeader({ a: 1 })],
    ['an entry without offsets', withHeader({ a: { dtype: 'F32', shape: [2] } })],
    ['offsets that run backwards', withHeader({ a: { dtype: 'F32', shape: [2], data_offsets: [8, 0] } })],
    ['negative offsets', withHeader({ a: { dtype: 'F32', shape: [2], data_offsets: [-8, 0] } })],
    ['fewer bytes than the shape asks for', withHeader({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } })],
    ['another number format', withHeader({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } })],
    ['a header length past the end', Buffer.concat([Buffer.alloc(8, 0xff), Buffer.alloc(100)])],
  ])('refuses %s', (_, file) => {
    expect(() => parseSafetensors(file).get('a', [2])).toThrow(invalid);
  });
});
