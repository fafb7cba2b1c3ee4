import { retryAfterMs } from '../contract/retry-after.ts';
import { errorOf, MemoAirVoiceMemoryError } from './errors.ts';
import { within } from './within.ts';

/** A `fetch`, or what stands in for it. */
export type Fetch = typeof globalThis.fetch;

/** Who is called: a runtime or the cloud. */
export interface Peer {
  readonly name: 'runtime' | 'cloud';
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PeerCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Code of an error that names none. */
  readonly defaultCode?: string;
}

/**
 * One call, its JSON answered; an empty body is `{}`.
 *
 * @throws MemoAirVoiceMemoryError as the other side says; `runtime.timeout` after `timeoutMs`, `runtime.not_found` when
 * nothing answers, `runtime.internal` for an answer that is no JSON (`cloud.timeout`, `cloud.unreachable` for the cloud).
 * @throws TypeError when a key, token or id cannot be sent in a header
 */
export async function callPeer(peer: Peer, call: PeerCall): Promise<unknown> {
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  const { status, text, waitMs } = await within(
    call.timeoutMs,
    (signal) => {
      const init = initOf(peer, call, body, signal);
      return reach(peer, signal, async () => {
        const response = await peer.fetch(peer.baseUrl + call.path, init);
        return { status: response.status, text: await response.text(), waitMs: waitOf(response) };
      });
    },
    { signal: call.signal, late: () => timeoutOf(peer, call) },
  );
  if (status >= 400) throw errorOf(status, parsed(text), { defaultCode: call.defaultCode, retryAfterMs: waitMs });
  if (text === '') return {};
  const answer = parsed(text);
  if (answer !== undefined) return answer;
  throw new MemoAirVoiceMemoryError({ code: 'runtime.internal', message: `The answer to ${call.method} ${pathOf(call)} is not JSON.`, statusCode: status });
}

/** The lines of an answer, as they come. @throws as {@link callPeer}; `timeoutMs` bounds the wait for its beginning */
export async function* peerLines(peer: Peer, call: PeerCall): AsyncGenerator<string, void, undefined> {
  const response = await within(
    call.timeoutMs,
    (signal) => {
      const init = initOf(peer, call, null, call.signal ?? signal);
      return reach(peer, signal, () => peer.fetch(peer.baseUrl + call.path, init));
    },
    { signal: call.signal, late: () => timeoutOf(peer, call) },
  );
  if (response.status >= 400) throw errorOf(response.status, parsed(await response.text()), { defaultCode: call.defaultCode, retryAfterMs: waitOf(response) });
  const decoder = new TextDecoder();
  let rest = '';
  if (response.body)
    for await (const bytes of chunksOf(response.body, (read) => reach(peer, call.signal, read))) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
}

/** Streams are not iterable everywhere. */
async function* chunksOf(stream: ReadableStream<Uint8Array>, guard: <T>(read: () => Promise<T>) => Promise<T>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  const read = (): Promise<ReadableStreamReadResult<Uint8Array>> => guard(() => reader.read());
  try {
    for (let next = await read(); !next.done; next = await read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function initOf(peer: Peer, call: PeerCall, body: string | null, signal: AbortSignal): RequestInit {
  const headers = headersOf({ accept: 'application/json', ...peer.headers, ...(body === null ? {} : { 'content-type': 'application/json' }) });
  return { method: call.method, headers, body, signal };
}

/** @throws TypeError for what no header can hold. The platform's own error would quote the token. */
function headersOf(headers: Readonly<Record<string, string>>): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw new TypeError('A key, token or id cannot be sent in a header. Check it for line breaks and for characters beyond Latin-1.');
  }
}

async function reach<T>(peer: Peer, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw signal?.aborted ? cause : unreachable(peer, cause);
  }
}

function unreachable(peer: Peer, cause: unknown): MemoAirVoiceMemoryError {
  if (peer.name === 'cloud') return new MemoAirVoiceMemoryError({ code: 'cloud.unreachable', message: `${peer.baseUrl} does not answer.`, cause });
  return new MemoAirVoiceMemoryError({
    code: 'runtime.not_found',
    message: `No runtime answers at ${peer.baseUrl}. Start one there, or give startRuntime.`,
    details: { runtimeUrl: peer.baseUrl },
    cause,
  });
}

function timeoutOf(peer: Peer, call: PeerCall): MemoAirVoiceMemoryError {
  const message = `${call.method} ${pathOf(call)} took longer than ${call.timeoutMs} ms.`;
  return new MemoAirVoiceMemoryError({ code: `${peer.name}.timeout`, message, details: { timeoutMs: call.timeoutMs } });
}

function waitOf({ headers }: Response): number | null {
  return retryAfterMs(headers.get('retry-after'), Date.now());
}

/** Without the query, which may hold what a user said. */
function pathOf(call: PeerCall): string {
  return call.path.split('?')[0]!;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
