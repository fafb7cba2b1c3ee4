/**
 * A segment as bytes, the same on every store and over the wire. Little-endian, every section on four bytes:
 *
 *     u32 magic · u32 checksum of all that follows · u32 bytes of the header
 *     header (JSON): what each passage is, the terms of all, the stamp
 *     u32 entries of the texts, then of the labels: term number × 256 + count
 *     f32 scales · int8 rows
 *
 * @module
 */
import * as v from 'valibot';
import { NO_TERMS, type CountedTerms } from '../search/lexical/counted-terms.ts';
import { TOKENS_VERSION } from '../search/tokens.ts';
import { DamagedSegmentError, type IndexedPassage, type Segment } from './segment.ts';

const MAGIC = 0x4753_414d;
const PREFIX = 12;
const COUNT_MASK = 255;
const UNKNOWN = -1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Header of a segment. */
const Header = v.object({
  tokens: v.number(),
  stamp: v.nullable(v.string()),
  dimension: count,
  ids: v.array(v.string()),
  hashes: v.array(v.string()),
  /** Distinct terms of each passage's text and label, and the terms of its text in all; −1 where they are not known. */
  texts: v.array(count),
  labels: v.array(count),
  lengths: v.array(v.pipe(v.number(), v.integer(), v.minValue(UNKNOWN))),
  /** All terms, joined by blanks. */
  vocabulary: v.string(),
});

/** @throws RangeError when a vector is not of the segment's dimension */
export function encodeSegment({ stamp, dimension, passages }: Segment): Uint8Array {
  const texts = passages.map(({ counted }) => counted?.text ?? NO_TERMS);
  const labels = passages.map(({ counted }) => counted?.label ?? NO_TERMS);
  const { numbers, entries } = entriesOf([...texts, ...labels]);
  const header: v.InferOutput<typeof Header> = {
    tokens: TOKENS_VERSION,
    stamp,
    dimension,
    ids: passages.map(({ id }) => id),
    hashes: passages.map(({ textHash }) => textHash),
    texts: texts.map(({ terms }) => terms.length),
    labels: labels.map(({ terms }) => terms.length),
    lengths: passages.map(({ counted }) => counted?.text.length ?? UNKNOWN),
    vocabulary: [...numbers.keys()].join(' '),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const at = layout(json.length, entries.length, stamp === null ? 0 : passages.length, dimension);
  const bytes = new Uint8Array(at.end);
  const words = new Uint32Array(bytes.buffer);
  bytes.set(json, PREFIX);
  words.set(entries, at.entries >> 2);
  if (stamp !== null) {
    const scales = new Float32Array(bytes.buffer, at.scales, passages.length);
    const rows = new Int8Array(bytes.buffer, at.rows, passages.length * dimension);
    passages.forEach(({ vector }, i) => {
      if (vector?.data.length !== dimension) throw new RangeError(`A vector of this segment has ${dimension} numbers.`);
      scales[i] = vector.scale;
      rows.set(vector.data, i * dimension);
    });
  }
  words[0] = MAGIC;
  words[2] = json.length;
  words[1] = checksum(words);
  return bytes;
}

/** Every term's number, in the order in which they come, and the entries of all. */
function entriesOf(all: readonly CountedTerms[]): { readonly numbers: ReadonlyMap<string, number>; readonly entries: Uint32Array } {
  const numbers = new Map<string, number>();
  const entries = new Uint32Array(all.reduce((sum, { terms }) => sum + terms.length, 0));
  let end = 0;
  for (const { terms, counts } of all) {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i]!;
      let number = numbers.get(term);
      if (number === undefined) numbers.set(term, (number = numbers.size));
      entries[end++] = number * (COUNT_MASK + 1) + counts[i]!;
    }
  }
  return { numbers, entries };
}

/** @throws DamagedSegmentError */
export function decodeSegment(stored: Uint8Array): Segment {
  try {
    return decode(stored);
  } catch (thrown) {
    throw thrown instanceof DamagedSegmentError ? thrown : new DamagedSegmentError('The segment cannot be read.', { cause: thrown });
  }
}

function decode(stored: Uint8Array): Segment {
  if (!(stored instanceof Uint8Array) || stored.byteLength < PREFIX || stored.byteLength % 4 !== 0) throw new DamagedSegmentError('The segment is cut off.');
  // not slice: that of a Node Buffer is a view at the same place
  const bytes = stored.byteOffset % 4 === 0 ? stored : new Uint8Array(stored);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  if (words[0] !== MAGIC || words[1] !== checksum(words)) throw new DamagedSegmentError('The segment was altered or cut off.');
  const header = v.parse(Header, JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, PREFIX + words[2]!))));
  const { ids, hashes, texts, labels, lengths, stamp, dimension } = header;
  const size = ids.length;
  const total = sum(texts) + sum(labels);
  const at = layout(words[2]!, total, stamp === null ? 0 : size, dimension);
  if ([hashes, texts, labels, lengths].some((list) => list.length !== size) || at.end !== bytes.byteLength)
    throw new DamagedSegmentError('The segment does not hold what its header says.');
  const known = header.tokens === TOKENS_VERSION;
  const vocabulary = header.vocabulary.split(' ');
  const entries = words.subarray(at.entries >> 2, (at.entries >> 2) + total);
  const scales = stamp === null ? null : new Float32Array(bytes.buffer, bytes.byteOffset + at.scales, size);
  let text = 0;
  let label = sum(texts);
  const counted = (from: number, distinct: number, length: number | null): CountedTerms => {
    if (distinct === 0) return NO_TERMS;
    const terms: string[] = [];
    const counts: number[] = [];
    let all = 0;
    for (let i = 0; i < distinct; i++) {
      const entry = entries[from + i]!;
      terms.push(vocabulary[entry >>> 8]!);
      counts.push(entry & COUNT_MASK);
      all += entry & COUNT_MASK;
    }
    return { terms, counts, length: length ?? all };
  };
  const passages = ids.map((id, i): IndexedPassage => {
    const passage: IndexedPassage = {
      id,
      textHash: hashes[i]!,
      counted: known && lengths[i] !== UNKNOWN ? { text: counted(text, texts[i]!, lengths[i]!), label: counted(label, labels[i]!, null) } : null,
      vector: scales && { scale: scales[i]!, data: new Int8Array(bytes.buffer, bytes.byteOffset + at.rows + i * dimension, dimension) },
    };
    text += texts[i]!;
    label += labels[i]!;
    return passage;
  });
  return { stamp, dimension, passages };
}

function layout(
  header: number,
  entries: number,
  vectors: number,
  dimension: number,
): { readonly entries: number; readonly scales: number; readonly rows: number; readonly end: number } {
  const aligned = (bytes: number): number => Math.ceil(bytes / 4) * 4;
  const first = aligned(PREFIX + header);
  const scales = first + entries * 4;
  const rows = scales + vectors * 4;
  return { entries: first, scales, rows, end: aligned(rows + vectors * dimension) };
}

/** FNV-1a over the words after the checksum. */
function checksum(words: Uint32Array): number {
  let hash = 0x811c_9dc5;
  for (let i = 2; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x0100_0193);
  return hash >>> 0;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
