import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { SocketServer } from '../socket-server.ts';
import type { RealtimeChannel } from '../../../src/integrations/openai-live.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** As much of a Live session of the package as is used. */
export interface LiveSession {
  readonly socket: { readonly platformSocket: RealtimeChannel };
  on(event: 'event', listener: (event: Readonly<Record<string, unknown>>) => void): void;
  on(event: 'error', listener: () => void): void;
  close(): void;
}

export interface OpenaiLive {
  readonly OpenAI: new (options: { readonly apiKey: string; readonly baseURL: string }) => object;
  readonly LiveWS: new (client: object) => LiveSession;
  readonly WebSocketServer: new (options: { port: number; host: string }) => SocketServer;
}

/** OpenAI's own package, and a server to speak to, installed as the lockfile says. */
export async function openaiLiveSdk(): Promise<OpenaiLive> {
  await installLocked(HERE, "OpenAI's package");
  const load = async (path: string): Promise<object> => (await import(/* @vite-ignore */ join(HERE, 'node_modules', path))) as object;
  const [client, live, ws] = await Promise.all([load('openai/index.mjs'), load('openai/resources/live/ws.mjs'), load('ws/wrapper.mjs')]);
  return { ...client, ...live, ...ws } as OpenaiLive;
}
