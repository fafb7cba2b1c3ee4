import { systemTimers, type Timers } from '../../client/timers.ts';
import type { OnFault } from '../memory/faults.ts';
import { badOption } from './errors.ts';
import type { AudioSource } from './media/audio-source.ts';
import type { Playback } from './playback.ts';
import { openaiWebSocket } from './realtime/websocket.ts';
import { DEFAULT_SAMPLE_RATE, sampleRateOf } from './settings.ts';
import type { VoiceAgent } from './tools.ts';
import type { VoiceTransport } from './transport.ts';
import type { SpeechModel } from './turns/speech-model.ts';

/** Options of {@link VoiceSession}; all may be left out. */
export interface VoiceSessionOptions {
  /** Default `gpt-4o-realtime`. */
  readonly model?: string | undefined;
  /** Default `alloy`. */
  readonly voice?: string | undefined;
  /** Who answers. Default: the model as it is. */
  readonly agent?: VoiceAgent | null | undefined;
  /** Default `en`. */
  readonly language?: string | undefined;
  /** Hertz of the audio that is given and taken. Default 24,000. */
  readonly sampleRate?: number | undefined;
  /** Whether the end of a turn is found by itself. Default true. */
  readonly turnDetection?: boolean | undefined;
  /** How the one who answers is reached. Default {@link openaiWebSocket}, in Node with the key of OPENAI_API_KEY. */
  readonly transport?: VoiceTransport | undefined;
  /** Finds turns on this machine instead of the other side. */
  readonly speechModel?: SpeechModel | undefined;
  /** Where the user is heard while the session is connected; a page's `microphone()`. Default: what `sendAudio` is given. */
  readonly microphone?: AudioSource | undefined;
  /** Plays answers; an interruption then ends them where they were heard. Default: `receive` and `streamReceive` give them. */
  readonly playback?: Playback | undefined;
  /** Milliseconds that `connect` may take. Default 15,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Hears of what was left out or failed and does not end the session. Default: a warning on the console. */
  readonly onFault?: OnFault | undefined;
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/** Options with what holds where nothing is given. */
export interface SessionOptions {
  readonly model: string;
  readonly voice: string;
  readonly agent: VoiceAgent | null;
  readonly language: string;
  readonly sampleRate: number;
  readonly turnDetection: boolean;
  readonly transport: VoiceTransport;
  readonly speechModel: SpeechModel | null;
  readonly microphone: AudioSource | null;
  readonly playback: Playback | null;
  readonly connectTimeoutMs: number;
  readonly onFault: OnFault;
  readonly timers: Timers;
}

/** @throws VoiceSessionError voice_session.bad_option */
export function sessionOptions(options: VoiceSessionOptions): SessionOptions {
  const { model = 'gpt-4o-realtime', voice = 'alloy', language = 'en', turnDetection = true, connectTimeoutMs = 15_000 } = options;
  for (const [name, value] of Object.entries({ model, voice, language })) {
    if (typeof value !== 'string' || value === '') throw badOption(name, 'text that is not empty');
  }
  if (typeof turnDetection !== 'boolean') throw badOption('turnDetection', 'true or false');
  if (!(connectTimeoutMs > 0)) throw badOption('connectTimeoutMs', 'a number of milliseconds above 0');
  return {
    model,
    voice,
    language,
    turnDetection,
    connectTimeoutMs,
    agent: options.agent ?? null,
    sampleRate: sampleRateOf({ sampleRate: options.sampleRate ?? DEFAULT_SAMPLE_RATE }),
    transport: options.transport ?? openaiWebSocket(),
    speechModel: options.speechModel ?? null,
    microphone: options.microphone ?? null,
    playback: options.playback ?? null,
    onFault: options.onFault ?? warn,
    timers: options.timers ?? systemTimers,
  };
}

const warn: OnFault = (what, reason) => console.warn(`memoair-web, voice session: ${what} (${reason}).`);
