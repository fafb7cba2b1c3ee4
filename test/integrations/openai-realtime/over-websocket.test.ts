import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { beforeAll } from 'vitest';
import type { RealtimeChannel } from '../../../src/integrations/openai-realtime.ts';
import { installWs, type ServerSocket, type WsModule } from '../../voice/install.ts';
import { FarSide } from './far-side.ts';
import type { Names } from './scripted-channel.ts';
import { talkCases, type Wire } from './talk.cases.ts';

type Opening = RealtimeChannel & { addEventListener(type: 'open', listener: () => void): void };

let ws: WsModule;
beforeAll(async () => {
  ws = await installWs();
}, 240_000);

async function overWebSocket(names: Names): Promise<Wire> {
  const sockets = new ws.WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024, perMessageDeflate: false });
  const server = createServer();
  const accepted = new Promise<{ readonly raw: Duplex; readonly socket: ServerSocket }>((resolve) => {
    server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) =>
      sockets.handleUpgrade(request, raw, head, (socket) => resolve({ raw, socket })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const channel = new ws.WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {}) as unknown as Opening & {
    on(event: 'error', listener: () => void): void;
  };
  // a broken connection is one, before it closes
  channel.on('error', () => undefined);
  const opened = new Promise<void>((resolve) => channel.addEventListener('open', resolve));
  const { raw, socket } = await accepted;
  socket.on('error', () => undefined);
  const far = new FarSide((text) => socket.send(text), names);
  socket.on('message', (data) => far.takes(data.toString()));
  await opened;
  return {
    channel,
    far,
    // in the middle of a message of a hundred bytes
    breaks: () => {
      raw.write(Uint8Array.of(0x81, 100, 0x7b, 0x22, 0x74));
      setImmediate(() => raw.destroy());
    },
    close: async () => {
      raw.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

talkCases('a WebSocket', overWebSocket);
