/**
 * Memory for realtime sessions of OpenAI, and of those who speak the same events: over a WebSocket, or over the data channel
 * of a WebRTC connection.
 *
 * @module
 */
import { isObject, type JsonObject } from '../client/json.ts';
import { systemTimers } from '../client/timers.ts';
import type { VoiceClient } from '../voice/memory/voice-client.ts';
import { realtimeClient, type RealtimeOptions } from './openai-realtime-client.ts';

/** As much of a WebSocket or an RTCDataChannel as is used; that of `ws` too. */
export interface RealtimeChannel {
  send(text: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'close', listener: () => void): void;
}

/** Options of {@link openaiRealtime}. */
export type OpenaiRealtimeOptions = Partial<RealtimeOptions>;

/**
 * A realtime session's channel for {@link attachMemory}. Attach before it opens, so that the session is known from its first
 * event; input transcription has to be on. After a reconnect attach the new channel, with the same sessionId.
 *
 * @example
 * ```ts
 * const channel = connection.createDataChannel('oai-events');
 * const attached = attachMemory(openaiRealtime(channel), { runtime, sessionId });
 * ```
 */
export function openaiRealtime(channel: RealtimeChannel, { respond = true, tool = true, timers = systemTimers }: OpenaiRealtimeOptions = {}): VoiceClient {
  return realtimeClient(
    {
      framework: 'openai-realtime',
      send: (event) => channel.send(JSON.stringify(event)),
      listen: (onEvent, onClose) => {
        const onMessage = ({ data }: { readonly data: unknown }): void => {
          const event = eventIn(data);
          if (event) onEvent(event);
        };
        channel.addEventListener('message', onMessage);
        channel.addEventListener('close', onClose);
        return () => {
          channel.removeEventListener('message', onMessage);
          channel.removeEventListener('close', onClose);
        };
      },
    },
    { respond, tool, timers },
  );
}

/** The event in a message; null for what is none. */
function eventIn(data: unknown): JsonObject | null {
  if (typeof data !== 'string') return null;
  try {
    const event: unknown = JSON.parse(data);
    return isObject(event) ? event : null;
  } catch {
    return null;
  }
}
