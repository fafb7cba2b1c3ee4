import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { installWs } from '../install.ts';
import type { Options } from './ends.ts';

/** A key, a model and the package ws. */
export async function wsOptions(): Promise<Options> {
  const { WebSocket } = await installWs();
  return { credential: { key: 'k' }, model: 'm', webSocket: wsSocket(WebSocket) };
}
