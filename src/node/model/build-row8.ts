import { OnnxGraph } from './onnx-writer.ts';
import { pause } from './pause.ts';
import { type QuantizedRows, quantizeRows } from './quantize.ts';
import { CONTRIB, row8Linear } from './row8-linear.ts';
import type { Tensor, Tensors } from './safetensors.ts';

/** The shape of a BERT encoder, as its config.json has it. */
export interface EncoderShape {
  readonly vocabulary: number;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly positions: number;
  readonly epsilon: number;
  /** How token vectors become one: their mean, or the first token's. */
  readonly pooling: 'mean' | 'cls';
}

export interface BuildOptions {
  /** 0 to 1, never falling. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Part of the bytes, hence of the pinned hash: it stays as it is. */
const PRODUCER = 'build-onnx.mjs';
const OPSETS = { '': 17, [CONTRIB]: 1 };
const FLOAT = 1;
const INT32 = 6;
const TABLE_ROWS = 2048;

/**
 * Writes a sentence encoder as ONNX bytes: int8 weights, pooling and unit length in the graph. Inputs `input_ids`
 * and `attention_mask` (int64, [batch, length]), output `embedding` (float, [batch, hidden]). Deterministic.
 *
 * @throws ModelError `model.invalid_file` when the weights are not of this shape, or the signal's reason
 */
export async function buildRow8(weights: Tensors, shape: EncoderShape, options: BuildOptions = {}): Promise<Uint8Array> {
  const graph = new OnnxGraph();
  const total = shape.vocabulary * shape.hidden + shape.layers * layerElements(shape);
  let done = 0;
  const step = async (elements: number): Promise<void> => {
    done += elements;
    options.onProgress?.(done / total);
    await pause(options.signal);
  };

  let states = embeddings(graph, weights, shape, await wordTable(weights, shape, step));
  const mask = graph.node('Cast', ['attention_mask'], 'mask32', { attributes: { to: INT32 } });
  for (let layer = 0; layer < shape.layers; layer += 1) {
    states = encoderLayer(graph, weights, shape, layer, states, mask);
    await step(layerElements(shape));
  }
  const sentences = shape.pooling === 'cls' ? firstTokens(graph, states) : sums(graph, states);
  graph.node('LpNormalization', [sentences], 'embedding', { attributes: { axis: -1, p: 2 } });

  graph.input('input_ids', 'int64', ['batch', 'length']);
  graph.input('attention_mask', 'int64', ['batch', 'length']);
  graph.output('embedding', 'float', ['batch', shape.hidden]);
  return graph.toModel({ producer: PRODUCER, graphName: 'encoder', opsets: OPSETS });
}

function layerElements({ hidden, intermediate }: EncoderShape): number {
  return 4 * hidden * hidden + 2 * hidden * intermediate;
}

/** The largest tensor by far, so it is done a piece at a time. */
async function wordTable(weights: Tensors, { vocabulary, hidden }: EncoderShape, step: (elements: number) => Promise<void>): Promise<QuantizedRows> {
  const { data } = weights.get('embeddings.word_embeddings.weight', [vocabulary, hidden]);
  const table = { values: new Int8Array(data.length), scales: new Float32Array(vocabulary) };
  for (let row = 0; row < vocabulary; row += TABLE_ROWS) {
    const rows = Math.min(TABLE_ROWS, vocabulary - row);
    const piece = quantizeRows(data.subarray(row * hidden, (row + rows) * hidden), rows, hidden, { transpose: false });
    table.values.set(piece.values, row * hidden);
    table.scales.set(piece.scales, row);
    await step(rows * hidden);
  }
  return table;
}

/** Word table in int8, a scale a row, of which only the rows in use are widened; positions in float. */
function embeddings(graph: OnnxGraph, weights: Tensors, shape: EncoderShape, words: QuantizedRows): string {
  const { vocabulary, hidden, positions, epsilon } = shape;
  const rows = graph.node('Gather', [graph.tensor('word', 'int8', [vocabulary, hidden], () => words.values), 'input_ids'], 'tokq');
  const wide = graph.node('Cast', [rows], 'tokf', { attributes: { to: FLOAT } });
  const scales = graph.node('Gather', [graph.tensor('word_s', 'float', [vocabulary, 1], () => words.scales), 'input_ids'], 'toks');
  const tokens = graph.node('Mul', [wide, scales], 'tok');

  const size = graph.node('Shape', ['input_ids'], 'shape');
  const length = graph.node('Slice', [size, graph.int64('one', [1]), graph.int64('two', [2])], 'len');
  const table = graph.tensor('pos', 'float', [positions, hidden], () => positionTable(weights, shape));
  const used = graph.node('Slice', [table, graph.int64('zero', [0]), length, 'zero'], 'posn');

  const sum = graph.node('Add', [tokens, used], 'emb');
  const gamma = graph.vector('eln_w', weights.get('embeddings.LayerNorm.weight', [hidden]).data);
  const beta = graph.vector('eln_b', weights.get('embeddings.LayerNorm.bias', [hidden]).data);
  return graph.node('LayerNormalization', [sum, gamma, beta], 'h0', { attributes: { axis: -1, epsilon: { float: epsilon } } });
}

/** Sentences are all of segment 0, so its row is added to every position once and for all. */
function positionTable(weights: Tensors, { positions, hidden }: EncoderShape): Float32Array {
  const table = weights.get('embeddings.position_embeddings.weight', [positions, hidden]).data;
  const segment = weights.get('embeddings.token_type_embeddings.weight', [2, hidden]).data;
  return table.map((value, i) => value + segment[i % hidden]!);
}

function encoderLayer(graph: OnnxGraph, weights: Tensors, shape: EncoderShape, layer: number, states: string, mask: string): string {
  const { hidden, heads, intermediate, epsilon } = shape;
  const id = `l${layer}`;
  const get = (name: string, dims: readonly number[]): Tensor => weights.get(`encoder.layer.${layer}.${name}`, dims);
  const vector = (name: string, source: string, size: number): string => graph.vector(`${id}_${name}`, get(source, [size]).data);
  const joined = (part: string, dims: readonly number[]): Float32Array =>
    concat(['query', 'key', 'value'].map((name) => get(`attention.self.${name}.${part}`, dims).data));
  const norm = { attributes: { epsilon: { float: epsilon } }, domain: CONTRIB };

  const qkv = row8Linear(graph, `${id}_qkv`, states, { dims: [3 * hidden, hidden], data: joined('weight', [hidden, hidden]) });
  const parts = [`${id}_q`, `${id}_k`, `${id}_v`] as const;
  graph.node('Split', [qkv, graph.int64('sp', [hidden, hidden, hidden])], parts, { attributes: { axis: 2 } });
  const bias = graph.vector(`${id}_qkvb`, joined('bias', [hidden]));
  const attended = graph.node('MultiHeadAttention', [...parts, bias, mask], `${id}_att`, { attributes: { num_heads: heads }, domain: CONTRIB });

  const mixed = row8Linear(graph, `${id}_ao`, attended, get('attention.output.dense.weight', [hidden, hidden]));
  const mixedNorm = [vector('g1', 'attention.output.LayerNorm.weight', hidden), vector('b1', 'attention.output.LayerNorm.bias', hidden)];
  const middle = graph.node('SkipLayerNormalization', [mixed, states, ...mixedNorm, vector('aob', 'attention.output.dense.bias', hidden)], `${id}_x1`, norm);

  const up = row8Linear(graph, `${id}_f1`, middle, get('intermediate.dense.weight', [intermediate, hidden]));
  const active = graph.node('BiasGelu', [up, vector('f1b', 'intermediate.dense.bias', intermediate)], `${id}_g`, { domain: CONTRIB });
  const down = row8Linear(graph, `${id}_f2`, active, get('output.dense.weight', [hidden, intermediate]));
  const downNorm = [vector('g2', 'output.LayerNorm.weight', hidden), vector('b2', 'output.LayerNorm.bias', hidden)];
  return graph.node('SkipLayerNormalization', [down, middle, ...downNorm, vector('f2b', 'output.dense.bias', hidden)], `${id}_x2`, norm);
}

/** Sum over the tokens in use: unit length follows, which makes the mean's division by their number needless. */
function sums(graph: OnnxGraph, states: string): string {
  const mask = graph.node('Cast', ['attention_mask'], 'maskf', { attributes: { to: FLOAT } });
  const column = graph.node('Unsqueeze', [mask, graph.int64('ax2', [2])], 'mask3');
  const masked = graph.node('Mul', [states, column], 'masked');
  return graph.node('ReduceSum', [masked, 'one'], 'sum', { attributes: { keepdims: 0 } });
}

/** The first token of each text, the one that BERT reads a sentence by. */
function firstTokens(graph: OnnxGraph, states: string): string {
  const first = graph.tensor('first', 'int64', [], () => BigInt64Array.of(0n));
  return graph.node('Gather', [states, first], 'cls', { attributes: { axis: 1 } });
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
