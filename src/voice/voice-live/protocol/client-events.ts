/**
 * What a client sends, as it travels. The resources of a connection send the usual ones; `connection.send` takes any.
 *
 * @module
 */
import type { ConversationRequestItem } from './items.ts';
import type { ResponseCreateParams } from './response.ts';
import type { RequestSession } from './session.ts';

interface Event<Type extends string> {
  readonly type: Type;
  /** The caller's own name of this event; an error of the service repeats it. */
  readonly event_id?: string;
}

export interface SessionUpdateEvent extends Event<'session.update'> {
  readonly session: RequestSession;
}
export interface SessionAvatarConnectEvent extends Event<'session.avatar.connect'> {
  readonly client_sdp: string;
}
export interface TranscriptionSessionUpdateEvent extends Event<'transcription_session.update'> {
  readonly session: Readonly<Record<string, unknown>>;
}
export interface InputAudioBufferAppendEvent extends Event<'input_audio_buffer.append'> {
  /** Base64. */
  readonly audio: string;
}
export interface InputAudioTurnAppendEvent extends Event<'input_audio.turn.append'> {
  readonly turn_id: string;
  /** Base64. */
  readonly audio: string;
}
export interface InputAudioTurnEvent extends Event<'input_audio.turn.start' | 'input_audio.turn.end' | 'input_audio.turn.cancel'> {
  readonly turn_id: string;
}
export interface InputTextDeltaEvent extends Event<'input_text.delta'> {
  readonly id: string;
  readonly delta: string;
  readonly content_index?: number;
}
export interface InputTextDoneEvent extends Event<'input_text.done'> {
  readonly id: string;
  readonly content_index?: number;
}
export interface ResponseCreateEvent extends Event<'response.create'> {
  readonly response?: ResponseCreateParams;
  readonly additional_instructions?: string;
}
export interface ResponseCancelEvent extends Event<'response.cancel'> {
  readonly response_id?: string;
}
export interface ConversationItemCreateEvent extends Event<'conversation.item.create'> {
  readonly item: ConversationRequestItem;
  readonly previous_item_id?: string;
}
export interface ConversationItemEvent extends Event<'conversation.item.delete' | 'conversation.item.retrieve'> {
  readonly item_id: string;
}
export interface ConversationItemTruncateEvent extends Event<'conversation.item.truncate'> {
  readonly item_id: string;
  readonly content_index: number;
  readonly audio_end_ms: number;
}
export type BufferEvent = Event<'input_audio_buffer.commit' | 'input_audio_buffer.clear' | 'input_audio.clear' | 'output_audio_buffer.clear'>;

export type ClientEvent =
  | SessionUpdateEvent
  | SessionAvatarConnectEvent
  | TranscriptionSessionUpdateEvent
  | InputAudioBufferAppendEvent
  | InputAudioTurnAppendEvent
  | InputAudioTurnEvent
  | InputTextDeltaEvent
  | InputTextDoneEvent
  | ResponseCreateEvent
  | ResponseCancelEvent
  | ConversationItemCreateEvent
  | ConversationItemEvent
  | ConversationItemTruncateEvent
  | BufferEvent;
