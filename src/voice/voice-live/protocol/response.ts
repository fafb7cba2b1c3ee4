import type { ConversationRequestItem, MessageItem, ResponseItem } from './items.ts';
import type { Open } from './open.ts';
import type { InterimResponse, Modality, OutputAudioFormat, ReasoningEffort } from './session.ts';
import type { Tool, ToolChoice } from './tools.ts';
import type { Voice } from './voice.ts';

/** What one response does otherwise than its session. */
export interface ResponseCreateParams {
  readonly modalities?: readonly Modality[];
  readonly instructions?: string;
  readonly voice?: Voice;
  readonly output_audio_format?: OutputAudioFormat;
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
  readonly temperature?: number;
  readonly max_response_output_tokens?: number | 'inf';
  /** The name of later API versions. */
  readonly max_output_tokens?: number | 'inf';
  /** `none`: the response is not added to the conversation. */
  readonly conversation?: Open<'auto' | 'none'>;
  readonly commit?: boolean;
  readonly cancel_previous?: boolean;
  readonly append_input_items?: readonly ConversationRequestItem[];
  readonly input_items?: readonly ConversationRequestItem[];
  readonly pre_generated_assistant_message?: MessageItem;
  readonly reasoning_effort?: ReasoningEffort;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly interim_response?: InterimResponse;
  readonly invoke_input?: Readonly<Record<string, unknown>>;
}

/** How far an answer has come. */
export type ResponseStatus = Open<'in_progress' | 'completed' | 'cancelled' | 'failed' | 'incomplete'>;

/** Why an answer ended before its end. */
export interface ResponseStatusDetails {
  readonly type: ResponseStatus;
  /** Of what was cancelled (`turn_detected`, `client_cancelled`) or is incomplete (`max_output_tokens`, `content_filter`). */
  readonly reason?: string;
  /** Of what failed. */
  readonly error?: unknown;
}

/** A response as the service tells it. */
export interface Response {
  readonly id?: string;
  readonly object?: 'realtime.response';
  readonly status?: ResponseStatus;
  readonly status_details?: ResponseStatusDetails | null;
  readonly output?: readonly ResponseItem[];
  readonly usage?: TokenUsage | null;
  readonly conversation_id?: string | null;
  readonly voice?: Voice;
  readonly modalities?: readonly Modality[];
  readonly output_audio_format?: OutputAudioFormat;
  readonly temperature?: number;
  readonly max_output_tokens?: number | 'inf';
  readonly metadata?: Readonly<Record<string, string>> | null;
}

/** What an answer cost, in tokens. */
export interface TokenUsage {
  readonly total_tokens: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly input_token_details: {
    readonly cached_tokens: number;
    readonly text_tokens: number;
    readonly audio_tokens: number;
    readonly image_tokens?: number;
    readonly cached_tokens_details?: { readonly text_tokens: number; readonly audio_tokens: number; readonly image_tokens?: number };
  };
  readonly output_token_details: { readonly text_tokens: number; readonly audio_tokens: number; readonly reasoning_tokens?: number };
}
