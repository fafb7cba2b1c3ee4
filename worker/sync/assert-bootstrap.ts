import * as v from 'valibot';
import { CLOUD_LIMITS, type CloudBootstrapResponse } from '../../src/contract/cloud.ts';
import { LIMITS } from '../../src/contract/defaults.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import { tooDeep } from '../../src/contract/parse.ts';
import type { Identity } from '../../src/contract/types.ts';
import type { QuantizedVector } from '../search/vectors/quantize.ts';

/** What was told last, below which nothing may fall; 0 while nothing was. */
export interface ToldVersions {
  readonly profile: number;
  readonly permanent: number;
  readonly org: number;
}

/** What a page is held against. */
export interface BootstrapExpected {
  readonly identity: Identity;
  readonly versions: ToldVersions;
}

/** Characters of a sync token. */
const TOKEN_CHARS = 16_384;
const STAMP_CHARS = 1_024;
/** Two ids and a number as JSON, which may write one character as six. */
const CHUNK_ID_CHARS = 12 * LIMITS.idChars + 32;
/** A vector of length 1 in bytes is a little longer or shorter. */
const LONGEST = 1.1;

/** A lone surrogate becomes U+FFFD, as everywhere. */
const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);
const limited = (most: number) => v.pipe(v.string(), v.maxLength(most), text);
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.idChars));
/** Sessions have files on some devices, so their ids may hold nothing that a path could be built from. */
const sessionId = v.pipe(
  id,
  v.maxLength(256),
  v.regex(/^[^\p{Cc}\p{Cs}\u2028\u2029/\\]+$/u),
  v.check((value) => !/^\.+$/.test(value)),
);
/** Dates are compared as text, which goes for one form alone. */
const date = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check((value) => /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value))),
  v.transform((value) => new Date(value).toISOString()),
  v.regex(/^\d{4}-/),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** valibot takes a list for an object; the wire does not. */
const record = v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const object = <T extends v.ObjectEntries>(entries: T) => v.pipe(record, v.object(entries));
const metadata = v.pipe(record, v.record(v.string(), v.unknown()));
const source = object({ sessionId, turnId: id });

const Vector = v.pipe(
  object({
    stamp: v.pipe(v.string(), v.minLength(1), v.maxLength(STAMP_CHARS)),
    dimension: v.pipe(count, v.minValue(1), v.maxValue(LIMITS.embedDim)),
    scale: v.pipe(v.number(), v.finite(), v.minValue(0)),
    data: v.string(),
  }),
  v.check(({ dimension, data }) => data.length === 4 * Math.ceil(dimension / 3)),
  v.rawTransform(({ dataset, addIssue, NEVER }): PageVector => {
    const { stamp, dimension, scale } = dataset.value;
    const data = bytesOf(dataset.value.data);
    if (data?.length === dimension && scale * lengthOf(data) <= LONGEST) return { stamp, dimension, scale, data };
    addIssue();
    return NEVER;
  }),
);

const Episode = object({
  kind: v.literal('episode'),
  memoryId: id,
  eventId: id,
  sessionId,
  turnId: id,
  seq: count,
  userText: limited(LIMITS.bodyBytes),
  assistantText: limited(LIMITS.bodyBytes),
  userName: v.nullable(limited(LIMITS.nameChars)),
  occurredAt: date,
});

const Fact = object({
  kind: v.literal('fact'),
  memoryId: id,
  matchKey: v.nullable(id),
  text: v.pipe(limited(LIMITS.memoryChars), v.minLength(1)),
  validFrom: date,
  validTo: v.nullable(date),
  source: v.nullable(source),
  occurredAt: date,
  metadata,
});

const chunkId = v.pipe(v.string(), v.minLength(1), v.maxLength(CHUNK_ID_CHARS));
const Chunk = v.pipe(
  object({
    id: chunkId,
    index: id,
    docId: id,
    position: count,
    text: v.pipe(limited(LIMITS.indexDocumentBytes), v.minLength(1)),
    metadata,
    vector: v.optional(Vector),
  }),
  v.check((chunk) => chunk.id === JSON.stringify([chunk.index, chunk.docId, chunk.position])),
);

/** By its kind alone, so that an issue names the field that is wrong. */
const Memory = v.lazy((value) => (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'episode' ? Episode : Fact));

const Page = object({
  full: v.boolean(),
  profile: v.nullable(object({ version: count, summary: limited(LIMITS.memoryChars) })),
  permanent: object({ manifestVersion: count, items: v.array(Memory), removed: v.array(id) }),
  org: object({ manifestVersion: count, chunks: v.array(Chunk), removed: v.array(chunkId) }),
  syncToken: v.pipe(v.string(), v.minLength(1), v.maxLength(TOKEN_CHARS)),
  more: v.boolean(),
});

