/**
 * The six resources of a connection. Each call is one frame; what was not given is not sent.
 *
 * @module
 */
import { isObject } from '../../client/json.ts';
import { bytesToBase64, isBase64 } from '../audio/base64.ts';
import { pcm16Bytes } from '../audio/pcm16.ts';
import { ConnectionError } from './errors.ts';
import type { ClientEvent } from './protocol/client-events.ts';
import type { ConversationRequestItem } from './protocol/items.ts';
import type { ResponseCreateParams } from './protocol/response.ts';
import type { RequestSession } from './protocol/session.ts';

export type SendEvent = (event: ClientEvent | Readonly<Record<string, unknown>>) => Promise<void>;

/** What each call takes. */
export interface EventOptions {
  /** The caller's own name of the event; an error of the service repeats it. */
  readonly eventId?: string | undefined;
}

export interface ItemOptions extends EventOptions {
  readonly itemId: string;
}

/** The service takes no more than 15 MiB of audio in one event. */
const APPEND_BYTES = 15 * 1024 * 1024;

abstract class Resource {
  readonly #send: SendEvent;

  constructor(send: SendEvent) {
    this.#send = send;
  }

  /** An empty id is none. */
  protected frame(type: string, { eventId }: EventOptions, fields: Readonly<Record<string, unknown>> = {}): Promise<void> {
    return this.#send({ type, ...fields, event_id: eventId || undefined });
  }
}

/** The configuration of the session. */
export class SessionResource extends Resource {
  /** Changes the fields that are given. `turn_detection: null` leaves the end of a turn to the caller. */
  async update(options: EventOptions & { readonly session: RequestSession }): Promise<void> {
    await this.frame('session.update', options, { session: object('session', options.session) });
  }
}

/** The answers of the model. */
export class ResponseResource extends Resource {
  /** Asks for an answer. `additionalInstructions` are added to the session's, for this answer alone. */
  async create(
    options: EventOptions & { readonly response?: ResponseCreateParams | undefined; readonly additionalInstructions?: string | undefined } = {},
  ): Promise<void> {
    const { response, additionalInstructions } = options;
    await this.frame('response.create', options, {
      response: response == null ? undefined : object('response', response),
      additional_instructions: additionalInstructions ?? undefined,
    });
  }

  /** Ends the answer that is being given, or the one of that id. */
  async cancel(options: EventOptions & { readonly responseId?: string | undefined } = {}): Promise<void> {
    await this.frame('response.cancel', options, { response_id: options.responseId || undefined });
  }
}

/** What the user says. */
export class InputAudioBufferResource extends Resource {
  /** Adds audio in the session's input format: base64, its bytes, or samples of PCM16. At most 15 MiB as base64. */
  async append(options: EventOptions & { readonly audio: string | Uint8Array | Int16Array }): Promise<void> {
    await this.frame('input_audio_buffer.append', options, { audio: base64Of(options.audio) });
  }

  /** Makes what was added a message of the user. */
  async commit(options: EventOptions = {}): Promise<void> {
    await this.frame('input_audio_buffer.commit', options);
  }

  /** Forgets what was added. */
  async clear(options: EventOptions = {}): Promise<void> {
    await this.frame('input_audio_buffer.clear', options);
  }
}

/** What the service is about to say. */
export class OutputAudioBufferResource extends Resource {
  /** Drops what was not played yet, as on an interruption. */
  async clear(options: EventOptions = {}): Promise<void> {
    await this.frame('output_audio_buffer.clear', options);
  }
}

/** The conversation that the model sees. */
export class ConversationResource {
  readonly item: ConversationItemResource;

  constructor(send: SendEvent) {
    this.item = new ConversationItemResource(send);
  }
}

/** Its items. */
export class ConversationItemResource extends Resource {
  /** Puts an item at the end, or behind another (`root`: at the beginning). */
  async create(options: EventOptions & { readonly item: ConversationRequestItem; readonly previousItemId?: string | undefined }): Promise<void> {
    await this.frame('conversation.item.create', options, {
      item: object('item', options.item),
      previous_item_id: options.previousItemId || undefined,
    });
  }

  /** Takes an item out of the conversation. */
  async delete(options: ItemOptions): Promise<void> {
    await this.frame('conversation.item.delete', options, { item_id: id(options.itemId) });
  }

  /** The service answers with the event `conversation.item.retrieved`. */
  async retrieve(options: ItemOptions): Promise<void> {
    await this.frame('conversation.item.retrieve', options, { item_id: id(options.itemId) });
  }

  /** Tells how much of an answer was heard, so that the model takes the rest for unsaid. `audioEndMs` is in whole milliseconds. */
  async truncate(options: ItemOptions & { readonly audioEndMs: number; readonly contentIndex: number }): Promise<void> {
    const { itemId, audioEndMs, contentIndex } = options;
    await this.frame('conversation.item.truncate', options, {
      item_id: id(itemId),
      audio_end_ms: whole('audioEndMs', audioEndMs),
      content_index: whole('contentIndex', contentIndex),
    });
  }
}

/** How the user's speech is written down, in a session that does nothing else. */
export class TranscriptionSessionResource extends Resource {
  /** Changes the session that transcribes. */
  async update(options: EventOptions & { readonly session: Readonly<Record<string, unknown>> }): Promise<void> {
    await this.frame('transcription_session.update', options, { session: object('session', options.session) });
  }
}

function wrong(name: string, expected: string): ConnectionError {
  return new ConnectionError('voice_live.bad_event', `${name} has to be ${expected}. Nothing was sent.`);
}

function object<T>(name: string, value: T): T {
  if (!isObject(value)) throw wrong(name, 'an object');
  return value;
}

function id(itemId: unknown): string {
  if (typeof itemId !== 'string' || itemId === '') throw wrong('itemId', 'text that is not empty');
  return itemId;
}

function whole(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw wrong(name, 'a whole number, 0 or more');
  return value;
}

function base64Of(audio: string | Uint8Array | Int16Array): string {
  if (typeof audio !== 'string' && !ArrayBuffer.isView(audio)) throw wrong('audio', 'base64, bytes or samples');
  const text = typeof audio === 'string' ? audio : bytesToBase64(audio instanceof Int16Array ? pcm16Bytes(audio) : audio);
  if (text.length > APPEND_BYTES) throw wrong('audio', `at most ${APPEND_BYTES} characters of base64. Append it in pieces`);
  if (!isBase64(text)) throw wrong('audio', 'base64, bytes or samples');
  return text;
}
