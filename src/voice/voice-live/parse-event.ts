import { isObject } from '../../client/json.ts';
import { ConnectionError } from './errors.ts';
import type { Message } from './line.ts';
import type { ServerEvent } from './protocol/server-events.ts';

/**
 * A message as an event. That it is an object with a type is looked at; its fields are those that the service's protocol has.
 *
 * @throws ConnectionError voice_live.bad_message
 */
export function parseEvent(message: Message): ServerEvent {
  let value: unknown;
  try {
    value = JSON.parse(typeof message === 'string' ? message : new TextDecoder('utf-8', { fatal: true }).decode(message));
  } catch {
    // the parser's own message would quote what was said
    throw unlike('JSON');
  }
  if (!isObject(value) || typeof value['type'] !== 'string') throw unlike('an event with a type');
  return value as unknown as ServerEvent;
}

function unlike(expected: string): ConnectionError {
  return new ConnectionError('voice_live.bad_message', `The service sent what is not ${expected}. That message is skipped; the next one can be received.`);
}
