/**
 * Asserts requests once, at the edge. What passes is trusted inside; unknown fields are ignored.
 *
 * @module
 */
import * as v from 'valibot';
import { DEFAULT_TIMEOUT_MS, LIMITS } from './defaults.ts';
import { RuntimeError } from './errors.ts';
import { isIsoDate } from './iso-date.ts';
import type {
  ForgetMemoryRequest,
  ForgetSessionRequest,
  HintRequest,
  ImportRequest,
  IndexCreateRequest,
  MemoryEditRequest,
  MemoryListRequest,
  OutboxListRequest,
  OutboxRetryRequest,
  SyncRequest,
} from './local.ts';
import { LANES, type SearchRequest, type SessionEndRequest, type SessionStartRequest, type SyncFlushRequest, type TurnAfterRequest } from './types.ts';

/** A lone surrogate becomes U+FFFD: no store, tokenizer or JSON writer has to meet one. */
const text = v.pipe(
  v.string('text'),
  v.transform((value) => value.toWellFormed()),
);
const id = v.pipe(v.string('text'), v.minLength(1, 'text that is not empty'), v.maxLength(LIMITS.idChars, `at most ${LIMITS.idChars} characters`));
/** Session ids name files and paths, so they may hold nothing that a path could be built from. */
const sessionId = v.pipe(
  id,
  v.maxLength(256, 'at most 256 characters'),
  v.regex(/^[^\p{Cc}\p{Cs}\u2028\u2029/\\]+$/u, 'no slash, backslash, line break or control character'),
  v.check((value) => !/^\.+$/.test(value), 'more than dots'),
);
const count = v.pipe(v.number('a whole number'), v.integer('a whole number'), v.minValue(0, '0 or more'));
const topK = v.pipe(count, v.maxValue(LIMITS.topK, `at most ${LIMITS.topK}`));
/** valibot takes a list for an object; the wire does not. */
const record = v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object');
const object = <T extends v.ObjectEntries>(entries: T) => v.pipe(record, v.object(entries));
const metadata = v.pipe(record, v.record(v.string(), v.unknown()));
const isoDate = v.pipe(v.string('an ISO 8601 date'), v.maxLength(64, 'an ISO 8601 date'), v.check(isIsoDate, 'an ISO 8601 date'));
/** JSON clients send null for what they do not set; Python's None is one. Null reads as absent. */
const orNothing = <T extends v.GenericSchema>(schema: T) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
const shortName = v.pipe(v.string('text'), v.maxLength(LIMITS.nameChars, 'a short name'));

const SessionStart = object({
  sessionId,
  workspaceId: id,
  userId: id,
  mode: v.nullish(v.picklist(['default', 'org_only'], 'default or org_only'), 'default'),
  satham: orNothing(
    object({
      variant: orNothing(shortName),
      embedDim: orNothing(
        v.pipe(v.number('a whole number'), v.integer('a whole number'), v.minValue(1, '1 or more'), v.maxValue(LIMITS.embedDim, `at most ${LIMITS.embedDim}`)),
      ),
    }),
  ),
  metadata: v.nullish(metadata, {}),
});

const Search = object({
  sessionId,
  turnId: orNothing(id),
  query: text,
  intent: v.nullish(shortName, 'answer_current_user'),
  includeSources: v.nullish(v.boolean('true or false'), true),
  explain: orNothing(v.boolean('true or false')),
  topK: orNothing(object({ profile: orNothing(topK), working: orNothing(topK), permanent: orNothing(topK), org: orNothing(topK) })),
  lanes: orNothing(v.array(v.picklist(LANES, 'one of profile, working, permanent, org'), 'a list')),
  timeoutMs: v.nullish(
    v.pipe(v.number('milliseconds'), v.minValue(1, '1 or more'), v.maxValue(LIMITS.timeoutMs, `at most ${LIMITS.timeoutMs}`)),
    DEFAULT_TIMEOUT_MS,
  ),
});

const Hint = object({ sessionId, query: text });

const ToolCall = v.looseObject(
  {
    name: shortName,
    latencyMs: orNothing(v.pipe(v.number('milliseconds'), v.finite('milliseconds'))),
    hits: orNothing(count),
  },
  'an object',
);

const toolCalls = v.pipe(v.array(ToolCall, 'a list'), v.maxLength(LIMITS.toolCalls, `at most ${LIMITS.toolCalls} entries`));

