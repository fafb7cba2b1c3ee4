import { RuntimeError } from '../../src/contract/errors.ts';
import { tooDeep } from '../../src/contract/parse.ts';
import type { WireRequest } from '../../src/contract/wire.ts';

const JSON_TYPE = 'application/json';
const LINES_TYPES = ['application/x-ndjson', 'application/jsonl'];
/** Lines of one batch. */
const BATCH = 500;
/** Bytes that are made text at a time. */
const SLICE = 65_536;

/** The body as one JSON object. @throws RuntimeError runtime.bad_request */
export function jsonBody({ contentType, body }: WireRequest): unknown {
  assertType(contentType, [JSON_TYPE]);
  return parseObject(textOf(body));
}

/** An import's body, a batch `{items}` at a time: one JSON object with all items, or JSON lines (`application/x-ndjson`). */
export function* jsonLines({ contentType, body }: WireRequest): Generator {
  const type = assertType(contentType, [JSON_TYPE, ...LINES_TYPES]);
  if (!LINES_TYPES.includes(type)) {
    yield parseObject(textOf(body));
    return;
  }
  let items: unknown[] = [];
  for (const line of linesOf(body)) {
    if (line.trim() === '') continue;
    items.push(parseObject(line));
    if (items.length < BATCH) continue;
    yield { items };
    items = [];
  }
  yield { items };
}

function assertType(contentType: string | null, types: readonly string[]): string {
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  // a body without any type is read as JSON: some clients send none
  if (type !== '' && !types.includes(type))
    throw new RuntimeError('runtime.bad_request', `Send the body as ${types[0]}.`, { status: 415, details: { expected: types } });
  return type;
}

function textOf(body: WireRequest['body']): string {
  if (typeof body !== 'string') return new TextDecoder().decode(body ?? new Uint8Array());
  // as a decoder of the bytes would
  return body.toWellFormed().replace(/^\ufeff/, '');
}

/** Lines of a long body, without making all of it text at once. */
function* linesOf(body: WireRequest['body']): Generator<string> {
  if (body === null || typeof body === 'string') {
    yield* textOf(body).split('\n');
    return;
  }
  const decoder = new TextDecoder();
  let rest = '';
  for (let from = 0; from < body.length; from += SLICE) {
    const lines = (rest + decoder.decode(body.subarray(from, from + SLICE), { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}

function parseObject(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused('The body is not JSON. Send one JSON object.', 'one JSON object');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused('The body has to be one JSON object.', 'one JSON object');
  if (tooDeep(value)) throw refused('The body nests too deep. Flatten metadata.', 'fewer levels');
  return value;
}

const refused = (message: string, expected: string): RuntimeError =>
  new RuntimeError('runtime.bad_request', message, { details: { issues: [{ path: '(body)', expected }] } });
