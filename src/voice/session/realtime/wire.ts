import type { JsonObject } from '../../../client/json.ts';
import type { TransportConfig } from '../transport.ts';

/** Hears a {@link Wire}. */
export interface WireListener {
  /** What came, not looked at yet. */
  message(value: unknown): void;
  /** What came and was no message. */
  unreadable(reason: string): void;
  /** The wire ended by itself. */
  lost(cause: unknown): void;
  /** What is heard of the user and of the answer, where sound goes a way of its own. */
  userAudio(samples: Int16Array): void;
  answerAudio(samples: Int16Array): void;
}

/** What events of OpenAI's realtime protocol travel over. */
export interface Wire {
  /** May throw when it is closing. */
  send(event: JsonObject): void;
  close(): Promise<void>;
  /** Where sound goes a way of its own: says what the user says, at the transport's rate; null when a microphone does. */
  readonly sound?: { readonly say: ((samples: Int16Array) => void) | null };
}

/** @throws VoiceSessionError */
export type OpenWire = (config: TransportConfig, listener: WireListener, signal: AbortSignal) => Promise<Wire>;

/** How a session is described: OpenAI's today, OpenAI's before, Azure's. */
export type Dialect = 'ga' | 'beta' | 'azure';
