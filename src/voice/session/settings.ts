import { badOption } from './errors.ts';

/** Options of `configureTurnDetection`. */
export interface TurnDetectionOptions {
  /** Whether the end of a turn is found by itself. Default true. With false `sendAudio` ends it, by `commit`. */
  readonly enabled?: boolean | undefined;
  /** 0 to 1; the higher, the surer it has to be that somebody speaks. Default 0.5. */
  readonly threshold?: number | undefined;
  /** Milliseconds before the speech that belong to it. Default 300. */
  readonly prefixPadding?: number | undefined;
  /** Milliseconds of silence that end a turn. Default 800. */
  readonly silenceDuration?: number | undefined;
}

/** How the end of a turn is found. */
export interface TurnDetectionSettings {
  readonly threshold: number;
  /** Milliseconds. */
  readonly prefixPadding: number;
  /** Milliseconds. */
  readonly silenceDuration: number;
}

/** Options of `configureAudio`: how audio is given to the session and comes from it. */
export interface AudioOptions {
  /** Hertz, 8,000 to 192,000. What a transport needs otherwise is resampled. Default 24,000. */
  readonly sampleRate?: number | undefined;
  /** 1, and no other. */
  readonly channels?: number | undefined;
  /** `pcm16`, and no other. */
  readonly format?: string | undefined;
}

export const DEFAULT_SAMPLE_RATE = 24_000;

/** @returns null when it is off @throws VoiceSessionError voice_session.bad_option */
export function turnDetectionOf(options: TurnDetectionOptions = {}): TurnDetectionSettings | null {
  const { enabled = true, threshold = 0.5, prefixPadding = 300, silenceDuration = 800 } = options;
  if (typeof enabled !== 'boolean') throw badOption('enabled', 'true or false');
  if (!(typeof threshold === 'number' && threshold >= 0 && threshold <= 1)) throw badOption('threshold', 'a number from 0 to 1');
  for (const [name, value] of Object.entries({ prefixPadding, silenceDuration })) {
    if (!(Number.isSafeInteger(value) && value >= 0 && value <= 60_000)) throw badOption(name, 'a whole number of milliseconds, 0 to 60,000');
  }
  return enabled ? { threshold, prefixPadding, silenceDuration } : null;
}

/** Hertz. @throws VoiceSessionError voice_session.bad_option */
export function sampleRateOf({ sampleRate = DEFAULT_SAMPLE_RATE, channels = 1, format = 'pcm16' }: AudioOptions): number {
  if (!(Number.isSafeInteger(sampleRate) && sampleRate >= 8000 && sampleRate <= 192_000)) {
    throw badOption('sampleRate', 'a whole number of hertz, 8,000 to 192,000');
  }
  if (channels !== 1) throw badOption('channels', '1: mix other channels into one before');
  if (format !== 'pcm16') throw badOption('format', "'pcm16'");
  return sampleRate;
}
