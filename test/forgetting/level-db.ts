import { unsnappy } from './snappy.ts';

/** Bytes of a table's footer: two handles of blocks, then the magic number. */
const FOOTER = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: how it is packed, and a checksum. */
const TRAILER = 5;
const SNAPPY = 1;

/**
 * What a file of a Chromium's IndexedDB holds that its bytes do not show: the blocks of a table of LevelDB, unpacked, and in them
 * and in all other files the values that Chromium packs itself. Keys share their beginnings with those before them and are not
 * put together here; values lie whole.
 */
export function* levelDbBytes(name: string, bytes: Buffer): Generator<Buffer> {
  yield* packedValues(bytes);
  for (const each of blocksOf(name, bytes)) {
    yield each;
    yield* packedValues(each);
  }
}

/** Chromium begins a value with these that it has packed as Snappy. */
const PACKED = Buffer.from([0xff, 0x11, 0x02]);

function* packedValues(bytes: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf(PACKED); at >= 0; at = bytes.indexOf(PACKED, at + 1)) yield unsnappy(bytes.subarray(at + PACKED.length));
}

function* blocksOf(name: string, bytes: Buffer): Generator<Buffer> {
  if (!name.endsWith('.ldb') || bytes.length < FOOTER || bytes.readBigUInt64LE(bytes.length - 8) !== MAGIC) return;
  const footer = new Reader(bytes.subarray(bytes.length - FOOTER));
  footer.handle();
  const index = block(bytes, footer.handle());
  for (const handle of handlesIn(index)) yield block(bytes, handle);
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** The values of an index block: where the blocks of data lie. */
function* handlesIn(index: Buffer): Generator<Handle> {
  const restarts = index.readUInt32LE(index.length - 4);
  const entries = new Reader(index.subarray(0, index.length - 4 * (restarts + 1)));
  while (!entries.done) {
    entries.varint();
    const [keyBytes, valueBytes] = [entries.varint(), entries.varint()];
    entries.skip(keyBytes);
    yield new Reader(entries.take(valueBytes)).handle();
  }
}

function block(file: Buffer, { offset, size }: Handle): Buffer {
  const packed = file.subarray(offset, offset + size);
  return file.subarray(offset + size, offset + size + TRAILER)[0] === SNAPPY ? unsnappy(packed) : packed;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  handle(): Handle {
    return { offset: this.varint(), size: this.varint() };
  }

  take(count: number): Buffer {
    this.skip(count);
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  skip(count: number): void {
    this.#at += count;
  }
}
