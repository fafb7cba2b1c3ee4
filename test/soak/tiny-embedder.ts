import type { Embedder } from '../../worker/embed/embedder.ts';

const DIMENSION = 384;
const INFO = { name: 'tiny', dimension: DIMENSION, stamp: 'tiny', backend: 'test' };

/** Vectors of the default model's size, made of the words of a text: what they weigh is real, what they mean is little. */
export function tinyEmbedder(): Embedder {
  return {
    ready: async () => INFO,
    state: async () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
    embed: async (texts) => texts.map(vectorOf),
    close: async () => undefined,
  };
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let hash = 2_166_136_261;
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 16_777_619);
    for (let n = 0; n < 8; n++) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + n;
      vector[(hash >>> 0) % DIMENSION]! += (hash & 1) === 0 ? 1 : -1;
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((each) => each / length);
}
