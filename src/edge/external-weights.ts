import { bytesField, joined, readFields, textField, varintField } from '../../worker/embed/webgpu/protobuf.ts';

// numbers of the fields: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const MODEL_GRAPH = 7;
const GRAPH_TENSOR = 5;
const TENSOR = { raw: 9, external: 13, location: 14 };
const ENTRY = { key: 1, value: 2 };
const EXTERNAL = 1;

/** Smaller tensors stay: shapes are read from them. */
const LEAST_BYTES = 1024;

/**
 * The graph of an ONNX model without its weights: it names the place of each in the file called `location`, which is the model
 * itself. A session made of both holds the weights once, where a model with weights inside is held two times while it is read.
 *
 * @throws RangeError when `model` is no ONNX model
 */
export function externalWeights(model: Uint8Array, location: string): Uint8Array {
  let graphs = 0;
  const fields = [...readFields(model)].map((field) => {
    if (field.number !== MODEL_GRAPH) return field.raw;
    graphs++;
    const parts = [...readFields(field.payload)].map(({ number, raw, payload }) => (number === GRAPH_TENSOR ? tensor(raw, payload, model, location) : raw));
    return bytesField(MODEL_GRAPH, joined(parts));
  });
  if (graphs !== 1) throw new RangeError('The bytes hold no graph.');
  return joined(fields);
}

function tensor(whole: Uint8Array, payload: Uint8Array, model: Uint8Array, location: string): Uint8Array {
  const fields = [...readFields(payload)];
  const data = fields.find(({ number }) => number === TENSOR.raw)?.payload;
  if (!data || data.length < LEAST_BYTES) return whole;
  const offset = data.byteOffset - model.byteOffset;
  const entries = Object.entries({ location, offset: String(offset), length: String(data.length) }).map(([key, value]) =>
    bytesField(TENSOR.external, joined([textField(ENTRY.key, key), textField(ENTRY.value, value)])),
  );
  return bytesField(
    GRAPH_TENSOR,
    joined([...fields.filter(({ number }) => number !== TENSOR.raw).map(({ raw }) => raw), ...entries, varintField(TENSOR.location, EXTERNAL)]),
  );
}
