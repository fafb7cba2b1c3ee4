import { expose } from 'comlink';
import { settle, type EmbedderEndpoint, type EmbedderOptions } from '../src/contract/protocol.ts';
import type { EmbedderHost, HostLine } from './embed/host.ts';
import { holdLifeLock } from './life-lock.ts';

/** The embedder worker's side of the protocol: one model, any number of memory workers. */
export function createEmbedderEndpoint(): EmbedderEndpoint {
  let started!: (host: EmbedderHost) => void;
  const lines = new Map<number, HostLine>();
  const hosting = new Promise<EmbedderHost>((resolve) => (started = resolve));
  return {
    hold: holdLifeLock,
    start: (options: EmbedderOptions) =>
      settle(async () => {
        // loaded here alone, so that ONNX Runtime is no part of what the memory worker parses
        const { createWebEmbedderHost } = await import('./embed/web-host.ts');
        const host = createWebEmbedderHost(options);
        started(host);
        void host.ready();
      }),
    connect: async (port, line) => {
      const laid = (await hosting).line();
      lines.set(line, laid);
      expose(laid, port);
    },
    disconnect: (line) => void lines.delete(line),
    prepare: (line, query) => lines.get(line)?.prepare(query),
  };
}
