/**
 * The configuration of a session as it travels. Names are those of the wire.
 *
 * @module
 */
import type { AvatarConfig } from './avatar.ts';
import type { Open } from './open.ts';
import type { Tool, ToolChoice } from './tools.ts';
import type { Voice } from './voice.ts';

/** How an answer is given. */
export type Modality = Open<'text' | 'audio' | 'animation' | 'avatar'>;

/** `pcm16` is 24 kHz mono unless `input_audio_sampling_rate` says otherwise; the two of G.711 are 8 kHz. */
export type InputAudioFormat = Open<'pcm16' | 'g711_ulaw' | 'g711_alaw'>;

/** `pcm16` is 24 kHz mono; the two of G.711 are 8 kHz. */
export type OutputAudioFormat = Open<'pcm16' | 'pcm16_8000hz' | 'pcm16_16000hz' | 'g711_ulaw' | 'g711_alaw'>;

/** How long the model thinks before it answers. */
export type ReasoningEffort = Open<'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh'>;

/** When the service takes what was said for finished. */
export interface EndOfUtteranceDetection {
  readonly model: Open<'semantic_detection_v1' | 'semantic_detection_v1_en' | 'semantic_detection_v1_multilingual'>;
  readonly threshold_level?: Open<'low' | 'medium' | 'high' | 'default'>;
  readonly timeout_ms?: number;
}

/** Who ends a turn: the service, by what it hears. */
export interface TurnDetection {
  readonly type: Open<'server_vad' | 'azure_semantic_vad' | 'azure_semantic_vad_en' | 'azure_semantic_vad_multilingual'>;
  /** 0 to 1; the higher, the louder speech has to be. */
  readonly threshold?: number;
  readonly prefix_padding_ms?: number;
  readonly silence_duration_ms?: number;
  readonly speech_duration_ms?: number;
  readonly end_of_utterance_detection?: EndOfUtteranceDetection;
  readonly remove_filler_words?: boolean;
  readonly languages?: readonly string[];
  readonly auto_truncate?: boolean;
  readonly create_response?: boolean;
  readonly interrupt_response?: boolean;
}

/** What writes down what the user says. */
export interface AudioInputTranscriptionOptions {
  readonly model: Open<'whisper-1' | 'gpt-4o-transcribe' | 'gpt-4o-mini-transcribe' | 'gpt-4o-transcribe-diarize' | 'mai-transcribe-1' | 'azure-speech'>;
  readonly language?: string;
  readonly custom_speech?: Readonly<Record<string, string>>;
  readonly phrase_list?: readonly string[];
}

/** What takes noise out of the user’s audio. */
export interface AudioNoiseReduction {
  readonly type: Open<'azure_deep_noise_suppression' | 'near_field' | 'far_field'>;
}

/** What takes the answer’s own sound out of the user’s audio. */
export interface AudioEchoCancellation {
  readonly type: 'server_echo_cancellation';
  readonly reference_source?: Open<'server' | 'client'>;
  readonly channels?: number;
}

/** What is told of a face that moves with the voice. */
export interface Animation {
  readonly model_name?: string;
  readonly outputs?: readonly Open<'blendshapes' | 'viseme_id'>[];
}

/** What is said while an answer is awaited. */
export interface InterimResponse {
  readonly type: Open<'static_interim_response' | 'llm_interim_response'>;
  readonly triggers?: readonly Open<'latency' | 'tool'>[];
  readonly latency_threshold_ms?: number;
  readonly texts?: readonly string[];
  readonly model?: string;
  readonly instructions?: string;
  readonly max_completion_tokens?: number;
}

/** What `session.update` sets. A field left out stays as it is; `turn_detection: null` leaves the end of a turn to the caller. */
export interface RequestSession {
  readonly model?: string;
  readonly modalities?: readonly Modality[];
  readonly animation?: Animation;
  readonly voice?: Voice;
  readonly instructions?: string;
  /** Hertz. */
  readonly input_audio_sampling_rate?: number;
  readonly input_audio_format?: InputAudioFormat;
  readonly output_audio_format?: OutputAudioFormat;
  readonly turn_detection?: TurnDetection | null;
  readonly input_audio_noise_reduction?: AudioNoiseReduction | null;
  readonly input_audio_echo_cancellation?: AudioEchoCancellation | null;
  readonly avatar?: AvatarConfig;
  readonly input_audio_transcription?: AudioInputTranscriptionOptions | null;
  readonly output_audio_timestamp_types?: readonly Open<'word'>[];
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
  readonly parallel_tool_calls?: boolean;
  /** 0.6 to 1.2. */
  readonly temperature?: number;
  readonly max_response_output_tokens?: number | 'inf';
  readonly reasoning_effort?: ReasoningEffort;
  readonly interim_response?: InterimResponse;
  readonly include?: readonly Open<'item.input_audio_transcription.logprobs' | 'item.input_audio_transcription.phrases' | 'file_search_call.results'>[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A session as the service holds it. */
export interface ResponseSession extends RequestSession {
  readonly id?: string;
  readonly agent?: { readonly type: 'agent'; readonly name: string; readonly description?: string; readonly agent_id: string; readonly thread_id: string };
  /** Seconds since 1970. */
  readonly expires_at?: number;
}
