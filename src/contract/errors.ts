/** Codes that the v1 contract names. */
export type RuntimeErrorCode =
  | 'runtime.bad_request'
  | 'runtime.session_not_found'
  | 'runtime.identity_mismatch'
  | 'runtime.bootstrap_failed'
  | 'runtime.projection_unavailable'
  | 'runtime.timeout'
  | 'runtime.internal';

const STATUS: Readonly<Record<RuntimeErrorCode, number>> = {
  'runtime.bad_request': 400,
  'runtime.session_not_found': 404,
  'runtime.identity_mismatch': 409,
  'runtime.bootstrap_failed': 503,
  'runtime.projection_unavailable': 503,
  'runtime.timeout': 504,
  'runtime.internal': 500,
};

const RETRYABLE: ReadonlySet<RuntimeErrorCode> = new Set(['runtime.bootstrap_failed', 'runtime.projection_unavailable', 'runtime.timeout', 'runtime.internal']);

export interface RuntimeErrorOptions {
  /** HTTP status, where it is not the code's usual one. */
  readonly status?: number;
  readonly retryable?: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of the runtime. `message` says what to do and never holds what a user said.
 *
 * @example
 * ```ts
 * try { await runtime.searchMemory(request); }
 * catch (error) { if (error instanceof RuntimeError && error.retryable) later(); }
 * ```
 */
export class RuntimeError extends Error {
  override readonly name: string = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: RuntimeErrorCode, message: string, options: RuntimeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? STATUS[code];
    this.retryable = options.retryable ?? RETRYABLE.has(code);
    this.details = options.details ?? {};
  }
}

/** An error as data, the form in which it crosses a worker boundary. */
export interface ErrorData {
  readonly kind: 'runtime' | 'other';
  readonly name: string;
  readonly message: string;
  readonly code?: RuntimeErrorCode;
  readonly status?: number;
  readonly retryable?: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: ErrorData;
}

const CAUSE_DEPTH = 4;

/** Turns any thrown value into data that survives a structured clone. */
export function errorToData(thrown: unknown, depth = 0): ErrorData {
  const cause = thrown instanceof Error && thrown.cause !== undefined && depth < CAUSE_DEPTH ? { cause: errorToData(thrown.cause, depth + 1) } : {};
  if (thrown instanceof RuntimeError) {
    const { name, message, code, status, retryable, details } = thrown;
    return { kind: 'runtime', name, message, code, status, retryable, details, ...cause };
  }
  if (thrown instanceof Error) return { kind: 'other', name: thrown.name, message: thrown.message, ...cause };
  return { kind: 'other', name: 'Error', message: 'a value that is no Error was thrown' };
}

/** Rebuilds what {@link errorToData} took apart: a RuntimeError is one again, with its cause. */
export function errorFromData(data: ErrorData): Error {
  const cause = data.cause ? { cause: errorFromData(data.cause) } : {};
  if (data.kind === 'runtime' && data.code) {
    return new RuntimeError(data.code, data.message, {
      ...(data.status === undefined ? {} : { status: data.status }),
      ...(data.retryable === undefined ? {} : { retryable: data.retryable }),
      ...(data.details === undefined ? {} : { details: data.details }),
      ...cause,
    });
  }
  if (data.name === 'AbortError' || data.name === 'TimeoutError') return new DOMException(data.message, data.name);
  const error = new Error(data.message, 'cause' in cause ? cause : undefined);
  error.name = data.name;
  return error;
}

/**
 * The same error, fit for a caller: a fault of ours becomes `runtime.internal` whose message holds neither stack nor text.
 * A RuntimeError and an abort pass as they are. `cause` is what is told of the fault itself: nothing where it is left out.
 */
export function asRuntimeError(thrown: unknown, doing: string, cause?: Error): Error {
  if (thrown instanceof RuntimeError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return thrown;
  const name = nameOf(thrown);
  if (name === 'QuotaExceededError') {
    return new RuntimeError(
      'runtime.internal',
      'The storage quota is used up: nothing of this call was stored and nothing stored before was lost. Free space or ask for persistent storage, then send it again.',
      {
        retryable: false,
        details: { reason: 'quota_exceeded' },
        cause,
      },
    );
  }
  return new RuntimeError('runtime.internal', `${doing} failed inside the runtime. Nothing acknowledged was lost; the call may be sent again.`, {
    details: { reason: name },
    cause,
  });
}

/** A name or code as programs give them; no sentence is one. */
const NAME = /^[A-Za-z][\w.:-]{0,63}$/;
/** What kind of error was thrown: its name, where that is one. */
export function nameOf(thrown: unknown): string {
  return thrown instanceof Error && NAME.test(thrown.name) ? thrown.name : 'Error';
}

/** The code of an error, else its name. Its message may quote what it met. */
export function reasonOf(thrown: unknown): string {
  return codeOf(thrown) ?? nameOf(thrown);
}

/** The code of an error, where that is one. */
export function codeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && NAME.test(thrown.code) ? thrown.code : null;
}