const TurnAfter = object({
  sessionId,
  turnId: id,
  userText: text,
  assistantText: text,
  toolCalls: v.nullish(toolCalls, []),
  metadata: v.nullish(v.pipe(record, v.objectWithRest({ occurredAt: v.nullish(isoDate) }, v.unknown())), {}),
});

const SessionEnd = object({ sessionId, reason: v.nullish(shortName, 'completed') });

const SyncFlush = object({
  deadlineMs: v.nullish(v.pipe(v.number('milliseconds'), v.minValue(0, '0 or more'), v.maxValue(LIMITS.timeoutMs, `at most ${LIMITS.timeoutMs}`)), 5000),
});

const memoryText = v.pipe(text, v.minLength(1, 'text that is not empty'), v.maxLength(LIMITS.memoryChars, `at most ${LIMITS.memoryChars} characters`));

const ImportMemory = object({
  kind: orNothing(v.picklist(['memory', 'fact'], 'one of memory, fact, session, turn')),
  memoryId: orNothing(id),
  matchKey: orNothing(id),
  text: memoryText,
  validFrom: orNothing(isoDate),
  validTo: orNothing(isoDate),
  metadata: orNothing(metadata),
  source: orNothing(object({ sessionId, turnId: id })),
  occurredAt: orNothing(isoDate),
});

const ImportSession = object({
  kind: v.literal('session'),
  sessionId,
  mode: v.nullish(v.picklist(['default', 'org_only'], 'default or org_only'), 'default'),
  startedAt: orNothing(isoDate),
  lastActiveAt: orNothing(isoDate),
  endedAt: orNothing(isoDate),
  metadata: v.nullish(metadata, {}),
  brief: orNothing(v.pipe(text, v.maxLength(LIMITS.memoryChars, `at most ${LIMITS.memoryChars} characters`))),
});

const ImportTurn = object({
  kind: v.literal('turn'),
  sessionId,
  turnId: id,
  memoryId: orNothing(id),
  userText: text,
  assistantText: text,
  occurredAt: orNothing(isoDate),
  userName: orNothing(shortName),
  toolCalls: orNothing(toolCalls),
  metadata: orNothing(metadata),
  localEventId: orNothing(id),
});

const kindOf = (item: unknown): unknown => (typeof item === 'object' && item !== null && 'kind' in item ? item.kind : undefined);
/** By its kind alone, so that an issue names the field that is wrong and not the kinds that it might have been. */
const ImportEntry = v.lazy((item) => {
  const kind = kindOf(item);
  if (kind === 'session') return ImportSession;
  if (kind === 'turn') return ImportTurn;
  return ImportMemory;
});

const Import = object({
  items: v.pipe(v.array(ImportEntry, 'a list'), v.maxLength(LIMITS.importBatchItems, `at most ${LIMITS.importBatchItems} items a call`)),
});

/** A cursor names the last item of a page, and an item's id may be long. */
const LISTED = { items: 500, usual: 50, cursorChars: 16_384, filterChars: 1_024 } as const;
const cursor = v.pipe(v.string('text'), v.maxLength(LISTED.cursorChars, 'a nextCursor of an earlier answer'));
/** A query string has only text. */
const listLimit = v.nullish(
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))], 'a whole number'),
    v.integer('a whole number'),
    v.minValue(1, '1 or more'),
    v.maxValue(LISTED.items, `at most ${LISTED.items}`),
  ),
  LISTED.usual,
);

const MemoryList = object({
  lane: orNothing(v.picklist(LANES, 'one of profile, working, permanent, org')),
  q: orNothing(v.pipe(text, v.maxLength(LISTED.filterChars, `at most ${LISTED.filterChars} characters`))),
  cursor: orNothing(cursor),
  limit: listLimit,
});

const MemoryEdit = v.pipe(
  object({
    memoryId: id,
    text: orNothing(memoryText),
    matchKey: v.optional(v.nullable(id)),
    validFrom: orNothing(isoDate),
    validTo: v.optional(v.nullable(isoDate)),
    metadata: orNothing(metadata),
  }),
  v.check(
    (edit) => [edit.text, edit.matchKey, edit.validFrom, edit.validTo, edit.metadata].some((value) => value !== undefined),
    'at least one of text, matchKey, validFrom, validTo, metadata',
  ),
);

const OutboxList = object({ cursor: orNothing(cursor), limit: listLimit });

/** It is repeated on every chunk. */
const chunkMetadata = v.pipe(
  metadata,
  v.check((value) => byteLength(JSON.stringify(value)) <= LIMITS.chunkMetadataBytes, `at most ${LIMITS.chunkMetadataBytes} bytes of JSON`),
);

