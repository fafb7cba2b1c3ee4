import type { HubModel } from '../../contract/protocol.ts';
import { ModelError } from './errors.ts';
import { type KnownModel, KNOWN_MODELS } from './known-models.ts';

/**
 * What a person means by the name of a model: one of {@link KNOWN_MODELS}, or, with an owner before it, one of the hub.
 *
 * @throws ModelError `model.unknown`
 */
export function modelByName(name: string): KnownModel | HubModel {
  if (/^\w[\w.-]*\/\w[\w.-]*$/.test(name)) return { id: name };
  const known = Object.hasOwn(KNOWN_MODELS, name) ? KNOWN_MODELS[name] : undefined;
  if (known) return known;
  throw new ModelError('model.unknown', `There is no model of that name. It has to be ${Object.keys(KNOWN_MODELS).join(', ')}, or owner/name on the hub.`);
}
