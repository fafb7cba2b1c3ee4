import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Workerd } from './workerd.ts';

/** What of the package for sockets is used here. */
interface Socket {
  once(event: 'open', run: () => void): void;
  on(event: 'message', run: (data: Buffer) => void): void;
  send(text: string): void;
  close(): void;
}

/**
 * Bytes that the isolate holds after garbage was collected, buffers included. It listens to a debugger only while it works: `work`
 * is called again and again meanwhile.
 */
export async function heapOf({ inspector }: Workerd, work: () => Promise<unknown>): Promise<number> {
  const found = read(inspector!);
  for (;;) {
    const heap = await Promise.race([found, work().then(() => null)]);
    if (heap !== null) return heap;
  }
}

async function read(inspector: string): Promise<number> {
  const require = createRequire(fileURLToPath(new URL('../../demo/edge/workerd/package.json', import.meta.url)));
  const WebSocket = require('ws') as new (url: string) => Socket;
  const targets = (await (await fetch(new URL('/json', inspector.replace(/^ws/, 'http')))).json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(targets.find(({ webSocketDebuggerUrl }) => webSocketDebuggerUrl.includes('core:user'))!.webSocketDebuggerUrl);
  await new Promise<void>((opened) => socket.once('open', opened));
  let calls = 0;
  const call = (method: string): Promise<Record<string, number>> =>
    new Promise((answered) => {
      const id = ++calls;
      socket.on('message', (data) => {
        const message = JSON.parse(data.toString()) as { id?: number; result?: Record<string, number> };
        if (message.id === id) answered(message.result ?? {});
      });
      socket.send(JSON.stringify({ id, method }));
    });
  await call('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await call('HeapProfiler.collectGarbage');
  const { usedSize = NaN, backingStorageSize = NaN } = await call('Runtime.getHeapUsage');
  socket.close();
  return usedSize + backingStorageSize;
}
