import { isObject, type JsonObject } from '../../client/json.ts';
import { LIMITS } from '../../contract/defaults.ts';
import { RuntimeError } from '../../contract/errors.ts';
import { byteLength, tooDeep } from '../../contract/parse.ts';

/** What is wrong with a field; never what it holds. */
export function wrongField(path: string, expected: string, status = 400): RuntimeError {
  return new RuntimeError('runtime.bad_request', `${path} has to be ${expected}.`, { status, details: { issues: [{ path, expected }] } });
}

/** The body as one JSON object. @throws RuntimeError runtime.bad_request */
export function bodyOf(bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw wrongField('(body)', 'one JSON object');
  }
  if (!isObject(value)) throw wrongField('(body)', 'one JSON object');
  if (tooDeep(value)) throw wrongField('(body)', 'JSON of fewer levels');
  return value;
}

/** An object; a missing one is empty. @throws RuntimeError runtime.bad_request */
export function objectAt(value: unknown, path: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw wrongField(path, 'an object');
  return value;
}

/** What somebody said; nothing where it is missing. @throws RuntimeError runtime.bad_request, 413 for more than a turn can hold */
export function saidAt(value: unknown, path: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw wrongField(path, 'text');
  if (value.length > LIMITS.queryBytes || byteLength(value) > LIMITS.queryBytes) throw wrongField(path, `at most ${LIMITS.queryBytes} bytes`, 413);
  return value;
}

/** The two sides of a turn that a tool is to store. @throws RuntimeError runtime.bad_request when neither said anything */
export function turnAt(args: JsonObject): { readonly userText: string; readonly assistantText: string } {
  const turn = { userText: saidAt(args['user_text'], 'user_text'), assistantText: saidAt(args['assistant_text'], 'assistant_text') };
  if (`${turn.userText}${turn.assistantText}`.trim() === '') throw wrongField('user_text', 'what the user said');
  return turn;
}

/** An id, also one that was given as a number; null where it is missing or blank. @throws RuntimeError runtime.bad_request */
export function idAt(value: unknown, path: string): string | null {
  const text = typeof value === 'number' ? String(value) : (value ?? '');
  if (typeof text !== 'string') throw wrongField(path, 'text');
  const id = text.trim();
  if (id.length > LIMITS.idChars || !id.isWellFormed()) throw wrongField(path, `well-formed text of at most ${LIMITS.idChars} characters`);
  return id === '' ? null : id;
}

/** The objects of a list; what is no list has none. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
