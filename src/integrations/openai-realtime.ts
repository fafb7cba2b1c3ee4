/**
 * Memory for realtime sessions of OpenAI, and of those who speak the same events: over a WebSocket, or over the data channel
 * of a WebRTC connection.
 *
 * @module
 */
import { systemTimers } from '../client/timers.ts';
import type { VoiceClient } from '../voice/memory/voice-client.ts';
import { realtimeClient, type RealtimeOptions } from './openai-realtime-client.ts';
import { listenTo, sendOver, type RealtimeChannel } from './realtime-channel.ts';

export type { RealtimeChannel } from './realtime-channel.ts';

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
      send: (event) => sendOver(channel, event),
      listen: (onEvent, onClose) => listenTo(channel, onEvent, onClose),
    },
    { respond, tool, timers },
  );
}
