/** Kilobits a second by the index in an MP3 frame's header, of MPEG 1 and of the versions after it. */
const MPEG_1 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG_2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/**
 * How many bytes of this audio play in a second, by how it begins: WAV and MP3 say it, what is not known is raw PCM of 16
 * bits, mono. Null for Opus, which does not say it.
 */
export function byteRateOf(audio: ArrayBuffer, sampleRate: number): number | null {
  const bytes = new Uint8Array(audio);
  if (begins(bytes, 'OggS')) return null;
  if (begins(bytes, 'RIFF') && bytes.length >= 32) return new DataView(audio).getUint32(28, true) || null;
  return mp3ByteRate(bytes.subarray(tagLength(bytes))) ?? 2 * sampleRate;
}

const begins = (bytes: Uint8Array, text: string): boolean => new TextEncoder().encode(text).every((byte, i) => bytes[i] === byte);

/** The tag before the first frame says its length in four times seven bits. */
function tagLength(bytes: Uint8Array): number {
  return begins(bytes, 'ID3') ? 10 + bytes.subarray(6, 10).reduce((length, part) => length * 128 + part, 0) : 0;
}

function mp3ByteRate([sync = 0, kind = 0, rates = 0]: Uint8Array): number | null {
  const layer3 = sync === 0xff && (kind & 0xe6) === 0xe2 && (kind & 0x18) !== 0x08;
  if (!layer3) return null;
  const kilobits = ((kind & 0x18) === 0x18 ? MPEG_1 : MPEG_2)[(rates >> 4) - 1];
  return kilobits === undefined ? null : kilobits * 125;
}
