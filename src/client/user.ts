import { isObject, type JsonObject } from './json.ts';

/** An end user. `name` and `metadata` are kept with the session, for whoever looks at the call later. */
export interface User {
  readonly id: string;
  readonly name?: string;
  readonly metadata?: JsonObject;
}

/** Who a call is for: `user`, or its id alone as `userId`. */
export interface ForUser {
  readonly user?: User | undefined;
  /** Instead of `user`; must be `user.id` when both are given. */
  readonly userId?: string | undefined;
}

/** @throws TypeError when `user` is none, or contradicts `userId` */
export function userOf({ user, userId }: ForUser): User | null {
  const alone = textOf(userId)?.trim() ?? '';
  if (user === undefined || user === null) return alone === '' ? null : { id: alone };
  const given: unknown = user;
  if (!isObject(given)) throw new TypeError('user has to be an object: { id, name?, metadata? }.');
  const { id, name, metadata } = given;
  const trimmed = textOf(id)?.trim() ?? '';
  if (trimmed === '') throw new TypeError('user.id is required.');
  if (textOf(userId) !== undefined && alone !== trimmed) throw new TypeError('user.id has to be userId when both are given.');
  const named = textOf(name);
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) throw new TypeError('user.metadata has to be an object.');
  return { id: trimmed, ...(named === undefined ? {} : { name: named }), ...(isObject(metadata) ? { metadata: { ...metadata } } : {}) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined;
}
