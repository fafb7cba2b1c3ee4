import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { JsonObject } from '../../../src/client/json.ts';
import type { Socket } from '../../../src/voice/voice-live/socket.ts';
import { installWs, type ServerSocket } from '../install.ts';
import { ScriptedModel, type Plan } from './scripted-model.ts';

/** One connection as the server sees it. */
export interface ServerSide {
  readonly request: IncomingMessage;
  readonly model: ScriptedModel;
  readonly socket: ServerSocket;
  readonly raw: Duplex;
}

export interface RealtimeServer {
  /** Begins with ws:. */
  readonly url: string;
  readonly connections: readonly ServerSide[];
  readonly last: () => ServerSide;
  /** Of the next connection, or of the one that is open. */
  readonly plan: (...plans: readonly Plan[]) => void;
  close(): Promise<void>;
  /** Opens a WebSocket of the package `ws`, which the tests bring along. */
  readonly webSocket: (request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly protocols: readonly string[] }) => Socket;
}

/** A WebSocket server with a {@link ScriptedModel} behind each connection. The path `/refuse` refuses, `/silent` says nothing. */
export async function startRealtimeServer(beta = false): Promise<RealtimeServer> {
  const { WebSocket, WebSocketServer } = await installWs();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024, perMessageDeflate: false });
  const server = createServer((_request, response) => void response.writeHead(404).end());
  const lines = new Set<Duplex>();
  const connections: ServerSide[] = [];
  const plans: Plan[] = [];
  server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => {
    lines.add(raw);
    raw.on('close', () => lines.delete(raw)).on('error', () => undefined);
    if (request.url?.startsWith('/refuse')) {
      raw.end('HTTP/1.1 401 Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, raw, head, (socket) => {
      const model = new ScriptedModel((event) => socket.send(JSON.stringify(event)), { beta, before: connections.length });
      model.plans.push(...plans.splice(0));
      connections.push({ request, model, socket, raw });
      socket.on('error', () => undefined);
      socket.on('message', (data) => model.take(JSON.parse(data.toString()) as JsonObject));
      if (!request.url?.startsWith('/silent')) model.begin();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    last: () => {
      const last = connections.at(-1);
      if (!last) throw new Error('nobody connected');
      return last;
    },
    plan: (...given) => void (connections.at(-1)?.model.plans ?? plans).push(...given),
    close: async () => {
      for (const raw of lines) raw.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
    webSocket: ({ url, headers }) => new WebSocket(url, { headers }),
  };
}
