import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { installWs, type ServerSocket } from '../install.ts';

/** How a connection was asked for: what a first event tells as `saw`. */
export interface Handshake {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface ScriptedServer {
  /** Begins with http:. */
  readonly url: string;
  close(): void;
  unref(): void;
}

/**
 * Stands in for Voice Live. It needs no other line to a test than the socket: it tells what it saw in a first event
 * (`session.created`), answers each frame with `{type: 'test.saw', frame}`, and does what frames `test.…` ask of it.
 * The parameter `refuse` of the address asks for a refusal: a status, or `never` for no answer.
 */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const { WebSocketServer } = await installWs();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024, perMessageDeflate: false });
  const raw = new Set<Duplex>();
  const server = createServer((_request, response) => void response.writeHead(404).end());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    raw.add(socket);
    socket.on('close', () => raw.delete(socket)).on('error', () => undefined);
    const saw = handshakeOf(request);
    const { refuse } = saw.query;
    if (refuse === undefined) sockets.handleUpgrade(request, socket, head, (client) => converse(client, socket, saw));
    else if (refuse === 'redirect') socket.end('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n');
    else if (refuse !== 'never') socket.end(`HTTP/1.1 ${refuse} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of raw) socket.destroy();
    },
    unref: () => void server.unref(),
  };
}

function handshakeOf({ url = '/', headers }: IncomingMessage): Handshake {
  const { pathname, searchParams } = new URL(url, 'http://server');
  return { path: pathname, query: Object.fromEntries(searchParams), headers: headers as Readonly<Record<string, string>> };
}

/** What a test asks for; each field belongs to the command of that name. */
interface Command {
  readonly type: string;
  readonly code?: number;
  readonly reason?: string;
  readonly text: string;
  readonly base64: string;
  readonly bytes: number;
  readonly events: readonly unknown[];
}

function converse(client: ServerSocket, line: Duplex, saw: Handshake): void {
  let pings = 0;
  const tell = (event: unknown): void => client.send(JSON.stringify(event));
  client.on('error', () => undefined);
  client.on('ping', () => pings++);
  client.on('message', (data, binary) => {
    const frame = (binary ? { type: 'binary' } : JSON.parse(data.toString())) as Command;
    const commands: Readonly<Record<string, () => void>> = {
      'test.close': () => client.close(frame.code, frame.reason),
      // the connection ends and nobody says so
      'test.drop': () => client.terminate(),
      // a frame of 100 bytes that ends after five
      'test.half': () => {
        line.write(Uint8Array.of(0x81, 100, 0x7b, 0x22, 0x74));
        setImmediate(() => line.destroy());
      },
      'test.text': () => client.send(frame.text),
      'test.binary': () => client.send(Buffer.from(frame.base64, 'base64')),
      'test.big': () => client.send(JSON.stringify({ type: 'test.big', filler: 'x'.repeat(frame.bytes) })),
      'test.events': () => frame.events.forEach(tell),
      'test.pings': () => tell({ type: 'test.pings', pings }),
      // hears nothing more, not even a goodbye or a ping
      'test.deaf': () => {
        line.pause();
        tell({ type: 'test.deaf' });
      },
    };
    (commands[frame.type] ?? (() => tell({ type: 'test.saw', frame })))();
  });
  tell({ type: 'session.created', event_id: 'e0', session: {}, saw });
}
