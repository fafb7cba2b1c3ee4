import { Tensor, type InferenceSession } from 'onnxruntime-web/wasm';

const LAYERS = 6;
const HEADS = 8;
const HEAD_WIDTH = 36;
const START = 1;
const END = 2;
const PAST = 'past_key_values.';
const PRESENT = 'present.';

type Tensors = Record<string, Tensor>;

/** What the encoder made of a piece of speech, and which of its samples count: all. */
export interface Encoded {
  readonly states: Tensor;
  readonly mask: Tensor;
}

/**
 * Writes down what was said, token by token, always the likeliest one.
 *
 * @param most tokens at most: what cannot be understood would otherwise be repeated for ever
 * @param pause is awaited between two tokens; what it throws ends it
 */
export async function decode(session: InferenceSession, { states, mask }: Encoded, most: number, pause: () => Promise<void>): Promise<number[]> {
  // attention to the speech is computed by the first step alone: later ones give dummies in its place
  const ownOutputs = session.outputNames.filter((name) => name === 'logits' || name.includes('.decoder.'));
  const cache = emptyCache();
  const ids: number[] = [];
  for (let last = START; ids.length < most; ids.push(last)) {
    const first = ids.length === 0;
    const feeds = {
      input_ids: new Tensor('int64', BigInt64Array.of(BigInt(last)), [1, 1]),
      encoder_hidden_states: states,
      encoder_attention_mask: mask,
      use_cache_branch: new Tensor('bool', Uint8Array.of(first ? 0 : 1), [1]),
      ...cache,
    };
    const { logits, ...present } = (await (first ? session.run(feeds) : session.run(feeds, ownOutputs))) as Tensors & { readonly logits: Tensor };
    for (const [name, tensor] of Object.entries(present)) cache[PAST + name.slice(PRESENT.length)] = tensor;
    last = likeliest(logits.data as Float32Array);
    if (last === END) break;
    await pause();
  }
  return ids;
}

function emptyCache(): Tensors {
  const cache: Tensors = {};
  for (let layer = 0; layer < LAYERS; layer++) {
    for (const kind of ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value']) {
      cache[`${PAST}${layer}.${kind}`] = new Tensor('float32', new Float32Array(), [1, HEADS, 0, HEAD_WIDTH]);
    }
  }
  return cache;
}

function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let id = 1; id < scores.length; id++) if (scores[id]! > scores[best]!) best = id;
  return best;
}
