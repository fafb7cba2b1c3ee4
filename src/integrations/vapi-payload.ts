import { field, isObject } from '../client/json.ts';
import { RuntimeError } from '../contract/errors.ts';
import { lastSaidIn } from './vapi-message.ts';

/** The type of the message that asks for documents. */
export const KNOWLEDGE_BASE_REQUEST = 'knowledge-base-request';

/** A payload that Vapi would not send: no message, or none in which the user says something. Answer it with its `status`, 400. */
export class VapiWebhookError extends RuntimeError {
  override readonly name: string = 'VapiWebhookError';

  constructor(message: string) {
    super('runtime.bad_request', message);
  }
}

/** What a payload's message is about; null where it does not say. */
export function messageType(payload: unknown): string | null {
  const type = field(field(payload, 'message'), 'type');
  return typeof type === 'string' ? type : null;
}

/**
 * What the user said last in a knowledge base request.
 *
 * @throws VapiWebhookError when that is nothing
 */
export function extractQuery(payload: unknown): string {
  const message = field(payload, 'message');
  if (!isObject(message)) throw new VapiWebhookError('message has to be an object.');
  const query = lastSaidIn(message);
  if (query === undefined) throw new VapiWebhookError('message.messages has to be a list in which the user says something.');
  return query;
}
