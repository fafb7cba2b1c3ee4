/** One field of a protobuf message: its number, and its bytes as they stand, tag included, and without tag and length. */
export interface Field {
  readonly number: number;
  readonly raw: Uint8Array;
  readonly payload: Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** The fields of a message, in order, as views of `bytes`. @throws RangeError when it is none. */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('A message ends in the middle of a number.');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const wire = tag & 7;
    let from = at;
    if (wire === BYTES) {
      const length = varint();
      from = at;
      at += length;
    } else if (wire === VARINT) varint();
    else if (wire === FIXED64) at += 8;
    else if (wire === FIXED32) at += 4;
    else throw new RangeError(`A message has a field of the unknown kind ${wire}.`);
    if (at > bytes.length) throw new RangeError('A message is shorter than it says.');
    yield { number: Math.floor(tag / 8), raw: bytes.subarray(start, at), payload: bytes.subarray(from, at) };
  }
}

/** A field that holds bytes: text, or another message. */
export function bytesField(number: number, payload: Uint8Array): Uint8Array {
  return joined([Uint8Array.from([...varintBytes(number * 8 + BYTES), ...varintBytes(payload.length)]), payload]);
}

export function textField(number: number, text: string): Uint8Array {
  return bytesField(number, new TextEncoder().encode(text));
}

/** A field that holds a number which is not negative. */
export function varintField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes(number * 8 + VARINT), ...varintBytes(value)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
