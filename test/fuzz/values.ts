import * as fc from 'fast-check';
import { hostile } from '../worker/hostile.ts';

/** Stands in what is sent, and may stand in no error. */
export const SECRET = 'zqxlemon';

const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-0, 0, 1, 50, 51, 60_000, 2 ** 53, 1e300, -1));
const dates = fc.oneof(
  fc.constantFrom(
    '2026-01-01',
    '2024-02-29',
    '2025-02-29',
    '2026-01-01T10:00:00Z',
    '2026-01-01T00:00:00+14:00',
    '+275760-09-13T00:00:00.000Z',
    '0000-01-01',
    `2026 (${SECRET})`,
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
export const texts: fc.Arbitrary<string> = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', SECRET, '__proto__', 'constructor', 'a'.repeat(513)),
);
/** Any JSON, and what is none. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  texts,
  numbers,
  dates,
  fc.constantFrom(null, true, false, [], {}),
  fc.anything({ maxDepth: 3, withNullPrototype: true }),
  fc.jsonValue(),
);

/** Any JSON that has these fields, most of them near to what they have to be. */
export function near(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> {
  const record = Object.fromEntries(
    Object.entries(fields).map(([name, good]) => [name, fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: anything })]),
  );
  return fc.record(record, { requiredKeys: [] });
}

const ids = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 's1', 's2', 'm1', 'm2', '__proto__') }, { weight: 1, arbitrary: texts });
const small = fc.integer({ min: 0, max: 50 });
const record = fc.oneof(fc.constant({}), fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue(), { maxKeys: 3 }));
const source = near({ sessionId: ids, turnId: ids });
const lane = fc.constantFrom('profile', 'working', 'permanent', 'org');
const toolCalls = fc.array(near({ name: texts, latencyMs: numbers, hits: small }), { maxLength: 2 });
const kept = { memoryId: ids, matchKey: ids, text: texts, validFrom: dates, validTo: dates, metadata: record };

/** An entry of an import, or something near to one. */
export const entries: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  near({ kind: fc.constantFrom('memory', 'fact', undefined), ...kept, source, occurredAt: dates }),
  near({
    kind: fc.constant('session'),
    sessionId: ids,
    mode: fc.constantFrom('default', 'org_only'),
    startedAt: dates,
    lastActiveAt: dates,
    endedAt: dates,
    metadata: record,
    brief: texts,
  }),
  near({
    kind: fc.constant('turn'),
    sessionId: ids,
    turnId: ids,
    memoryId: ids,
    userText: texts,
    assistantText: texts,
    occurredAt: dates,
    userName: texts,
    toolCalls,
    metadata: record,
  }),
);

/** The bodies of the contract's calls, or something near to them. */
export const BODIES = {
  start: near({
    sessionId: ids,
    workspaceId: fc.constant('ws_1'),
    userId: fc.constant('user_1'),
    mode: fc.constantFrom('default', 'org_only'),
    satham: near({ variant: texts, embedDim: fc.integer({ min: 1, max: 4096 }) }),
    metadata: record,
  }),
  search: near({
    sessionId: ids,
    turnId: ids,
    query: texts,
    intent: texts,
    includeSources: fc.boolean(),
    explain: fc.boolean(),
    topK: near({ profile: small, working: small, permanent: small, org: small }),
    lanes: fc.array(lane),
    timeoutMs: fc.integer({ min: 1, max: 60_000 }),
  }),
  turn: near({ sessionId: ids, turnId: ids, userText: texts, assistantText: texts, toolCalls, metadata: near({ occurredAt: dates }) }),
  end: near({ sessionId: ids, reason: texts }),
  flush: near({ deadlineMs: fc.integer({ min: 0, max: 5 }) }),
  hint: near({ sessionId: ids, query: texts }),
  import: near({ items: fc.array(entries, { maxLength: 3 }) }),
  index: near({ name: ids, documents: fc.array(near({ id: ids, text: texts, metadata: record }), { maxLength: 3 }), metadata: record }),
  list: near({ lane, q: texts, cursor: texts, limit: fc.oneof(small, small.map(String)) }),
  edit: near(kept),
} as const;
