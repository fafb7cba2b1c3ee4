/**
 * PCM16 as it travels (signed, little-endian, two bytes a sample) and samples as Web Audio has them (-1 to 1).
 *
 * @module
 */
const SCALE = 32_768;

/** Samples of -1 to 1 as integers; what is louder is cut off, and what is no number is silence. */
export function floatToPcm16(samples: Float32Array): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(samples.length);
  for (let at = 0; at < samples.length; at++) pcm[at] = Math.max(-SCALE, Math.min(SCALE - 1, Math.round(samples[at]! * SCALE)));
  return pcm;
}

/** The same samples as numbers of -1 up to 1; {@link floatToPcm16} turns them back without a difference. */
export function pcm16ToFloat(pcm: Int16Array): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(pcm.length);
  for (let at = 0; at < pcm.length; at++) samples[at] = pcm[at]! / SCALE;
  return samples;
}

/** Little-endian, whatever the machine is. */
export function pcm16Bytes(pcm: Int16Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(pcm.length * 2));
  for (let at = 0; at < pcm.length; at++) view.setInt16(at * 2, pcm[at]!, true);
  return new Uint8Array(view.buffer);
}

/** @throws RangeError for an odd number of bytes: half a sample would make noise of all that follow */
export function pcm16Samples(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  if (bytes.byteLength % 2 !== 0)
    throw new RangeError(`PCM16 has two bytes a sample, and ${bytes.byteLength} is odd. Skip this piece, or keep its last byte for the next.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.byteLength / 2 }, (_, at) => view.getInt16(at * 2, true));
}
