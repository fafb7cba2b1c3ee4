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

/** Changes the session. */
export interface SessionUpdateEvent extends Event<'session.update'> {
  readonly session: RequestSession;
}

/** Offers the line that the avatar’s picture comes over. */
export interface SessionAvatarConnectEvent extends Event<'session.avatar.connect'> {
  readonly client_sdp: string;
}

/** Changes a session that only transcribes. */
export interface TranscriptionSessionUpdateEvent extends Event<'transcription_session.update'> {
  readonly session: Readonly<Record<string, unknown>>;
}

/** Brings audio of the user. */
export interface InputAudioBufferAppendEvent extends Event<'input_audio_buffer.append'> {
  /** Base64. */
  readonly audio: string;
}

/** Brings audio of a turn that the client marks. */
export interface InputAudioTurnAppendEvent extends Event<'input_audio.turn.append'> {
  readonly turn_id: string;
  /** Base64. */
  readonly audio: string;
}

/** Begins, ends or takes back a turn that the client marks. */
export interface InputAudioTurnEvent extends Event<'input_audio.turn.start' | 'input_audio.turn.end' | 'input_audio.turn.cancel'> {
  readonly turn_id: string;
}

/** Brings a piece of text of the user. */
export interface InputTextDeltaEvent extends Event<'input_text.delta'> {
  readonly id: string;
  readonly delta: string;
  readonly content_index?: number;
}

/** Ends a text of the user. */
export interface InputTextDoneEvent extends Event<'input_text.done'> {
  readonly id: string;
  readonly content_index?: number;
}

/** Asks for an answer. */
export interface ResponseCreateEvent extends Event<'response.create'> {
  readonly response?: ResponseCreateParams;
  readonly additional_instructions?: string;
}

/** Ends an answer that is being given. */
export interface ResponseCancelEvent extends Event<'response.cancel'> {
  readonly response_id?: string;
}

/** Puts an item into the conversation. */
export interface ConversationItemCreateEvent extends Event<'conversation.item.create'> {
  readonly item: ConversationRequestItem;
  readonly previous_item_id?: string;
}

/** Takes an item out, or asks for it. */
export interface ConversationItemEvent extends Event<'conversation.item.delete' | 'conversation.item.retrieve'> {
  readonly item_id: string;
}

/** Says how much of a spoken item was heard, in milliseconds. */
export interface ConversationItemTruncateEvent extends Event<'conversation.item.truncate'> {
  readonly item_id: string;
  readonly content_index: number;
  readonly audio_end_ms: number;
}

/** Commits or empties a buffer of audio. */
export type BufferEvent = Event<'input_audio_buffer.commit' | 'input_audio_buffer.clear' | 'input_audio.clear' | 'output_audio_buffer.clear'>;

/** Anything that a client sends. */
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
