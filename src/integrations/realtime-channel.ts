import { isObject, type JsonObject } from '../client/json.ts';

/** As much of a WebSocket or an RTCDataChannel as is used; that of `ws` too. */
export interface RealtimeChannel {
  send(text: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'close', listener: () => void): void;
}

/** Throws where the channel is closed. */
export const sendOver = (channel: RealtimeChannel, event: JsonObject): void => channel.send(JSON.stringify(event));

/** Listens to a channel's events until the function that it returns is called. */
export function listenTo(channel: RealtimeChannel, onEvent: (event: JsonObject) => void, onClose: () => void): () => void {
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
