import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** As much of Retell's package as the tests use. */
export interface RetellSdk {
  sign(body: string, apiKey: string): Promise<string>;
  verify(body: string, apiKey: string, signature: string): Promise<boolean>;
}

/** Retell's own package, installed as its lockfile says. */
export async function retellSdk(): Promise<RetellSdk> {
  await installLocked(HERE, "Retell's package");
  const { Retell } = (await import(/* @vite-ignore */ join(HERE, 'node_modules/retell-sdk/index.mjs'))) as { Retell: RetellSdk };
  return Retell;
}
