import { field, isObject } from './json.ts';

/** Every runtime of the pool is at work: none can be given up for another user. */
export const POOL_EXHAUSTED = 'pool.exhausted';
/** Every port of the pool's range is answered already. */
export const POOL_PORT_EXHAUSTED = 'pool.port_exhausted';
/** The pool was closed. */
export const POOL_CLOSED = 'pool.closed';

/** Codes of errors without a response that the same call meets again. */
const FINAL: ReadonlySet<string> = new Set([POOL_CLOSED, 'runtime.identity_mismatch', 'runtime.bad_request']);

export interface MemoAirVoiceMemoryErrorOptions {
  /** E.g. `runtime.timeout`, `pool.exhausted`. */
  readonly code: string;
  readonly message: string;
  /** HTTP status, null where there was no response. */
  readonly statusCode?: number | null;
  readonly details?: Readonly<Record<string, unknown>>;
  /** What the other side wants to be left alone for, in milliseconds. */
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/**
 * What the SDK's classes throw when a runtime, the pool or the cloud refuses, fails or does not answer. `String(error)`
 * is `[code] message`. Values that a caller forgot or gave in the wrong kind are a `TypeError` instead.
 *
 * @example
 * ```ts
 * try { await client.searchMemory(query, { user }); }
 * catch (error) { if (error instanceof MemoAirVoiceMemoryError && error.code === POOL_EXHAUSTED) later(); }
 * ```
 */
export class MemoAirVoiceMemoryError extends Error {
  override readonly name: string = 'MemoAirVoiceMemoryError';
  readonly code: string;
  readonly statusCode: number | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** How long the other side said to wait before the same call (`Retry-After`), in milliseconds; null where it said nothing. */
  readonly retryAfterMs: number | null;

  constructor(options: MemoAirVoiceMemoryErrorOptions) {
    super(options.message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = options.code;
    this.statusCode = options.statusCode ?? null;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** Whether the same call may succeed later: the other side failed, was busy or was not there. */
  get retryable(): boolean {
    const status = this.statusCode;
    return status === null ? !FINAL.has(this.code) : status === 429 || status >= 500;
  }

  override toString(): string {
    return `[${this.code}] ${this.message}`;
  }
}

/** What a {@link RuntimeManager} throws when it has no runtime to start; its message reaches the caller. */
export class RuntimeManagerError extends Error {
  override readonly name: string = 'RuntimeManagerError';
}

/**
 * The error in a response: `{ error: { code, message, details } }`, or the cloud's `{ error: "batch_too_large", message }`.
 * Any other body is not quoted: it may hold what a user said.
 */
export function errorOf(
  status: number,
  body: unknown,
  { defaultCode = 'runtime.internal', retryAfterMs = null }: { readonly defaultCode?: string | undefined; readonly retryAfterMs?: number | null } = {},
): MemoAirVoiceMemoryError {
  const error = field(body, 'error');
  const told = isObject(error) ? error : typeof error === 'string' ? { code: error, message: field(body, 'message'), details: body } : {};
  return new MemoAirVoiceMemoryError({
    code: typeof told['code'] === 'string' && told['code'] !== '' ? told['code'] : defaultCode,
    message: typeof told['message'] === 'string' && told['message'] !== '' ? told['message'] : `The call was answered ${status} without saying why.`,
    statusCode: status,
    details: isObject(told['details']) ? told['details'] : {},
    retryAfterMs,
  });
}
