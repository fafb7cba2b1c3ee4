import { RuntimeError } from '../contract/errors.ts';
import { byteLength, tooDeep } from '../contract/parse.ts';

const tooLarge = (limit: number): RuntimeError =>
  new RuntimeError('runtime.bad_request', `The body is larger than ${limit} bytes. Send less at a time.`, { status: 413, details: { limit } });

/** Chunks of the body, refused as soon as they pass the limit, so an endless body costs no more than the limit. */
async function* boundedChunks(request: Request, limit: number): AsyncGenerator<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw tooLarge(limit);
  // Firefox has no Request.body; what it holds is in memory already
  if ((request as { body?: unknown }).body === undefined) {
    const whole = new Uint8Array(await request.arrayBuffer());
    if (whole.byteLength > limit) throw tooLarge(limit);
    yield whole;
    return;
  }
  if (!request.body) return;
  const reader = request.body.getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.byteLength;
      if (size > limit) throw tooLarge(limit);
      yield value;
    }
  } finally {
    // a cancel that fails or hangs must not hold the answer back
    reader.cancel().catch(() => undefined);
  }
}

function assertJson(request: Request, types: readonly string[]): string {
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (request.headers.has('content-encoding')) throw new RuntimeError('runtime.bad_request', 'Send the body without Content-Encoding.', { status: 415 });
  // a body without any type is read as JSON: some clients send none
  if (type !== '' && !types.includes(type))
    throw new RuntimeError('runtime.bad_request', `Send the body as ${types[0]}.`, { status: 415, details: { expected: types } });
  return type;
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RuntimeError('runtime.bad_request', 'The body is not JSON. Send one JSON object.', {
      details: { issues: [{ path: '(body)', expected: 'one JSON object' }] },
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RuntimeError('runtime.bad_request', 'The body has to be one JSON object.', {
      details: { issues: [{ path: '(body)', expected: 'one JSON object' }] },
    });
  }
  if (tooDeep(value))
    throw new RuntimeError('runtime.bad_request', 'The body nests too deep. Flatten metadata.', {
      details: { issues: [{ path: '(body)', expected: 'fewer levels' }] },
    });
  return value;
}

const JSON_TYPES = ['application/json'];

/** Reads a bounded body as one JSON object. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  assertJson(request, JSON_TYPES);
  return parseJson(await readText(request, limit));
}

/** Bodies that the caller gave as text: a stream would hand them on a task or two later. */
const texts = new WeakMap<Request, string>();

/** Spares the stream of a request whose body is known to be this text. */
export function knowText(request: Request, text: string): void {
  texts.set(request, text);
}

async function readText(request: Request, limit: number): Promise<string> {
  const known = texts.get(request);
  if (known !== undefined) {
    if (known.length > limit || byteLength(known) > limit) throw tooLarge(limit);
    // as a decoder of the stream would
    return known.toWellFormed().replace(/^\ufeff/, '');
  }
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of boundedChunks(request, limit)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

const LINE_BATCH = 500;

/** Reads an import: one JSON object `{items}`, or JSON lines (`application/x-ndjson`), streamed in batches `{items}`. */
export async function* readJsonLines(request: Request, limit: number): AsyncGenerator {
  const type = assertJson(request, [...JSON_TYPES, 'application/x-ndjson', 'application/jsonl']);
  if (type === '' || type === 'application/json') {
    yield parseJson(await readText(request, limit));
    return;
  }
  const decoder = new TextDecoder();
  let rest = '';
  let items: unknown[] = [];
  for await (const chunk of boundedChunks(request, limit)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) items.push(parseJson(line));
    while (items.length >= LINE_BATCH) yield { items: items.splice(0, LINE_BATCH) };
  }
  rest += decoder.decode();
  if (rest.trim()) items.push(parseJson(rest));
  yield { items };
}
