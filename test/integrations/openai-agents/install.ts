import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { SocketServer } from '../socket-server.ts';
import type { AgentsAgent, AgentsSession } from '../../../src/integrations/openai-agents.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** A call that a session made on its transport. */
export interface TransportCall {
  readonly method: string;
  readonly event?: { readonly type: string; readonly item?: unknown; readonly session?: unknown };
  readonly output?: string;
}

/** As much of the package's transport for tests as is used. */
export interface ScriptedTransport {
  readonly calls: readonly TransportCall[];
  emit(event: string, ...args: readonly unknown[]): boolean;
  disconnect(): void;
}

/** As much of the package's sessions as is used. */
export interface Session extends AgentsSession {
  readonly history: readonly unknown[];
  connect(options: { apiKey: string; url?: string }): Promise<void>;
  close(): void;
}

export interface Agents {
  readonly RealtimeAgent: new (options: { name: string; instructions: string; handoffs?: unknown[] }) => AgentsAgent;
  readonly RealtimeSession: new (agent: AgentsAgent, options: { transport: unknown; tracingDisabled?: boolean; config?: object }) => Session;
  readonly OpenAIRealtimeWebSocket: new (options: { useInsecureApiKey: boolean }) => object;
  readonly ScriptedRealtimeTransport: new () => ScriptedTransport;
  readonly WebSocketServer: new (options: { port: number; host: string }) => SocketServer;
}

/** OpenAI's own package, installed as its lockfile says. */
export async function agentsSdk(): Promise<Agents> {
  await installLocked(HERE, "OpenAI's voice agents");
  const load = async (path: string): Promise<object> => (await import(/* @vite-ignore */ join(HERE, 'node_modules', path))) as object;
  const [main, testing, ws] = await Promise.all([
    load('@openai/agents-realtime/dist/index.mjs'),
    load('@openai/agents-realtime/dist/testing/index.mjs'),
    load('ws/wrapper.mjs'),
  ]);
  return { ...main, ...testing, ...ws } as Agents;
}
