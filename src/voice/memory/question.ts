import { isObject } from '../../client/json.ts';
import type { MemoryQuestion } from './voice-client.ts';

/** Arguments as a model wrote them, or a peer: an object, JSON, or else text, which is the query itself. */
export function questionIn(args: unknown): MemoryQuestion {
  let parsed: unknown = args;
  if (typeof args === 'string') {
    try {
      parsed = JSON.parse(args);
    } catch {
      parsed = { query: args };
    }
  }
  const { query, intent } = isObject(parsed) ? parsed : {};
  return { query: typeof query === 'string' ? query : '', ...(typeof intent === 'string' ? { intent } : {}) };
}
