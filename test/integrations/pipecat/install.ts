import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { PipecatVoiceClient } from '../../../src/integrations/pipecat.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** A message between client and bot. */
export interface Rtvi {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a transport of one's own extends. */
export type TransportBase = abstract new () => object;

export interface Pipecat {
  readonly PipecatClient: new (
    options: object,
  ) => PipecatVoiceClient & { connect(): Promise<unknown>; disconnect(): Promise<void>; setLogLevel(level: number): void };
  readonly Transport: TransportBase;
}

/** Pipecat's own package, installed as its lockfile says. */
export async function pipecatSdk(): Promise<Pipecat> {
  await installLocked(HERE, "Pipecat's client");
  const loaded = (await import(/* @vite-ignore */ join(HERE, 'node_modules/@pipecat-ai/client-js/dist/index.js'))) as { default?: Pipecat } & Pipecat;
  return loaded.default ?? loaded;
}
