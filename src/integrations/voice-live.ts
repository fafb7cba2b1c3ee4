/**
 * Memory for Azure's Voice Live, whose events are those of a realtime session under their names of old.
 *
 * @module
 */
import { isObject, type JsonObject } from '../client/json.ts';
import { systemTimers } from '../client/timers.ts';
import type { VoiceClient } from '../voice/memory/voice-client.ts';
import { realtimeClient, type RealtimeOptions } from './openai-realtime-client.ts';

/** As much of a VoiceLiveConnection as is used. */
export interface VoiceLiveLine<Event> extends AsyncIterable<Event> {
  send(event: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The voice client, and the connection's events as they go by. */
export interface VoiceLiveClient<Event> extends VoiceClient {
  /** The events of the connection, for the app to read: a connection gives each of them once. */
  readonly events: AsyncIterable<Event>;
}

/** Options of {@link voiceLive}. */
export type VoiceLiveMemoryOptions = Partial<RealtimeOptions>;

/**
 * A VoiceLiveConnection for {@link attachMemory}. The app reads the events from here, not from the connection.
 *
 * @example
 * ```ts
 * const voice = voiceLive(connection);
 * const attached = attachMemory(voice, { runtime, sessionId });
 * for await (const event of voice.events) if (event.type === 'response.audio.delta') play(event.delta);
 * ```
 */
export function voiceLive<Event>(
  connection: VoiceLiveLine<Event>,
  { respond = true, tool = true, timers = systemTimers }: VoiceLiveMemoryOptions = {},
): VoiceLiveClient<Event> {
  let hear: (event: JsonObject) => void = () => undefined;
  let close: () => void = () => undefined;
  const client = realtimeClient(
    {
      framework: 'voice-live',
      // whoever reads the events learns that the connection is gone
      send: (event) => void connection.send(event).catch(() => undefined),
      listen: (onEvent, onClose) => {
        [hear, close] = [onEvent, onClose];
        return () => {
          hear = close = () => undefined;
        };
      },
    },
    { respond, tool, timers },
  );
  const events = async function* (): AsyncGenerator<Event, void, undefined> {
    try {
      for await (const event of connection) {
        if (isObject(event)) hear(event);
        yield event;
      }
    } finally {
      close();
    }
  };
  return { ...client, events: events() };
}
