import { floatScalar, int64Vector, intAttribute, readGraph, type GraphNode } from './graph.ts';

const FLOAT = 1;
const BIAS = 'gpu_mask_bias';

/**
 * The same encoder for WebGPU: products of floats with the same int8 weights, widened at load, where the graph
 * multiplies integers; attention's mask as a bias. WebGPU has kernels for neither integer products nor a padding mask.
 * A graph without them comes back with the operators that it had.
 *
 * @see https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/contrib_ops/webgpu/bert/multihead_attention.cc
 * @throws RangeError when `model` is no ONNX model, or multiplies integers in another way
 */
export function floatGraph(model: Uint8Array): Uint8Array {
  const graph = readGraph(model);
  const masked = graph.nodes.some(isMaskedAttention);
  const nodes = [...(masked ? maskBias() : []), ...withoutIntegers(graph.nodes).map((each) => (isMaskedAttention(each) ? withBias(each) : each))];
  const constants = masked
    ? [floatScalar('gpu_one', 1), floatScalar('gpu_zero', 0), floatScalar('gpu_far', -1e9), int64Vector('gpu_rows', [1, 3]), int64Vector('gpu_columns', [1, 2])]
    : [];
  return graph.with(reachable(nodes, graph.outputs), constants);
}

/** quantise → integer product → times each token's scale becomes: float product → times each weight column's scale. */
function withoutIntegers(nodes: readonly GraphNode[]): GraphNode[] {
  const maker = new Map(nodes.flatMap((made) => made.outputs.map((name) => [name, made] as const)));
  const replaced = new Map<GraphNode, GraphNode[]>();
  for (const product of nodes.filter(({ op }) => op === 'MatMulIntegerToFloat')) {
    const [quantized = '', weights = '', , scales = ''] = product.inputs;
    const [unscaled = ''] = product.outputs;
    const source = maker.get(quantized);
    const rescale = nodes.filter(({ inputs }) => inputs.includes(unscaled));
    if (source?.op !== 'QuantizeLinear' || rescale.length !== 1 || rescale[0]!.op !== 'Mul')
      throw new RangeError('The graph multiplies integers in a way that cannot be made float.');
    replaced.set(product, [
      node('Cast', [weights], `${unscaled}_w`, [intAttribute('to', FLOAT)]),
      node('MatMul', [source.inputs[0]!, `${unscaled}_w`], `${unscaled}_f`),
    ]);
    replaced.set(rescale[0]!, [node('Mul', [`${unscaled}_f`, scales], rescale[0]!.outputs[0]!)]);
  }
  return nodes.flatMap((each) => replaced.get(each) ?? [each]);
}

function isMaskedAttention({ op, inputs }: GraphNode): boolean {
  return op === 'MultiHeadAttention' && (inputs[4] ?? '') !== '';
}

function withBias(attention: GraphNode): GraphNode {
  const [query = '', key = '', value = '', bias = ''] = attention.inputs;
  return { ...attention, inputs: [query, key, value, bias, '', BIAS] };
}

/** 0 where a token is, far below it where padding is: [batch, 1, length, length]. */
function maskBias(): GraphNode[] {
  return [
    node('Cast', ['attention_mask'], 'gpu_mask', [intAttribute('to', FLOAT)]),
    node('Sub', ['gpu_one', 'gpu_mask'], 'gpu_padding'),
    node('Mul', ['gpu_padding', 'gpu_far'], 'gpu_hidden'),
    node('Unsqueeze', ['gpu_hidden', 'gpu_columns'], 'gpu_hidden_columns'),
    node('Mul', ['gpu_mask', 'gpu_zero'], 'gpu_nothing'),
    node('Unsqueeze', ['gpu_nothing', 'gpu_rows'], 'gpu_nothing_rows'),
    node('Add', ['gpu_nothing_rows', 'gpu_hidden_columns'], BIAS),
  ];
}

/** Those nodes whose work reaches an output, in the order that they had. */
function reachable(nodes: readonly GraphNode[], outputs: readonly string[]): GraphNode[] {
  const needed = new Set(outputs);
  const kept: GraphNode[] = [];
  for (const each of nodes.toReversed()) {
    if (!each.outputs.some((name) => needed.has(name))) continue;
    each.inputs.forEach((name) => needed.add(name));
    kept.unshift(each);
  }
  return kept;
}

function node(op: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[] = []): GraphNode {
  return { op, domain: '', inputs, outputs: [output], attributes };
}
