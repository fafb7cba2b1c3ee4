import type { JsonObject } from '../../../client/json.ts';
import type { TurnDetectionSettings } from '../settings.ts';
import type { VoiceTool } from '../tools.ts';
import type { TransportConfig } from '../transport.ts';
import type { Dialect } from './wire.ts';

const TRANSCRIBER: Readonly<Record<Dialect, string>> = { ga: 'gpt-4o-mini-transcribe', beta: 'whisper-1', azure: 'whisper-1' };
const NO_PARAMETERS = { type: 'object', properties: {} };

/** The configuration of a session as `session.update` takes it. */
export function describeSession(config: TransportConfig, dialect: Dialect, rate: number): JsonObject {
  const { voice, language, instructions, tools, turnDetection, held } = config;
  const common = {
    ...(instructions === null ? {} : { instructions }),
    ...(tools.length === 0 ? {} : toolsOf(tools)),
  };
  // a region makes the transcriber refuse it; Azure wants one
  const transcription = { model: TRANSCRIBER[dialect], language: dialect === 'azure' ? language : language.split('-')[0] };
  const detection = describeDetection(turnDetection, held || undefined);
  if (dialect === 'ga') {
    const format = { type: 'audio/pcm', rate };
    const audio = { input: { format, transcription, turn_detection: detection }, output: { format, voice } };
    return { type: 'realtime', output_modalities: ['audio'], audio, ...common };
  }
  return {
    modalities: ['text', 'audio'],
    voice: dialect === 'azure' ? azureVoice(voice) : voice,
    input_audio_format: 'pcm16',
    output_audio_format: 'pcm16',
    input_audio_transcription: transcription,
    turn_detection: detection,
    ...common,
  };
}

/** A change of turn detection alone, with `held` undefined where answers were never held back: the voice cannot be told again once it has spoken. */
export function describeTurnDetection(settings: TurnDetectionSettings | null, held: boolean | undefined, dialect: Dialect): JsonObject {
  const detection = describeDetection(settings, held);
  return dialect === 'ga' ? { type: 'realtime', audio: { input: { turn_detection: detection } } } : { turn_detection: detection };
}

/** A change of tools alone. */
export function describeTools(tools: readonly VoiceTool[], dialect: Dialect): JsonObject {
  return { ...(dialect === 'ga' ? { type: 'realtime' } : {}), ...toolsOf(tools) };
}

const toolsOf = (tools: readonly VoiceTool[]): JsonObject => ({ tools: tools.map(describeTool), tool_choice: 'auto' });

/** Voices of Azure begin with a locale; OpenAI's are a word. */
const azureVoice = (voice: string): unknown => (/^[a-z]{2,3}-[A-Z]/.test(voice) ? { type: 'azure-standard', name: voice } : voice);

function describeDetection(settings: TurnDetectionSettings | null, held: boolean | undefined): JsonObject | null {
  if (!settings) return null;
  const { threshold, prefixPadding, silenceDuration } = settings;
  return {
    type: 'server_vad',
    threshold,
    prefix_padding_ms: prefixPadding,
    silence_duration_ms: silenceDuration,
    ...(held === undefined ? {} : { create_response: !held }),
  };
}

function describeTool({ name, description, parameters }: VoiceTool): JsonObject {
  return { type: 'function', name, description, parameters: parameters ?? NO_PARAMETERS };
}
