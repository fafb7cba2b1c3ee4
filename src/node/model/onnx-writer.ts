import { ProtoMessage } from './protobuf.ts';

/** Element types, by their number in ONNX. */
export const ELEMENT = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
export type Element = keyof typeof ELEMENT;

/** Ints are plain numbers; a float says so, because ONNX tells the two apart. */
export type Attribute = number | readonly number[] | { readonly float: number };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The operator set's domain; ONNX's own when left out. */
  readonly domain?: string;
}

export interface OnnxModelOptions {
  readonly producer: string;
  readonly graphName: string;
  /** Operator set versions by domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
}

const IR_VERSION = 8;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

/**
 * Collects one graph and writes it as an ONNX model: only the fields that an inference session reads, in the order of
 * the calls, so the same calls give the same bytes.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export class OnnxGraph {
  readonly #nodes: ProtoMessage[] = [];
  readonly #tensors: ProtoMessage[] = [];
  readonly #tensorNames: Set<string> = new Set();
  readonly #inputs: ProtoMessage[] = [];
  readonly #outputs: ProtoMessage[] = [];

  /** Adds an operator; answers the name of its (first) output. */
  node(op: string, inputs: readonly string[], output: string | readonly [string, ...string[]], options: NodeOptions = {}): string {
    const outputs = typeof output === 'string' ? ([output] as const) : output;
    const node = new ProtoMessage();
    for (const name of inputs) node.string(1, name);
    for (const name of outputs) node.string(2, name);
    node.string(3, `${op}${this.#nodes.length}`).string(4, op);
    for (const [name, value] of Object.entries(options.attributes ?? {})) node.message(5, attribute(name, value));
    if (options.domain !== undefined) node.string(7, options.domain);
    this.#nodes.push(node);
    return outputs[0];
  }

  /** Adds a constant, or finds it when one of that name is there already; answers its name. */
  tensor(name: string, type: Element, dims: readonly number[], data: () => ArrayBufferView): string {
    if (this.#tensorNames.has(name)) return name;
    this.#tensorNames.add(name);
    const { buffer, byteOffset, byteLength } = data();
    const tensor = new ProtoMessage();
    for (const size of dims) tensor.varint(1, size);
    tensor
      .varint(2, ELEMENT[type])
      .string(8, name)
      .bytes(9, new Uint8Array(buffer, byteOffset, byteLength));
    this.#tensors.push(tensor);
    return name;
  }

  scalar(name: string, value: number): string {
    return this.tensor(name, 'float', [], () => Float32Array.of(value));
  }

  vector(name: string, data: Float32Array): string {
    return this.tensor(name, 'float', [data.length], () => data);
  }

  int64(name: string, values: readonly number[]): string {
    return this.tensor(name, 'int64', [values.length], () => BigInt64Array.from(values, BigInt));
  }

  input(name: string, type: Element, dims: readonly (number | string)[]): void {
    this.#inputs.push(valueInfo(name, type, dims));
  }

  output(name: string, type: Element, dims: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, type, dims));
  }

  toModel(options: OnnxModelOptions): Uint8Array {
    const graph = new ProtoMessage();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, options.graphName);
    for (const tensor of this.#tensors) graph.message(5, tensor);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    const model = new ProtoMessage().varint(1, IR_VERSION).string(2, options.producer).message(7, graph);
    for (const [domain, version] of Object.entries(options.opsets)) model.message(8, new ProtoMessage().string(1, domain).varint(2, version));
    return model.toBytes();
  }
}

function attribute(name: string, value: Attribute): ProtoMessage {
  const message = new ProtoMessage().string(1, name);
  if (typeof value === 'number') return message.varint(3, value).varint(20, ATTRIBUTE.int);
  if ('float' in value) return message.float(2, value.float).varint(20, ATTRIBUTE.float);
  for (const item of value) message.varint(8, item);
  return message.varint(20, ATTRIBUTE.ints);
}

function valueInfo(name: string, type: Element, dims: readonly (number | string)[]): ProtoMessage {
  const shape = new ProtoMessage();
  for (const size of dims) shape.message(1, typeof size === 'string' ? new ProtoMessage().string(2, size) : new ProtoMessage().varint(1, size));
  const tensorType = new ProtoMessage().varint(1, ELEMENT[type]).message(2, shape);
  return new ProtoMessage().string(1, name).message(2, new ProtoMessage().message(1, tensorType));
}
