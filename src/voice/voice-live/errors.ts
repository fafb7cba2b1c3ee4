/** What {@link ConnectionError} says beside the close codes of {@link ConnectionClosed}. */
export type VoiceLiveErrorCode =
  | 'voice_live.bad_option'
  | 'voice_live.not_possible_here'
  | 'voice_live.no_token'
  | 'voice_live.refused'
  | 'voice_live.timeout'
  | 'voice_live.closing'
  | 'voice_live.bad_event'
  | 'voice_live.bad_message';

const RETRYABLE: ReadonlySet<VoiceLiveErrorCode | number> = new Set<VoiceLiveErrorCode | number>(['voice_live.timeout', 1001, 1006, 1011, 1012, 1013]);

/**
 * Whatever goes wrong with a connection. `message` says what to do and holds neither an address, a credential nor what was said.
 *
 * @example
 * ```ts
 * try { await connection.response.create(); }
 * catch (error) { if (error instanceof ConnectionError && error.retryable) reconnect(); }
 * ```
 */
export class ConnectionError extends Error {
  override readonly name: string = 'ConnectionError';
  /** A name, or the close code of a {@link ConnectionClosed}. */
  readonly code: VoiceLiveErrorCode | number;
  /** Whether the same may go well a moment later. */
  readonly retryable: boolean;

  constructor(code: VoiceLiveErrorCode | number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

const MEANING: Readonly<Record<number, string>> = {
  1000: 'normally. Connect again to go on',
  1001: 'because the other side goes away. Connect again',
  1006: 'without a goodbye: the network or the other side failed. Connect again',
  1008: 'because a rule was broken. Look at reason, and check credential, model and rights',
  1009: 'because a message was too big. Send smaller ones',
  1011: 'because the service failed. Connect again',
};

/** The connection is closed. What arrived before was delivered; nothing can be sent any more. */
export class ConnectionClosed extends ConnectionError {
  override readonly name: string = 'ConnectionClosed';
  /** 1000 normal, 1001 going away, 1006 abnormal, 1008 policy violation, 1011 server error; others as RFC 6455 has them. */
  declare readonly code: number;
  /** What the other side said about it, often nothing. */
  readonly reason: string;

  constructor(code: number, reason = '') {
    super(code, `The connection was closed with code ${code}, ${MEANING[code] ?? 'which is none of the usual ones. Look at reason'}.`);
    this.reason = reason;
  }
}
