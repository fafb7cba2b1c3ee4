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
import { COUNT_BITS, COUNTS, NO_TERMS, TermNumbers, type CountedTerms } from '../search/lexical/counted-terms.ts';
import { TOKENS_VERSION } from '../search/tokens.ts';
import { DamagedSegmentError, type IndexedPassage, type Segment, type StoredSegment } from './segment.ts';
import { StoredPassage, UNKNOWN, type KeptTogether } from './stored-passage.ts';

const MAGIC = 0x4753_414d;
const PREFIX = 12;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** By hand: thousands of them are read before the first recall, and a checksum has vouched for them. */
const strings = v.custom<readonly string[]>((value) => Array.isArray(value) && value.every((each) => typeof each === 'string'));
const integers = v.custom<readonly number[]>((value) => Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= UNKNOWN));
/** Header of a segment. */
const Header = v.object({
  tokens: v.number(),
  stamp: v.nullable(v.string()),
  dimension: count,
  ids: strings,
  hashes: strings,
  /** Distinct terms of each passage's text and label, and the terms of its text in all; −1 where they are not known. */
  texts: integers,
  labels: integers,
  lengths: integers,
  /** All terms, joined by blanks. */
  vocabulary: v.string(),
});

/** @throws RangeError when a vector is not of the segment's dimension */
export function encodeSegment({ stamp, dimension, passages }: Segment): Uint8Array {
  const texts = passages.map(({ counted }) => counted?.text ?? NO_TERMS);
  const labels = passages.map(({ counted }) => counted?.label ?? NO_TERMS);
  const { terms, entries } = entriesOf([...texts, ...labels]);
  const header: v.InferOutput<typeof Header> = {
    tokens: TOKENS_VERSION,
    stamp,
    dimension,
    ids: passages.map(({ id }) => id),
    hashes: passages.map(({ textHash }) => textHash),
    texts: texts.map(({ from, to }) => to - from),
    labels: labels.map(({ from, to }) => to - from),
    lengths: passages.map(({ counted }) => counted?.text.length ?? UNKNOWN),
    vocabulary: [...terms].join(' '),
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

/** Every term under one number, and the entries of all. */
function entriesOf(all: readonly CountedTerms[]): { readonly terms: Iterable<string>; readonly entries: Uint32Array } {
  const numbers = new TermNumbers();
  const entries = new Uint32Array(all.reduce((sum, { from, to }) => sum + to - from, 0));
  let end = 0;
  for (const counted of all) {
    const known = numbers.open(counted.vocabulary);
    for (let i = counted.from; i < counted.to; i++) {
      const entry = counted.entries[i]!;
      let number = known[entry >>> COUNT_BITS]!;
      if (number < 0) number = numbers.at(entry >>> COUNT_BITS);
      entries[end++] = number * COUNTS + (entry & (COUNTS - 1));
    }
  }
  return { terms: numbers.terms, entries };
}

/** @throws DamagedSegmentError */
export function decodeSegment(stored: Uint8Array): StoredSegment {
  try {
    return decode(stored);
  } catch (thrown) {
    throw thrown instanceof DamagedSegmentError ? thrown : new DamagedSegmentError('The segment cannot be read.', { cause: thrown });
  }
}

function decode(stored: Uint8Array): StoredSegment {
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
  const kept: KeptTogether = {
    vocabulary: header.tokens === TOKENS_VERSION ? header.vocabulary.split(' ') : null,
    entries: words.subarray(at.entries >> 2, (at.entries >> 2) + total),
    scales: stamp === null ? null : new Float32Array(bytes.buffer, bytes.byteOffset + at.scales, size),
    rows: new Int8Array(bytes.buffer, bytes.byteOffset + at.rows, stamp === null ? 0 : size * dimension),
    dimension,
  };
  const { vocabulary, entries } = kept;
  const terms = vocabulary && !lengths.includes(UNKNOWN) ? { vocabulary, entries, distinct: texts, lengths } : null;
  let passages: readonly IndexedPassage[] | undefined;
  return {
    stamp,
    dimension,
    ids,
    textHashes: hashes,
    terms,
    get passages() {
      return (passages ??= passagesOf(header, kept));
    },
  };
}

function passagesOf({ ids, hashes, texts, labels, lengths }: v.InferOutput<typeof Header>, kept: KeptTogether): readonly IndexedPassage[] {
  let text = 0;
  let label = sum(texts);
  return ids.map((id, i) => {
    const places = { number: i, text, texts: texts[i]!, label, labels: labels[i]!, length: lengths[i]! };
    text += texts[i]!;
    label += labels[i]!;
    return new StoredPassage(id, hashes[i]!, kept, places);
  });
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
