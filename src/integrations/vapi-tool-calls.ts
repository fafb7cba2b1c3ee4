import { field, isObject, type JsonObject } from '../client/json.ts';
import { LIMITS } from '../contract/defaults.ts';
import { objectsOf } from './calls/fields.ts';

/** The tool that looks into the memory. */
export const SEARCH_MEMORY = 'search_memory';
/** The tool that stores a turn. */
export const RECORD_TURN = 'record_turn';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Null when they are no JSON object. */
  readonly args: JsonObject | null;
}

/** The tool calls of a message, in whichever of its forms Vapi sent them. What has no id cannot be answered. */
export function toolCallsIn({ toolCallList, toolCalls, toolWithToolCallList }: JsonObject): ToolCall[] {
  const withTools = objectsOf(toolWithToolCallList).map((entry) => ({ name: entry['name'], ...(isObject(entry['toolCall']) ? entry['toolCall'] : {}) }));
  const lists: readonly JsonObject[][] = [objectsOf(toolCallList), objectsOf(toolCalls), withTools];
  const calls = lists.find((list) => list.length > 0) ?? [];
  return calls.slice(0, LIMITS.toolCalls).flatMap(toolCallOf);
}

function toolCallOf(call: JsonObject): ToolCall[] {
  const { id, function: called } = call;
  const name = field(called, 'name') ?? call['name'];
  if (typeof id !== 'string' || typeof name !== 'string') return [];
  const args = field(called, 'arguments') ?? field(called, 'parameters') ?? call['arguments'] ?? call['parameters'] ?? {};
  return [{ id, name, args: typeof args === 'string' ? parsed(args) : isObject(args) ? args : null }];
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