const IndexCreate = object({
  name: v.pipe(id, v.maxLength(LIMITS.nameChars, 'a short name')),
  documents: v.array(object({ id, text: v.pipe(text, v.minLength(1, 'text that is not empty')), metadata: orNothing(chunkMetadata) }), 'a list'),
  metadata: orNothing(chunkMetadata),
});

/** A field that is not as it has to be. `expected` never repeats what was sent. */
export interface FieldIssue {
  readonly path: string;
  readonly expected: string;
}

const MAX_ISSUES = 10;

function issueOf(issue: v.BaseIssue<unknown>): FieldIssue {
  // a missing field and a wrong one read differently; valibot's own message would quote the value
  const missing = issue.kind === 'schema' && issue.input === undefined;
  const path = (issue.path ?? []).map((step) => (typeof step.key === 'number' ? step.key : String(step.key).slice(0, 64))).join('.');
  const own = /^(Invalid|Expected)/.test(issue.message) ? 'a value of another kind' : issue.message;
  return { path: path || '(body)', expected: missing ? 'present' : own };
}

function parser<T>(schema: v.GenericSchema<unknown, T>): (body: unknown) => T {
  return (body) => {
    const result = v.safeParse(schema, body, { abortPipeEarly: true });
    if (result.success) return result.output;
    const issues = result.issues.slice(0, MAX_ISSUES).map(issueOf);
    const [first] = issues;
    throw new RuntimeError(
      'runtime.bad_request',
      `The request body is not as the contract has it: ${first?.path ?? '(body)'} has to be ${first?.expected ?? 'valid'}. See details.issues.`,
      { details: { issues } },
    );
  };
}

export const parseSessionStart: (body: unknown) => SessionStartRequest = parser(SessionStart);
export const parseTurnAfter: (body: unknown) => TurnAfterRequest = parser(TurnAfter);
export const parseSessionEnd: (body: unknown) => SessionEndRequest = parser(SessionEnd);
export const parseSyncFlush: (body: unknown) => SyncFlushRequest = parser(SyncFlush);
export const parseSync: (body: unknown) => SyncRequest = parser(object({ restart: v.nullish(v.boolean('true or false'), false) }));
export const parseHint: (body: unknown) => HintRequest = (body) => boundedQuery(parser(Hint)(body));
export const parseImport: (body: unknown) => ImportRequest = parser(Import);
/** Takes the parameters of a query string, or the same as JSON. */
export const parseMemoryList: (parameters: unknown) => MemoryListRequest = parser(MemoryList);
/** Takes the id of the path among the fields of the body. */
export const parseMemoryEdit: (body: unknown) => MemoryEditRequest = parser(MemoryEdit);
export const parseForgetMemory: (body: unknown) => ForgetMemoryRequest = parser(object({ memoryId: id }));
export const parseForgetSession: (body: unknown) => ForgetSessionRequest = parser(object({ sessionId: id }));
/** Takes the parameters of a query string, or the same as JSON. */
export const parseOutboxList: (parameters: unknown) => OutboxListRequest = parser(OutboxList);
export const parseOutboxRetry: (body: unknown) => OutboxRetryRequest = parser(object({ id }));

const parseSearchFields = parser(Search);
export function parseSearch(body: unknown): SearchRequest {
  return boundedQuery(parseSearchFields(body));
}

function boundedQuery<T extends { readonly query: string }>(request: T): T {
  if (request.query.length > LIMITS.queryBytes || byteLength(request.query) > LIMITS.queryBytes) {
    throw new RuntimeError(
      'runtime.bad_request',
      `The query is longer than ${LIMITS.queryBytes} bytes. Send what the user said in this turn, not the transcript.`,
      { status: 413, details: { issues: [{ path: 'query', expected: `at most ${LIMITS.queryBytes} bytes` }] } },
    );
  }
  return request;
}

/** The caps of index/create have a body of their own in the vendor's wire, so the router asks for them apart. */
export const parseIndexCreate: (body: unknown) => IndexCreateRequest = parser(IndexCreate);

export function byteLength(value: string): number {
  return new TextEncoder().encode(value).length;
}

/** True when `value` nests deeper than the limit; walks without recursion, so depth cannot exhaust the stack. */
export function tooDeep(value: unknown, limit: number = LIMITS.jsonDepth): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: unknown[] = [];
    for (const item of level) if (typeof item === 'object' && item !== null) for (const child of Object.values(item)) next.push(child);
    level = next;
  }
  return false;
}
