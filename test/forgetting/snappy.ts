/** More is no value that was written here. */
const MAX_BYTES = 32_000_000;

/** Unpacks what was packed as Snappy: literals, and copies of what came before. Of what is damaged or goes on as something else, its beginning. */
export function unsnappy(packed: Uint8Array): Buffer {
  let at = 0;
  let size = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = packed[at++]!;
    size += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (!(size <= MAX_BYTES)) return Buffer.alloc(0);
  const out = Buffer.alloc(size);
  let end = 0;
  const number = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += packed[at++]! * 256 ** i;
    return value;
  };
  while (at < packed.length && end < size) {
    const tag = packed[at++]!;
    if ((tag & 3) === 0) {
      const length = (tag >> 2 < 60 ? tag >> 2 : number((tag >> 2) - 59)) + 1;
      out.set(packed.subarray(at, Math.min(at + length, at + size - end)), end);
      at += length;
      end += length;
      continue;
    }
    const [length, back] =
      (tag & 3) === 1 ? [((tag >> 2) & 7) + 4, ((tag >> 5) << 8) + packed[at++]!] : (tag & 3) === 2 ? [(tag >> 2) + 1, number(2)] : [(tag >> 2) + 1, number(4)];
    // a copy may reach into itself
    for (let i = 0; i < length && end < size; i++, end++) out[end] = out[end - back] ?? 0;
  }
  return out;
}
