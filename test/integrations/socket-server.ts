/** As much of the package for sockets as the scripted servers use. */
export interface ServerSocket {
  on(event: 'message', listener: (data: { toString(): string }) => void): void;
  send(text: string): void;
  close(): void;
  terminate(): void;
}

export interface SocketServer {
  on(event: 'connection', listener: (socket: ServerSocket) => void): void;
  on(event: 'listening', listener: () => void): void;
  address(): { readonly port: number };
  close(): void;
}
