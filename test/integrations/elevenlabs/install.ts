import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { SocketServer } from '../socket-server.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

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
