import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** An address that leads to a server, and counts what the server sends. */
export interface CountingLine {
  readonly url: string;
  /** So far, with headers; in bytes. */
  readonly sent: number;
  close(): void;
}

/** Passes connections on to a server of this machine as they are; `bytesPerSecond`: no faster than that, all of them together. */
export async function countingLine(url: string, bytesPerSecond: number = Infinity): Promise<CountingLine> {
  const port = Number(new URL(url).port);
  let sent = 0;
  /** When the line is free again, in milliseconds. */
  let free = 0;
  const passOn = async (far: Socket, near: Socket): Promise<void> => {
    for await (const bytes of far as AsyncIterable<Buffer>) {
      free = Math.max(free, performance.now()) + (bytes.length / bytesPerSecond) * 1_000;
      if (free - performance.now() > 1) await pause(free - performance.now());
      sent += bytes.length;
      if (!near.write(bytes)) await once(near, 'drain');
    }
    near.end();
  };
  const line = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far);
    passOn(far, near).catch(() => near.destroy());
  });
  await new Promise<void>((resolve) => {
    line.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}/`,
    get sent() {
      return sent;
    },
    close: () => void line.close(),
  };
}
