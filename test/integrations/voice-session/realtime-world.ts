import { field, isObject, type JsonObject } from '../../../src/client/json.ts';

/** What frames put before the model, as a MemoryWorld tells it. */
export function beforeModel(frames: readonly JsonObject[]): string[] {
  return frames.flatMap(({ type, item }) => {
    if (type === 'response.create') return ['asked'];
    if (type !== 'conversation.item.create' || !isObject(item)) return [];
    if (item['type'] === 'function_call_output') return [`result: ${String(item['output'])}`];
    return Array.isArray(item['content']) ? [`context: ${String(field(item['content'][0], 'text'))}`] : [];
  });
}

/** What was told of the session last: whether answers are held back, and the names of its tools. */
export function toldLast(frames: readonly JsonObject[]): { readonly held: boolean; readonly tools: readonly string[] } {
  let held = false;
  let tools: readonly string[] = [];
  for (const { type, session } of frames) {
    if (type !== 'session.update') continue;
    const detection = field(field(field(session, 'audio'), 'input'), 'turn_detection') ?? field(session, 'turn_detection');
    if (detection !== undefined) held = field(detection, 'create_response') === false;
    const given = field(session, 'tools');
    if (Array.isArray(given)) tools = given.map((tool) => String(field(tool, 'name')));
  }
  return { held, tools };
}
