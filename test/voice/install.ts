import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { WsConstructor } from '../../src/voice/voice-live/ws-socket.ts';
import { installLocked } from '../support/install-locked.ts';

/** What a server sees of a client. */
export interface ServerSocket {
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): void;
  on(event: 'ping' | 'error', listener: () => void): void;
  on(event: 'close', listener: (code: number, reason: Buffer) => void): void;
}

export interface ServerOfSockets {
  handleUpgrade(request: unknown, socket: unknown, head: unknown, done: (socket: ServerSocket) => void): void;
}

export interface WsModule {
  readonly WebSocket: WsConstructor;
  readonly WebSocketServer: new (options: { readonly noServer: true; readonly maxPayload: number; readonly perMessageDeflate: boolean }) => ServerOfSockets;
}

/** The package ws, installed beside these tests. */
export async function installWs(): Promise<WsModule> {
  await installLocked(fileURLToPath(new URL('./', import.meta.url)), 'The WebSocket server of the voice tests');
  return createRequire(import.meta.url)('ws') as WsModule;
}
