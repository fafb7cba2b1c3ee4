/**
 * What a waiting thread says to the one that works for it, and how that one carries it out.
 *
 * @module
 */
import { LONGEST_TIMER_MS } from '../../contract/defaults.ts';
import { send } from './shared-line.ts';

/** An HTTP call. */
export interface BlockingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** How long an answer is waited for, in milliseconds. */
  readonly timeoutMs: number;
}

/** What came of it: an HTTP answer, or why there was none. */
export type BlockingResponse = { readonly status: number; readonly text: string } | { readonly status: null; readonly reason: 'timeout' | 'unreachable' };

/** A call on its way to the working thread, with the line for its answer. */
export interface CallMessage {
  readonly request: BlockingRequest;
  readonly line: SharedArrayBuffer;
}

/** In the working thread: makes the call and writes its answer. Never rejects. */
export async function carryOut({ request, line }: CallMessage, fetch: typeof globalThis.fetch): Promise<void> {
  send(line, encode(await make(request, fetch)));
}

async function make({ method, url, headers, body, timeoutMs }: BlockingRequest, fetch: typeof globalThis.fetch): Promise<BlockingResponse> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), Math.min(timeoutMs, LONGEST_TIMER_MS));
  try {
    const response = await fetch(url, { method, headers, body, signal: late.signal });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: null, reason: late.signal.aborted ? 'timeout' : 'unreachable' };
  } finally {
    clearTimeout(timer);
  }
}

// the status in the first line, then the text: JSON around JSON would be escaped twice

function encode(response: BlockingResponse): Uint8Array {
  return new TextEncoder().encode(response.status === null ? `0\n${response.reason}` : `${response.status}\n${response.text}`);
}

/** Reads what {@link carryOut} wrote. */
export function decode(answer: Uint8Array): BlockingResponse {
  const whole = new TextDecoder().decode(answer);
  const cut = whole.indexOf('\n');
  const status = Number(whole.slice(0, cut));
  const text = whole.slice(cut + 1);
  return status === 0 ? { status: null, reason: text === 'timeout' ? 'timeout' : 'unreachable' } : { status, text };
}
