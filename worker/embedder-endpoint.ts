import { expose } from 'comlink';
import { settle, type EmbedderEndpoint, type EmbedderOptions } from '../src/contract/protocol.ts';
import type { EmbedderLine } from './embed/link.ts';
import { holdLifeLock } from './life-lock.ts';

/** The embedder worker's side of the protocol: one model, any number of memory workers. */
export function createEmbedderEndpoint(): EmbedderEndpoint {
  let started!: (line: EmbedderLine) => void;
  const line = new Promise<EmbedderLine>((resolve) => (started = resolve));
  return {
    start: (options: EmbedderOptions, lifeLock: string) =>
      settle(async () => {
        await holdLifeLock(lifeLock);
        // loaded here alone, so that ONNX Runtime is no part of what the memory worker parses
        const { createWebEmbedderHost } = await import('./embed/web-host.ts');
        const host = createWebEmbedderHost(options);
        started(host);
        void host.ready();
      }),
    connect: (port) => void line.then((host) => expose(host, port)),
  };
}
