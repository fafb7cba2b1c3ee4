/// <reference lib="esnext.disposable" preserve="true" />
import { isObject } from '../../client/json.ts';
import { ConnectionClosed, ConnectionError } from './errors.ts';
import type { Line } from './line.ts';
import { parseEvent } from './parse-event.ts';
import type { ClientEvent } from './protocol/client-events.ts';
import type { ServerEvent } from './protocol/server-events.ts';
import {
  ConversationResource,
  InputAudioBufferResource,
  OutputAudioBufferResource,
  ResponseResource,
  SessionResource,
  TranscriptionSessionResource,
  type SendEvent,
} from './resources.ts';

/** How a wait can be given up. */
export interface ReceiveOptions {
  /** What was not received by then stays for the next call. */
  readonly signal?: AbortSignal;
}

/**
 * An open connection to Voice Live, from {@link connect}. Methods and their options have camelCase names; what travels (a session, an
 * item, an event) keeps the names of the wire.
 *
 * @example
 * ```ts
 * await connection.session.update({ session: { instructions: 'Be brief.', input_audio_format: 'pcm16', turn_detection: null } });
 * await connection.inputAudioBuffer.append({ audio: samples });
 * for await (const event of connection) if (event.type === 'response.audio.delta') play(event.delta);
 * console.log(connection.closed?.code);
 * ```
 */
export class VoiceLiveConnection implements AsyncIterable<ServerEvent>, AsyncDisposable {
  readonly session: SessionResource;
  readonly response: ResponseResource;
  readonly inputAudioBuffer: InputAudioBufferResource;
  readonly outputAudioBuffer: OutputAudioBufferResource;
  readonly conversation: ConversationResource;
  readonly transcriptionSession: TranscriptionSessionResource;
  readonly #line: Line;

  /** @internal */
  constructor(line: Line) {
    this.#line = line;
    const send: SendEvent = (event) => this.send(event);
    this.session = new SessionResource(send);
    this.response = new ResponseResource(send);
    this.inputAudioBuffer = new InputAudioBufferResource(send);
    this.outputAudioBuffer = new OutputAudioBufferResource(send);
    this.conversation = new ConversationResource(send);
    this.transcriptionSession = new TranscriptionSessionResource(send);
  }

  /** Why it is closed, with the code; null while it is open. */
  get closed(): ConnectionClosed | null {
    return this.#line.closed;
  }

  /**
   * The next event of the service. Events are given in the order in which they came, also those that came before it was asked.
   *
   * @throws ConnectionClosed when no more will come; ConnectionError voice_live.bad_message for what is no event, after which the next
   * can be received; voice_live.timeout where `receiveTimeout` is set
   */
  async recv(options: ReceiveOptions = {}): Promise<ServerEvent> {
    const message = await this.#line.receive(options.signal);
    if (message.length > 0) return parseEvent(message);
    // what the service never sends means that something between it and here is broken
    this.#line.fail(new ConnectionClosed(1006, 'Empty WebSocket frame'));
    throw this.#line.closed;
  }

  /** The next message as bytes, whatever it is; takes it from the same line as {@link recv}. @throws ConnectionClosed, ConnectionError voice_live.timeout */
  async recvBytes(options: ReceiveOptions = {}): Promise<Uint8Array> {
    const message = await this.#line.receive(options.signal);
    return typeof message === 'string' ? new TextEncoder().encode(message) : message;
  }

  /** Events until the connection is closed, by whomever and with whatever code: {@link closed} tells. Leaving the loop leaves it open. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ServerEvent, void, undefined> {
    try {
      while (true) yield await this.recv();
    } catch (error) {
      if (!(error instanceof ConnectionClosed)) throw error;
    }
  }

  /**
   * Sends any event, also one that has no method here.
   *
   * @throws ConnectionClosed when the connection is closed; ConnectionError voice_live.bad_event for what is no event
   */
  // async, so that a fault is always a rejection
  async send(event: ClientEvent | Readonly<Record<string, unknown>>): Promise<void> {
    if (!isObject(event) || typeof event['type'] !== 'string') throw unsendable('an object with a type');
    let text: string;
    try {
      text = JSON.stringify(event);
    } catch (thrown) {
      throw unsendable('JSON, without cycles and without a bigint', thrown);
    }
    this.#line.send(text);
  }

  /**
   * Closes the connection and resolves when it is closed, at the latest after `closeTimeout`. What was not received is dropped. Again: nothing.
   *
   * @param options a page may send code 1000, the default, and 3000 to 4999; `reason` has at most 123 bytes
   */
  async close(options: { readonly code?: number; readonly reason?: string } = {}): Promise<void> {
    await this.#line.close(options.code ?? 1000, options.reason ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function unsendable(expected: string, cause?: unknown): ConnectionError {
  return new ConnectionError('voice_live.bad_event', `An event has to be ${expected}. Nothing was sent.`, cause === undefined ? undefined : { cause });
}
