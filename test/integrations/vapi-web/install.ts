import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { VapiWebClient } from '../../../src/integrations/vapi-web.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** As much of the package's class as is used, and of what is under it. */
export interface RealVapi extends VapiWebClient {
  /** The call's room, to which messages go; null between calls. */
  call: { sendAppMessage(text: string): void } | null;
  onAppMessage(event: { data: string }): void;
  emit(event: 'call-end'): boolean;
  listenerCount(event: string): number;
}

/** Vapi's own package, installed as its lockfile says. */
export async function vapiSdk(): Promise<new (key: string) => RealVapi> {
  await installLocked(HERE, "Vapi's client");
  type Loaded = { default: { default?: new (key: string) => RealVapi } };
  const { default: loaded } = (await import(/* @vite-ignore */ join(HERE, 'node_modules/@vapi-ai/web/dist/vapi.js'))) as Loaded;
  return loaded.default ?? (loaded as unknown as new (key: string) => RealVapi);
}
