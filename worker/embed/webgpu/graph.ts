import { bytesField, joined, readFields, textField, varintField } from './protobuf.ts';

/** An operator of an ONNX graph. Attributes are kept as the bytes that they are. */
export interface GraphNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Uint8Array[];
}

/** An ONNX model whose operators can be exchanged; weights stay the bytes that they are. */
export interface GraphModel {
  readonly nodes: readonly GraphNode[];
  /** Names of the graph's outputs. */
  readonly outputs: readonly string[];
  /** The same model with other operators and additional constants (of {@link floatScalar}, {@link int64Vector}). */
  with(nodes: readonly GraphNode[], constants: readonly Uint8Array[]): Uint8Array;
}

// numbers of the fields: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, constant: 5, output: 12 };
const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 };
const VALUE_NAME = 1;
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 };
const ATTRIBUTE = { name: 1, int: 3, type: 20 };
const TYPE = { float: 1, int64: 7 };

/** @throws RangeError when `bytes` is no ONNX model. */
export function readGraph(bytes: Uint8Array): GraphModel {
  const outer = [...readFields(bytes)];
  const graph = outer.find(({ number }) => number === MODEL_GRAPH);
  if (!graph) throw new RangeError('The bytes hold no graph.');
  const fields = [...readFields(graph.payload)];
  return {
    nodes: fields.filter(({ number }) => number === GRAPH.node).map(({ payload }) => readNode(payload)),
    outputs: fields
      .filter(({ number }) => number === GRAPH.output)
      .map(({ payload }) => text([...readFields(payload)].find((f) => f.number === VALUE_NAME)!.payload)),
    with: (nodes, constants) =>
      joined([
        ...outer.filter((field) => field !== graph).map(({ raw }) => raw),
        bytesField(
          MODEL_GRAPH,
          joined([
            ...nodes.map((node, i) => bytesField(GRAPH.node, writeNode(node, i))),
            ...fields.filter(({ number }) => number !== GRAPH.node).map(({ raw }) => raw),
            ...constants.map((constant) => bytesField(GRAPH.constant, constant)),
          ]),
        ),
      ]),
  };
}

export function floatScalar(name: string, value: number): Uint8Array {
  return joined([varintField(TENSOR.type, TYPE.float), textField(TENSOR.name, name), bytesField(TENSOR.raw, new Uint8Array(Float32Array.of(value).buffer))]);
}

export function int64Vector(name: string, values: readonly number[]): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return joined([varintField(TENSOR.dims, values.length), varintField(TENSOR.type, TYPE.int64), textField(TENSOR.name, name), bytesField(TENSOR.raw, raw)]);
}

/** An attribute that is an integer. */
export function intAttribute(name: string, value: number): Uint8Array {
  return joined([textField(ATTRIBUTE.name, name), varintField(ATTRIBUTE.int, value), varintField(ATTRIBUTE.type, 2)]);
}

function readNode(bytes: Uint8Array): GraphNode {
  const fields = [...readFields(bytes)];
  const all = (number: number): Uint8Array[] => fields.filter((field) => field.number === number).map(({ payload }) => payload);
  return {
    op: text(all(NODE.op)[0] ?? new Uint8Array()),
    domain: text(all(NODE.domain)[0] ?? new Uint8Array()),
    inputs: all(NODE.input).map(text),
    outputs: all(NODE.output).map(text),
    attributes: all(NODE.attribute),
  };
}

function writeNode({ op, domain, inputs, outputs, attributes }: GraphNode, index: number): Uint8Array {
  return joined([
    ...inputs.map((name) => textField(NODE.input, name)),
    ...outputs.map((name) => textField(NODE.output, name)),
    textField(NODE.name, `${op}${index}`),
    textField(NODE.op, op),
    ...attributes.map((attribute) => bytesField(NODE.attribute, attribute)),
    ...(domain ? [textField(NODE.domain, domain)] : []),
  ]);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
