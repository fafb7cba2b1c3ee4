import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Bytes that JavaScript holds, and those of its buffers. */
export interface IsolateHeap {
  readonly used: number;
  readonly buffers: number;
}

/** What of the package for sockets is used here. */
interface Socket {
  once(event: 'open', run: () => void): void;
  on(event: 'message', run: (data: Buffer) => void): void;
  send(text: string): void;
  close(): void;
}

/**
 * What the isolate behind an inspector holds after garbage was collected. It listens to a debugger only while it works: `work` is
 * called again and again meanwhile. `workerd`: the folder of the package that the isolate was started from.
 */
export async function heapOf(inspector: string, workerd: string, work: () => Promise<unknown>): Promise<IsolateHeap> {
  const found = read(inspector, workerd);
  for (;;) {
    const heap = await Promise.race([found, work().then(() => null)]);
    if (heap) return heap;
  }
}

async function read(inspector: string, workerd: string): Promise<IsolateHeap> {
  const WebSocket = createRequire(join(workerd, 'package.json'))('ws') as new (url: string) => Socket;
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
  return { used: usedSize, buffers: backingStorageSize };
}
