/**
 * What the service sends, as it travels: every event of the vendor's protocol by its type.
 *
 * @module
 */
import type { ContentPart, ResponseItem } from './items.ts';
import type { Open } from './open.ts';
import type { Response } from './response.ts';
import type { ResponseSession } from './session.ts';

/** Where in a response something belongs. */
interface InItem {
  readonly response_id: string;
  readonly item_id: string;
  readonly output_index: number;
}
interface InContent extends InItem {
  readonly content_index: number;
}
interface OfItem {
  readonly item_id: string;
}
interface SearchCall extends InItem {
  readonly sequence_number: number;
}
interface McpCall extends OfItem {
  readonly output_index: number;
}

/** What went wrong; `event_id` is that of the client's event which caused it. */
export interface ErrorDetails {
  readonly type?: string;
  readonly code?: string | null;
  readonly message: string;
  readonly param?: string | null;
  readonly event_id?: string | null;
}

/** How probable a token was: the natural logarithm. */
export interface LogProb {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
}

/** A word and when it was said, in milliseconds from the start of the audio. */
export interface TranscriptionWord {
  readonly text: string;
  readonly offset_milliseconds: number;
  readonly duration_milliseconds: number;
}

/** A phrase and the words in it. `confidence` is 0 to 1. */
export interface TranscriptionPhrase extends TranscriptionWord {
  readonly words?: readonly TranscriptionWord[];
  readonly locale?: string;
  readonly confidence?: number;
}

/** The fields of each event beside `type` and `event_id`. */
export interface ServerEventFields {
  error: { readonly error: ErrorDetails };
  warning: { readonly warning: { readonly message: string; readonly code?: string | null; readonly param?: string | null } };
  'session.created': { readonly session: ResponseSession };
  'session.updated': { readonly session: ResponseSession };
  'session.avatar.connecting': { readonly server_sdp: string };
  'session.avatar.switch_to_speaking': { readonly turn_id?: string };
  'session.avatar.switch_to_idle': { readonly turn_id?: string };
  'conversation.item.created': { readonly previous_item_id?: string | null; readonly item?: ResponseItem };
  'conversation.item.retrieved': { readonly item?: ResponseItem };
  'conversation.item.truncated': OfItem & { readonly content_index: number; readonly audio_end_ms: number };
  'conversation.item.deleted': OfItem;
  'conversation.item.input_audio_transcription.delta': OfItem & {
    readonly content_index?: number;
    readonly delta?: string;
    readonly logprobs?: readonly LogProb[] | null;
  };
  'conversation.item.input_audio_transcription.completed': OfItem & {
    readonly content_index: number;
    readonly transcript: string;
    readonly logprobs?: readonly LogProb[] | null;
    readonly phrases?: readonly TranscriptionPhrase[] | null;
  };
  'conversation.item.input_audio_transcription.failed': OfItem & { readonly content_index: number; readonly error: ErrorDetails };
  'input_audio_buffer.committed': OfItem & { readonly previous_item_id?: string | null };
  'input_audio_buffer.cleared': unknown;
  'input_audio_buffer.speech_started': OfItem & { readonly audio_start_ms: number };
  'input_audio_buffer.speech_stopped': OfItem & { readonly audio_end_ms: number };
  'output_audio_buffer.cleared': unknown;
  'response.created': { readonly response: Response };
  'response.done': { readonly response: Response };
  'response.output_item.added': { readonly response_id: string; readonly output_index: number; readonly item?: ResponseItem };
  'response.output_item.done': { readonly response_id: string; readonly output_index: number; readonly item?: ResponseItem };
  'response.content_part.added': InContent & { readonly part: ContentPart };
  'response.content_part.done': InContent & { readonly part: ContentPart };
  'response.text.delta': InContent & { readonly delta: string };
  'response.text.done': InContent & { readonly text: string };
  'response.audio_transcript.delta': InContent & { readonly delta: string };
  'response.audio_transcript.done': InContent & { readonly transcript: string };
  'response.audio_transcript.annotation.added': InContent & { readonly annotation_index: number; readonly annotation: unknown };
  /** `delta` is base64 in the output format of the session. */
  'response.audio.delta': InContent & { readonly delta: string };
  'response.audio.done': InContent;
  'response.audio_timestamp.delta': InContent & {
    readonly audio_offset_ms: number;
    readonly audio_duration_ms: number;
    readonly text: string;
    readonly timestamp_type: Open<'word'>;
  };
  'response.audio_timestamp.done': InContent;
  'response.animation_blendshapes.delta': InContent & { readonly frames: readonly (readonly number[])[] | string; readonly frame_index: number };
  'response.animation_blendshapes.done': InItem;
  'response.animation_viseme.delta': InContent & { readonly audio_offset_ms: number; readonly viseme_id: number };
  'response.animation_viseme.done': InContent;
  'response.video.delta': { readonly output_index: number; readonly codec: string; readonly delta: string };
  'response.function_call_arguments.delta': InItem & { readonly call_id: string; readonly delta: string };
  'response.function_call_arguments.done': InItem & { readonly call_id: string; readonly name: string; readonly arguments: string };
  'response.invocation.delta': { readonly delta: Readonly<Record<string, unknown>> };
  'mcp_list_tools.in_progress': OfItem;
  'mcp_list_tools.completed': OfItem;
  'mcp_list_tools.failed': OfItem;
  'response.mcp_call_arguments.delta': InItem & { readonly delta: string; readonly obfuscation?: string };
  'response.mcp_call_arguments.done': InItem & { readonly arguments?: string };
  'response.mcp_call.in_progress': McpCall;
  'response.mcp_call.completed': McpCall;
  'response.mcp_call.failed': McpCall;
  'response.web_search_call.searching': SearchCall;
  'response.web_search_call.in_progress': SearchCall;
  'response.web_search_call.completed': SearchCall;
  'response.file_search_call.searching': SearchCall;
  'response.file_search_call.in_progress': SearchCall;
  'response.file_search_call.completed': SearchCall;
}

/** The name of an event of the service. */
export type ServerEventType = keyof ServerEventFields;

/** One event by its type: `ServerEventOf<'response.audio.delta'>`. */
export type ServerEventOf<Type extends ServerEventType> = { readonly type: Type; readonly event_id?: string } & ServerEventFields[Type];

/**
 * An event of the service. One that a later version of the service knows arrives as it is, and meets the `default` of a `switch`
 * over `type`.
 */
export type ServerEvent = { readonly [Type in ServerEventType]: ServerEventOf<Type> }[ServerEventType];
