import { ConnectionError } from './errors.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** What is used of a socket of the package `ws`. */
export interface WsWebSocket extends Socket {
  ping(): void;
  terminate(): void;
  on(event: 'open' | 'pong' | 'close', listener: () => void): unknown;
}

/** The class that the package `ws` exports. */
export type WsConstructor = new (url: string, options: Record<string, unknown>) => WsWebSocket;

/**
 * Opens connections with the package `ws`, which can do all of the options but `autoclose: false`. For Node, whose own WebSocket
 * comes with version 22 and does less.
 *
 * @example
 * ```ts
 * import WebSocket from 'ws';
 * const connection = await connect({ endpoint, credential: { key }, model, webSocket: wsSocket(WebSocket) });
 * ```
 */
export function wsSocket(WebSocket: WsConstructor): OpenSocket {
  return ({ url, headers, options }) => {
    const { compression, maxMsgSize = 0, heartbeat = 0, autoclose, autoping = true, vendorOptions } = options;
    if (autoclose === false) {
      throw new ConnectionError('voice_live.not_possible_here', 'The package ws always answers a goodbye: leave autoclose: false out.');
    }
    const socket = new WebSocket(url, {
      headers,
      maxPayload: maxMsgSize,
      autoPong: autoping,
      ...(compression === undefined ? {} : { perMessageDeflate: typeof compression === 'number' ? { clientMaxWindowBits: compression } : compression }),
      ...vendorOptions,
    });
    if (heartbeat > 0) keepAlive(socket, heartbeat * 1000);
    return socket;
  };
}

/** A ping every `ms`, and the end of a connection that does not answer one within half of that. */
function keepAlive(socket: WsWebSocket, ms: number): void {
  let beat: ReturnType<typeof setInterval> | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  socket.on('open', () => {
    beat = setInterval(() => {
      socket.ping();
      late ??= setTimeout(() => socket.terminate(), ms / 2);
    }, ms);
  });
  socket.on('pong', () => {
    clearTimeout(late);
    late = undefined;
  });
  socket.on('close', () => {
    clearInterval(beat);
    clearTimeout(late);
  });
}
