import { OnnxGraph } from '../../../src/node/model/onnx-writer.ts';
import { parseSafetensors } from '../../../src/node/model/safetensors.ts';

/** The weights of a safetensors file as PyTorch's exporter leaves them in an ONNX graph: those of linear layers turned, and without a name of their own. */
export function writeTorchOnnx(safetensors: Uint8Array, shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const weights = parseSafetensors(safetensors);
  const graph = new OnnxGraph();
  for (const [name, dims] of Object.entries(shapes)) {
    const { data } = weights.get(name, dims);
    const [rows = 0, columns = 0] = dims;
    if (dims.length === 1 || name.startsWith('embeddings')) {
      graph.tensor(name, 'float', dims, () => data);
      continue;
    }
    const turned = Float32Array.from(data, (_value, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
    const bias = name.replace(/weight$/, 'bias');
    const nameless = graph.tensor(`onnx::MatMul_${name.length}_${Object.keys(shapes).indexOf(name)}`, 'float', [columns, rows], () => turned);
    const product = graph.node('MatMul', ['states', nameless], `${name}_product`);
    // the exporter puts the bias first or last as it likes
    graph.node('Add', name.includes('query') ? [product, bias] : [bias, product], `${name}_sum`);
  }
  return graph.toModel({ producer: 'pytorch', graphName: 'encoder', opsets: { '': 11 } });
}
