import type { PartingLetter } from '../../src/contract/protocol.ts';
import { retryAfterMs } from '../../src/contract/retry-after.ts';
import type { Clock } from '../clock.ts';
import { boundedText } from './bounded-text.ts';
import { isBearer, type Credentials } from './credentials.ts';
import { headerValue } from './header-value.ts';
import type { SyncTimers } from './timers.ts';

/** What calls to the cloud are made of. */
export interface CloudCallParts {
  /** Where the cloud is; a path where a proxy on the same origin stands before it. */
  readonly baseUrl: string;
  readonly projectId: string;
  /** Null: no `X-Agent-Id`. */
  readonly agentId: string | null;
  /** Null: calls are about no person. */
  readonly userId: string | null;
  /** Null: no `Authorization`. */
  readonly credentials: Credentials | null;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: Pick<Clock, 'now'>;
  readonly timers: SyncTimers;
  /** Hears of a call that its page may make in its stead, and with null of its end. */
  readonly onParting?: ((letter: PartingLetter | null) => void) | undefined;
}

/** What a call says. */
export interface Body {
  /** JSON. */
  readonly body: string;
  readonly idempotencyKey: string;
}

/** One call. */
export interface CloudRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From the root of the cloud, query included. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  readonly idempotencyKey?: string;
  /** What a page that goes meanwhile sends in its stead: this, or the beginning of it; null for nothing. */
  readonly parting?: () => Body | null;
  /** Bytes of the answer at most. Default: 2 MiB. */
  readonly answerBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Why there was no answer: all but `identity` may be over by the next time. */
export type CloudFailure =
  | 'network'
  /** Nothing for 30 seconds. */
  | 'timeout'
  /** The answer is no JSON, or more of it than the call takes. */
  | 'bad_answer'
  /** The way leads elsewhere, as behind a hotel's login page. */
  | 'redirected'
  /** The app gave no token, or nothing that can be one. */
  | 'no_token'
  /** An id that no header can hold. */
  | 'identity';

/** What came of a call. Holds no text of the other side but the answer itself. */
export type CloudAnswer =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly reason: CloudFailure };

/** How long a call may take, a fresh token and a second try included. */
export const CALL_MS = 30_000;
const ANSWER_BYTES = 2_097_152;

/**
 * Calls to the cloud under one identity.
 *
 * @example
 * ```ts
 * const answer = await call.send({ method: 'GET', path: CLOUD_PATHS.bootstrap });
 * if (answer.kind === 'answered') use(answer.body);
 * ```
 */
export class CloudCall {
  readonly #parts: CloudCallParts;

  constructor(parts: CloudCallParts) {
    this.#parts = parts;
  }

  /**
   * Makes the call; where it is not let in, once more with a fresh credential. What goes wrong is an answer too: errors of
   * fetch quote headers and addresses.
   *
   * @throws the reason of `request.signal`, once that aborts; nothing else
   */
  async send(request: CloudRequest): Promise<CloudAnswer> {
    const { signal } = request;
    signal?.throwIfAborted();
    const cancel = new AbortController();
    let cleanUp = (): void => undefined;
    // what is called may not listen to a signal
    const ended = new Promise<CloudAnswer>((resolve) => {
      const abort = (): void => resolve(failed('network'));
      signal?.addEventListener('abort', abort, { once: true });
      const stop = this.#parts.timers.after(CALL_MS, () => resolve(failed('timeout')));
      cleanUp = () => {
        stop();
        signal?.removeEventListener('abort', abort);
        cancel.abort();
      };
    });
    const answer = await Promise.race([ended, this.#send(request, cancel.signal).catch(() => failed('network'))]);
    cleanUp();
    if (request.parting) this.#parts.onParting?.(null);
    signal?.throwIfAborted();
    return answer;
  }

  async #send(request: CloudRequest, signal: AbortSignal): Promise<CloudAnswer> {
    const { credentials } = this.#parts;
    const bearer = credentials && (await given(credentials.bearer()));
    const answer = await this.#attempt(request, bearer, signal);
    const shut = answer.kind === 'refused' && (answer.status === 401 || answer.status === 403);
    if (!credentials || !shut || signal.aborted) return answer;
    const fresh = await given(credentials.refresh());
    return fresh === bearer ? answer : this.#attempt(request, fresh, signal);
  }

  async #attempt(request: CloudRequest, bearer: string | null, signal: AbortSignal): Promise<CloudAnswer> {
    // called with no `this`: a browser's fetch refuses any other than its own
    const { fetch, baseUrl, clock, credentials } = this.#parts;
    // over while a token was waited for: nobody would take the letter back
    signal.throwIfAborted();
    if (credentials && bearer === null) return failed('no_token');
    const headers = this.#headers(request, bearer);
    if (!headers) return failed('identity');
    const { method, path, body = null, answerBytes = ANSWER_BYTES } = request;
    const url = baseUrl.replace(/\/+$/, '') + path;
    this.#lend(request, url, headers);
    // memories go where they were meant to go: a redirect is not followed
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    const { status } = response;
    if (response.ok) return await answerOf(response, answerBytes);
    response.body?.cancel().catch(() => undefined);
    if (status < 400) return failed('redirected');
    return { kind: 'refused', status, retryAfterMs: retryAfterMs(response.headers.get('retry-after'), clock.now()) };
  }

  #lend({ parting }: CloudRequest, url: string, headers: Readonly<Record<string, string>>): void {
    const { onParting } = this.#parts;
    const letter = onParting && parting?.();
    if (letter) onParting({ url, headers: { ...headers, 'Idempotency-Key': letter.idempotencyKey }, body: letter.body });
  }

  #headers({ body, idempotencyKey }: CloudRequest, bearer: string | null): Record<string, string> | null {
    const { projectId, agentId, userId } = this.#parts;
    const headers: Record<string, string> = { Accept: 'application/json' };
    for (const [name, id] of [['X-Project-Id', projectId] as const, ['X-Agent-Id', agentId] as const, ['X-User-Id', userId] as const]) {
      if (id === null) continue;
      const value = headerValue(id);
      if (value === null) return null;
      headers[name] = value;
    }
    if (bearer !== null) headers['Authorization'] = `Bearer ${bearer}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
    return headers;
  }
}

function failed(reason: CloudFailure): CloudAnswer {
  return { kind: 'failed', reason };
}

/** A bearer that can be sent; null for none. */
async function given(asking: Promise<unknown>): Promise<string | null> {
  const bearer = await asking.catch(() => null);
  return isBearer(bearer) ? bearer : null;
}

async function answerOf(response: Response, limit: number): Promise<CloudAnswer> {
  const text = await boundedText(response, limit);
  if (text === null) return failed('bad_answer');
  try {
    return { kind: 'answered', body: JSON.parse(text) as unknown };
  } catch {
    return failed('bad_answer');
  }
}
