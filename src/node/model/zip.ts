import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { ModelError } from './errors.ts';

const inflate = promisify(inflateRaw);

const END_MAGIC = 0x06054b50;
const END_BYTES = 22;
const ENTRY_MAGIC = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_MAGIC = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;
const ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Reads one entry of a zip archive (a wheel is one). Zip64 and encryption are refused.
 *
 * @param wanted picks the entry by its full name; the first match in the directory counts
 * @throws ModelError `model.invalid_file` when the archive is damaged or holds no such entry
 */
export async function readZipEntry(archive: Uint8Array, wanted: (name: string) => boolean): Promise<Uint8Array> {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  for (const entry of entriesOf(zip)) if (wanted(entry.name)) return unpack(zip, entry);
  throw damaged('it does not hold the file that was looked for');
}

function* entriesOf(zip: Buffer): Generator<Entry> {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    if (at + ENTRY_BYTES > end || zip.readUInt32LE(at) !== ENTRY_MAGIC) throw damaged('its directory is cut or corrupt');
    const nameBytes = zip.readUInt16LE(at + 28);
    yield {
      name: zip.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      encrypted: (zip.readUInt16LE(at + 8) & 1) === 1,
      method: zip.readUInt16LE(at + 10),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    };
    at += ENTRY_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** The end record is the last thing but a comment of at most 64 KiB, so it is searched backwards. */
function findEnd(zip: Buffer): number {
  const last = zip.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at -= 1) if (zip.readUInt32LE(at) === END_MAGIC) return at;
  throw damaged('it has no directory: no zip, or cut short');
}

async function unpack(zip: Buffer, entry: Entry): Promise<Uint8Array> {
  if (entry.encrypted) throw damaged(`${entry.name} is encrypted`);
  if (entry.packedBytes === ZIP64 || entry.bytes === ZIP64 || entry.offset === ZIP64) throw damaged(`${entry.name} needs zip64`);
  if (entry.offset + LOCAL_BYTES > zip.length || zip.readUInt32LE(entry.offset) !== LOCAL_MAGIC) throw damaged(`${entry.name} is not where the directory says`);
  // Lengths of name and extra field may differ between the directory and the local header; only the local ones lead to the data.
  const start = entry.offset + LOCAL_BYTES + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28);
  const packed = zip.subarray(start, start + entry.packedBytes);
  if (packed.length !== entry.packedBytes) throw damaged(`${entry.name} is cut short`);
  if (entry.method !== STORED && entry.method !== DEFLATED) throw damaged(`${entry.name} is packed by method ${entry.method}`);
  const bytes = entry.method === STORED ? packed : await inflated(packed, entry);
  if (bytes.length !== entry.bytes) throw damaged(`${entry.name} has ${bytes.length} bytes where ${entry.bytes} were announced`);
  return bytes;
}

async function inflated(packed: Buffer, entry: Entry): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, entry.bytes), chunkSize: 1024 * 1024 });
  } catch (cause) {
    throw new ModelError('model.invalid_file', `The archive cannot be read: ${entry.name} does not inflate.`, { cause });
  }
}

function damaged(why: string): ModelError {
  return new ModelError('model.invalid_file', `The archive cannot be read: ${why}.`);
}
