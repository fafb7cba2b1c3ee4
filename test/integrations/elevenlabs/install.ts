import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

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

export interface RunningConversation {
  endSession(): Promise<void>;
}

/** As much of the package as is used, and a server to speak to. */
export interface Elevenlabs {
  readonly Conversation: { startSession(options: object): Promise<RunningConversation> };
  readonly WebSocketServer: new (options: { port: number; host: string }) => SocketServer;
  readonly WebSocket: typeof WebSocket;
}

/** ElevenLabs' own package, installed as its lockfile says. */
export async function elevenlabsSdk(): Promise<Elevenlabs> {
  await installLocked(HERE, "ElevenLabs' client");
  const load = async (path: string): Promise<object> => (await import(/* @vite-ignore */ join(HERE, 'node_modules', path))) as object;
  const [client, ws] = await Promise.all([load('@elevenlabs/client/dist/index.js'), load('ws/wrapper.mjs')]);
  return { ...client, ...ws } as Elevenlabs;
}
