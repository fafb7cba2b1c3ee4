import { deflateRawSync } from 'node:zlib';

export interface ZipOptions {
  /** Stored as they are instead of deflated. */
  readonly stored?: boolean;
  readonly comment?: string;
}

/** A plain zip archive of the given files; checksums are left at zero, which no reader here looks at. */
export function writeZip(files: Readonly<Record<string, Uint8Array>>, { stored = false, comment = '' }: ZipOptions = {}): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    // An extra field in the local header alone: its length must be taken from there.
    const local = Buffer.concat([uint32(0x04034b50), common, Buffer.from(name), Buffer.alloc(4)]);
    local.writeUInt16LE(4, 28);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([uint32(0x02014b50), Buffer.from([20, 0]), common, place, Buffer.from(name)]));
    locals.push(local, packed);
    offset += local.length + packed.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(Buffer.byteLength(comment), 16);
  return Buffer.concat([...locals, ...directory, uint32(0x06054b50), end, Buffer.from(comment)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
