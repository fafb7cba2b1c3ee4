import type { WebsocketConnectionOptions } from './websocket-options.ts';

/** What a connection needs of a WebSocket: that of a page, that of the package `ws`, or another that behaves like them. */
export interface Socket {
  binaryType: string;
  /** 1 while it can send. */
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  /** Ends it without a goodbye, where that can be done. */
  terminate?(): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: (event: object) => void): void;
}

/** What is asked of who opens a {@link Socket}. */
export interface SocketRequest {
  /** ws: or wss:. Holds a token where headers cannot be sent: do not log it. */
  readonly url: string;
  /** Of the handshake. Whoever cannot send them has to throw. */
  readonly headers: Readonly<Record<string, string>>;
  /** With their defaults filled in. */
  readonly options: WebsocketConnectionOptions;
  /** Those that the caller gave: what cannot be done of them has to be refused. */
  readonly given: WebsocketConnectionOptions;
}

/** Opens a WebSocket at once; it need not be open when it returns. */
export type OpenSocket = (request: SocketRequest) => Socket;
