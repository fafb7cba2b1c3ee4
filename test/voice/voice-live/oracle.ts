import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Oracle {
  readonly calls: readonly { readonly call: string; readonly frame: unknown }[];
}

const ORACLE = fileURLToPath(new URL('../../../../shared/oracles/voice-live-frames.json', import.meta.url));

/** The frames as they were recorded elsewhere, when that is beside the checkout; it is never part of the project. */
export function oracleFrames(): Readonly<Record<string, unknown>> | null {
  if (!existsSync(ORACLE)) return null;
  const { calls } = JSON.parse(readFileSync(ORACLE, 'utf8')) as Oracle;
  return Object.fromEntries(calls.map(({ call, frame }) => [call, frame]));
}
