/** What can go wrong on the way to a model. */
export type ModelErrorCode =
  /** No model goes by the name that was given. */
  | 'model.unknown'
  /** No source could give the weights: {@link ModelUnavailableError}. */
  | 'model.unavailable'
  /** A server, a network or pip failed; another try may work. */
  | 'model.download_failed'
  /** Bytes came, but they are not the pinned ones. */
  | 'model.hash_mismatch'
  /** A file is no archive, no safetensors, no tokenizer, or not of this encoder. */
  | 'model.invalid_file'
  /** The cache folder cannot be written. */
  | 'model.cache_unwritable';

const RETRYABLE: ReadonlySet<ModelErrorCode> = new Set(['model.unavailable', 'model.download_failed']);

export interface ModelErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error class of model provisioning; callers decide on `code` and `retryable`, never on the message. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
  readonly code: ModelErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.details = options.details ?? {};
  }
}

/** Why one source gave nothing. */
export interface Attempt {
  readonly source: string;
  /** Null when it failed with an error of another kind. */
  readonly code: ModelErrorCode | null;
  readonly reason: string;
}

/** Every way to the weights was tried in vain; the message says what to do by hand. */
export class ModelUnavailableError extends ModelError {
  override readonly name: string = 'ModelUnavailableError';
  readonly attempts: readonly Attempt[];

  constructor(message: string, attempts: readonly Attempt[]) {
    super('model.unavailable', message, { details: { attempts } });
    this.attempts = attempts;
  }
}

/** The innermost reason in few words: a system error's code where there is one, else the message. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'an unknown fault';
  if (thrown.cause instanceof Error) return thrown instanceof ModelError ? thrown.message : reasonOf(thrown.cause);
  return 'code' in thrown && typeof thrown.code === 'string' && !(thrown instanceof ModelError) ? thrown.code : thrown.message;
}
