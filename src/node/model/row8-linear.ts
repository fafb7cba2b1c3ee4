import type { OnnxGraph } from './onnx-writer.ts';
import { quantizeRows } from './quantize.ts';
import type { Tensor } from './safetensors.ts';

/** ONNX Runtime's own operators; every build of it has the ones used here. */
export const CONTRIB = 'com.microsoft';

/**
 * Adds `input × weightᵀ` with int8 weights (a scale an output column) and activations quantised token by token, so a
 * sentence's vector never depends on its batch or its padding.
 *
 * Activations are uint8 around 128: signed ones take a path in the WebAssembly build that is ten times slower.
 * Expects a node or tensor `shape`, the [batch, length] of the input.
 *
 * @returns the name of the output, without bias
 */
export function row8Linear(graph: OnnxGraph, name: string, input: string, weight: Tensor): string {
  const [outputs = 0, inputs = 0] = weight.dims;
  const { values, scales } = quantizeRows(weight.data, outputs, inputs, { transpose: true });

  const rows = graph.node('Reshape', [input, graph.int64(`${name}_sh`, [-1, inputs])], `${name}_r`);
  const scale = tokenScale(graph, name, rows);
  const zeroPoint = tokenZeroPoint(graph, name, scale);
  const quantized = graph.node('QuantizeLinear', [rows, scale, zeroPoint], `${name}_xq`, { attributes: { axis: 0 } });

  const weights = graph.tensor(name, 'int8', [inputs, outputs], () => values);
  const unscaled = graph.node(
    'MatMulIntegerToFloat',
    [quantized, weights, graph.scalar('cone', 1), graph.vector(`${name}_s`, scales), graph.tensor('azp', 'uint8', [], () => Uint8Array.of(128))],
    `${name}_y`,
    { domain: CONTRIB },
  );
  const perRow = graph.node('Unsqueeze', [scale, graph.int64('ax1', [1])], `${name}_su`);
  const product = graph.node('Mul', [unscaled, perRow], `${name}_z2`);
  const shape = graph.node('Concat', ['shape', graph.int64(`${name}_n`, [outputs])], `${name}_os`, { attributes: { axis: 0 } });
  return graph.node('Reshape', [product, shape], `${name}_o`);
}

/** The largest magnitude of each token, over 127. */
function tokenScale(graph: OnnxGraph, name: string, rows: string): string {
  const magnitudes = graph.node('Abs', [rows], `${name}_ab`);
  const largest = graph.node('ReduceMax', [magnitudes], `${name}_mx`, { attributes: { axes: [1], keepdims: 0 } });
  const positive = graph.node('Max', [largest, graph.scalar('tiny', 1e-9)], `${name}_mx1`);
  return graph.node('Mul', [positive, graph.scalar('c127', 1 / 127)], `${name}_sc`);
}

/** 128 as often as there are tokens; QuantizeLinear per axis wants a vector. */
function tokenZeroPoint(graph: OnnxGraph, name: string, scale: string): string {
  const zeros = graph.node('Mul', [scale, graph.scalar('czero', 0)], `${name}_z`);
  const middles = graph.node('Add', [zeros, graph.scalar('c128', 128)], `${name}_z128`);
  return graph.node('Cast', [middles], `${name}_zp`, { attributes: { to: 2 } });
}
