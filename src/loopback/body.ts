import { RuntimeError } from '../contract/errors.ts';

const tooLarge = (limit: number): RuntimeError =>
  new RuntimeError('runtime.bad_request', `The body is larger than ${limit} bytes. Send less at a time.`, { status: 413, details: { limit } });

/** Up to this many bytes a body is handed on as text, which crosses to a worker sooner; a longer one as its bytes. */
const TEXT_BYTES = 1_048_576;

/** Bodies that the caller gave as text: a stream would hand them on a task or two later. */
const texts = new WeakMap<Request, string>();

/** Spares the stream of a request whose body is known to be this text. */
export function knowText(request: Request, text: string): void {
  texts.set(request, text);
}

/** The whole body, refused as soon as it passes the limit, so that an endless one costs no more than that. @throws RuntimeError 413, 415 */
export async function readBody(request: Request, limit: number): Promise<string | Uint8Array | null> {
  if (request.headers.has('content-encoding')) throw new RuntimeError('runtime.bad_request', 'Send the body without Content-Encoding.', { status: 415 });
  const known = texts.get(request);
  if (known !== undefined) {
    // a unit is one to three bytes
    if (known.length > limit || (known.length * 3 > limit && new TextEncoder().encode(known).length > limit)) throw tooLarge(limit);
    return known;
  }
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const bytes = await readBytes(request, limit);
  return bytes && bytes.length <= TEXT_BYTES ? new TextDecoder().decode(bytes) : bytes;
}

/** The same as bytes, as they came. @throws RuntimeError 413 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array | null> {
  // Firefox has no Request.body; what it holds is in memory already
  if ((request as { body?: unknown }).body === undefined) {
    const whole = new Uint8Array(await request.arrayBuffer());
    if (whole.byteLength > limit) throw tooLarge(limit);
    return whole;
  }
  if (!request.body) return null;
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(chunks, size);
      size += value.byteLength;
      if (size > limit) throw tooLarge(limit);
      chunks.push(value);
    }
  } finally {
    // a cancel that fails or hangs must not hold the answer back
    reader.cancel().catch(() => undefined);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only) return only;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
