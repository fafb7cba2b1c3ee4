/** What {@link VoiceSessionError} says. */
export type VoiceSessionErrorCode =
  | 'voice_session.bad_option'
  | 'voice_session.bad_audio'
  | 'voice_session.not_connected'
  | 'voice_session.not_possible_here'
  | 'voice_session.no_token'
  | 'voice_session.refused'
  | 'voice_session.timeout'
  | 'voice_session.closed'
  | 'voice_session.lost'
  | 'voice_session.answer_failed';

const RETRYABLE: ReadonlySet<VoiceSessionErrorCode> = new Set(['voice_session.timeout', 'voice_session.lost', 'voice_session.answer_failed']);

/**
 * Whatever goes wrong with a session. `message` says what to do and holds neither an address, a credential nor what was said.
 *
 * @example
 * ```ts
 * try { await session.receive(); }
 * catch (error) { if (error instanceof VoiceSessionError && error.retryable) await session.connect(); }
 * ```
 */
export class VoiceSessionError extends Error {
  override readonly name: string = 'VoiceSessionError';
  readonly code: VoiceSessionErrorCode;
  /** Whether the same may go well a moment later, in a session that is connected again where it was lost. */
  readonly retryable: boolean;

  constructor(code: VoiceSessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

/** The option or argument of that name is wrong. */
export const badOption = (name: string, expected: string): VoiceSessionError =>
  new VoiceSessionError('voice_session.bad_option', `${name} has to be ${expected}. Nothing was changed.`);

/** A session that is not connected, or not yet. */
export const notConnected = (connecting: boolean = false): VoiceSessionError =>
  new VoiceSessionError(
    'voice_session.not_connected',
    connecting ? 'The session is still connecting: await connect().' : 'The session is not connected: await connect() first.',
  );

/** A session that was ended on purpose. */
export const sessionClosed = (): VoiceSessionError => new VoiceSessionError('voice_session.closed', 'The session was disconnected. Connect again to go on.');

/** A session whose connection ended by itself. */
export const sessionLost = (cause?: unknown): VoiceSessionError =>
  new VoiceSessionError('voice_session.lost', 'The connection of the session was lost. Connect again to go on.', cause === undefined ? undefined : { cause });
