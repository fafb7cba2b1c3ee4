import { ModelError } from './errors.ts';

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100 * 1024 * 1024;
const F32_BYTES = 4;

/** Weights in PyTorch's order: the last dimension is contiguous. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** The tensors of one file, read on demand. */
export interface Tensors {
  readonly names: readonly string[];
  /**
   * A copy of one F32 tensor.
   *
   * @param dims the shape that the caller relies on
   * @throws ModelError `model.invalid_file` when it is missing, not F32, or of another shape
   */
  get(name: string, dims: readonly number[]): Tensor;
}

/**
 * Opens a safetensors file: eight bytes of header length, a JSON header, raw little-endian data.
 *
 * @see https://github.com/huggingface/safetensors#format
 * @throws ModelError `model.invalid_file`
 */
export function parseSafetensors(file: Uint8Array): Tensors {
  const header = readHeader(file);
  const body = file.subarray(header.end);
  return {
    names: [...header.entries.keys()],
    get(name, dims) {
      const entry = header.entries.get(name);
      if (entry === undefined) throw invalid(`it holds no tensor ${name}`);
      const { dtype, shape, start, end } = parseEntry(name, entry);
      if (dtype !== 'F32') throw invalid(`${name} is ${dtype}, not F32`);
      if (shape.length !== dims.length || shape.some((size, i) => size !== dims[i]))
        throw invalid(`${name} is [${shape.join(', ')}], not [${dims.join(', ')}]`);
      if (end > body.length) throw invalid(`${name} lies beyond the end of the file, which is cut short`);
      if (end - start !== shape.reduce((product, size) => product * size, F32_BYTES))
        throw invalid(`${name} has ${end - start} bytes for shape [${shape.join(', ')}]`);
      // Offsets need not be multiples of four from the start of the buffer, so the bytes are copied before they are viewed as floats.
      const copy = new Uint8Array(end - start);
      copy.set(body.subarray(start, end));
      return { dims: shape, data: new Float32Array(copy.buffer) };
    },
  };
}

function readHeader(file: Uint8Array): { entries: ReadonlyMap<string, unknown>; end: number } {
  if (file.length < LENGTH_BYTES) throw invalid('it is shorter than its own header length');
  const length = Number(new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + length > file.length) throw invalid('its header does not fit: no safetensors, or cut short');
  const end = LENGTH_BYTES + length;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(LENGTH_BYTES, end)));
  } catch (cause) {
    throw new ModelError('model.invalid_file', 'The weights cannot be read: the header is no JSON.', { cause });
  }
  if (!isRecord(parsed)) throw invalid('the header is no JSON object');
  return { entries: new Map(Object.entries(parsed).filter(([name]) => name !== '__metadata__')), end };
}

function parseEntry(name: string, entry: unknown): { dtype: string; shape: readonly number[]; start: number; end: number } {
  if (!isRecord(entry)) throw invalid(`the header's entry for ${name} is no object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets)) throw invalid(`the header's entry for ${name} is incomplete`);
  const [start, end] = offsets;
  if (start === undefined || end === undefined || end < start) throw invalid(`the header's offsets for ${name} are no range`);
  return { dtype, shape, start, end };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function invalid(why: string): ModelError {
  return new ModelError('model.invalid_file', `The weights cannot be read: ${why}.`);
}