/** A vector with its bytes taken out of base64. */
export interface PageVector extends QuantizedVector {
  readonly stamp: string;
  readonly dimension: number;
}

/** A chunk of a page; `vector` is there where the cloud had one. */
export type PageChunk = Omit<CloudBootstrapResponse['org']['chunks'][number], 'vector'> & { readonly vector?: PageVector | undefined };

/** A page of a bootstrap, asserted: dates in UTC, vectors as bytes. */
export interface BootstrapPage extends Pick<CloudBootstrapResponse, 'full' | 'profile' | 'permanent' | 'syncToken' | 'more'> {
  readonly org: { readonly manifestVersion: number; readonly chunks: readonly PageChunk[]; readonly removed: readonly string[] };
}

/**
 * Takes an answer of `GET bootstrap` for a page, whole or not at all: bounded, of the right types, of this user, and no older than
 * what was told before. Text in it is text, whatever it says.
 *
 * @throws RuntimeError `runtime.projection_unavailable`, whose `details.path` names the field and no value
 */
export function assertBootstrap(value: unknown, { identity, versions }: BootstrapExpected): BootstrapPage {
  // before anything is walked item by item
  if (sizeOf(value) > CLOUD_LIMITS.pageItems) throw refusedPage('permanent.items', `at most ${CLOUD_LIMITS.pageItems} items in all`);
  if (tooDeep(value)) throw refusedPage('(page)', 'nested less deeply');
  const foreign = foreignField(value, identity);
  if (foreign !== null) throw refusedPage(foreign, 'that of this runtime');
  const result = v.safeParse(Page, value, { abortEarly: true });
  if (!result.success) throw refusedPage(pathOf(result.issues[0]), 'as the contract has it');
  const page: BootstrapPage = result.output;
  if (page.profile !== null && page.profile.version < versions.profile) throw olderPage('profile.version');
  if (page.permanent.manifestVersion < versions.permanent) throw olderPage('permanent.manifestVersion');
  if (page.org.manifestVersion < versions.org) throw olderPage('org.manifestVersion');
  return page;
}

/** The refusal of a page. `path` and `expected` hold nothing of what came. */
export function refusedPage(path: string, expected: string): RuntimeError {
  return new RuntimeError(
    'runtime.projection_unavailable',
    `The cloud sent a bootstrap that cannot be used: ${path} has to be ${expected}. Nothing of it was taken, and what is stored stays.`,
    { details: { reason: 'bootstrap_refused', path, expected } },
  );
}

/** The refusal of a page that is older than what is here: of a cloud that was set up anew, or went back to an earlier day. */
function olderPage(path: string): RuntimeError {
  return new RuntimeError(
    'runtime.projection_unavailable',
    `The cloud sent a bootstrap that is older than what is stored: ${path} is lower than before. Nothing of it was taken, and what is stored stays. If the cloud was set up anew, POST {"restart":true} to /v1/local/sync: what it has is the truth then.`,
    { details: { reason: 'bootstrap_older', path } },
  );
}

/** Items of a page in all. */
function sizeOf(value: unknown): number {
  const lists = [listIn(value, 'permanent', 'items'), listIn(value, 'permanent', 'removed'), listIn(value, 'org', 'chunks'), listIn(value, 'org', 'removed')];
  return lists.reduce((sum, { length }) => sum + length, 0);
}

function listIn(value: unknown, lane: 'permanent' | 'org', name: string): readonly unknown[] {
  const field = (of: unknown, key: string): unknown => (typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined);
  const list = field(field(value, lane), name);
  return Array.isArray(list) ? list : [];
}

/** A page need not say whose it is. The field in which it, or something in it, names somebody else; null for none. */
function foreignField(value: unknown, { workspaceId, userId }: Identity): string | null {
  const own: Readonly<Record<string, string>> = { userId, workspaceId, projectId: workspaceId };
  const told = [value, ...listIn(value, 'permanent', 'items'), ...listIn(value, 'org', 'chunks')];
  for (const each of told) {
    if (typeof each !== 'object' || each === null) continue;
    for (const name in own) if (Object.hasOwn(each, name) && Reflect.get(each, name) !== own[name]) return name;
  }
  return null;
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key).slice(0, 64)));
  // keys of metadata are somebody's words
  const named = steps.includes('metadata') ? steps.slice(0, steps.indexOf('metadata') + 1) : steps;
  return named.join('.') || '(page)';
}

/** Null for what is no base64. Blanks in it, which are passed over, leave too few bytes. */
function bytesOf(base64: string): Int8Array | null {
  try {
    const characters = atob(base64);
    const bytes = new Int8Array(characters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}

function lengthOf(vector: Int8Array): number {
  let squares = 0;
  for (const each of vector) squares += each * each;
  return Math.sqrt(squares);
}
