import { readFields } from '../../../worker/embed/webgpu/protobuf.ts';
import { type GraphModel, readGraph } from '../../../worker/embed/webgpu/graph.ts';
import { ModelError } from './errors.ts';
import type { Tensor, Tensors } from './safetensors.ts';

// numbers of the fields: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL_GRAPH = 7;
const GRAPH_TENSOR = 5;
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 };
const FLOAT = 1;

interface Constant {
  readonly dims: readonly number[];
  readonly type: number;
  readonly raw: Uint8Array;
}

/**
 * Opens the float weights of an encoder that PyTorch wrote as ONNX. The weights of a linear layer stand there as
 * [inputs, outputs] and under a name that says nothing; they are found by the bias that is added to their product.
 *
 * @throws ModelError `model.invalid_file`
 */
export function parseOnnxWeights(file: Uint8Array): Tensors {
  const { nodes, constants } = open(file);
  const linear = linearWeights(nodes, constants);
  return {
    names: [...constants.keys(), ...linear.keys()],
    get(name, dims) {
      const constant = constants.get(name);
      if (constant) return floats(name, constant, dims);
      const product = linear.get(name);
      if (product === undefined) throw invalid(`it holds no tensor ${name}`);
      return transposed(floats(name, constants.get(product)!, dims.toReversed()));
    },
  };
}

function open(file: Uint8Array): { nodes: GraphModel['nodes']; constants: ReadonlyMap<string, Constant> } {
  try {
    const { nodes } = readGraph(file);
    const graph = [...readFields(file)].find(({ number }) => number === MODEL_GRAPH)!.payload;
    const tensors = [...readFields(graph)].filter(({ number }) => number === GRAPH_TENSOR);
    return { nodes, constants: new Map(tensors.map(({ payload }) => readConstant(payload))) };
  } catch (cause) {
    throw new ModelError('model.invalid_file', 'The weights cannot be read: the file is no ONNX model, or cut short.', { cause });
  }
}

function readConstant(bytes: Uint8Array): [string, Constant] {
  const fields = [...readFields(bytes)];
  const all = (number: number): Uint8Array[] => fields.filter((field) => field.number === number).map(({ payload }) => payload);
  const dims = all(TENSOR.dims).map(varint);
  return [new TextDecoder().decode(all(TENSOR.name)[0]), { dims, type: varint(all(TENSOR.type)[0]!), raw: all(TENSOR.raw)[0] ?? new Uint8Array() }];
}

function varint(bytes: Uint8Array): number {
  return bytes.reduce((value, byte, i) => value + (byte & 127) * 128 ** i, 0);
}

/** Names as PyTorch has them, `…weight`, to the constants that a matrix is multiplied by. */
function linearWeights(nodes: GraphModel['nodes'], constants: ReadonlyMap<string, Constant>): ReadonlyMap<string, string> {
  const products = new Map(nodes.filter(({ op }) => op === 'MatMul').map(({ inputs, outputs }) => [outputs[0], inputs.find((name) => constants.has(name))]));
  const named = nodes
    .filter(({ op }) => op === 'Add')
    .map(({ inputs }): [string | undefined, string | undefined] => [
      inputs.find((name) => name.endsWith('.bias') && constants.has(name)),
      inputs.map((name) => products.get(name)).find((name) => name !== undefined),
    ])
    .filter((pair): pair is [string, string] => pair.every((name) => name !== undefined));
  return new Map(named.map(([bias, product]) => [bias.replace(/bias$/, 'weight'), product]));
}

function floats(name: string, { dims, type, raw }: Constant, expected: readonly number[]): Tensor {
  if (type !== FLOAT) throw invalid(`${name} is no tensor of floats`);
  if (dims.length !== expected.length || dims.some((size, i) => size !== expected[i]))
    throw invalid(`${name} is [${dims.join(', ')}], not [${expected.join(', ')}]`);
  if (raw.length !== dims.reduce((product, size) => product * size, 4)) throw invalid(`${name} has ${raw.length} bytes for shape [${dims.join(', ')}]`);
  // a copy: the bytes need not lie at a multiple of four
  return { dims, data: new Float32Array(new Uint8Array(raw).buffer) };
}

function transposed({ dims: [rows = 0, columns = 0], data }: Tensor): Tensor {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) turned[column * rows + row] = data[row * columns + column]!;
  return { dims: [columns, rows], data: turned };
}

function invalid(why: string): ModelError {
  return new ModelError('model.invalid_file', `The weights cannot be read: ${why}.`);
}
