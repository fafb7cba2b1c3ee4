import { LIMITS } from './defaults.ts';

const { bodyBytes, importBytes, indexBodyBytes } = LIMITS;

/** Most bytes of a body by path. What is sent anywhere else is not read. */
const BY_PATH: ReadonlyMap<string, number> = new Map([
  ['/v1/runtime/session/start', bodyBytes],
  ['/v1/runtime/search_memory', bodyBytes],
  ['/v1/runtime/turn/after', bodyBytes],
  ['/v1/runtime/session/end', bodyBytes],
  ['/v1/runtime/sync/flush', bodyBytes],
  ['/v1/local/hint', bodyBytes],
  ['/v1/local/sync', bodyBytes],
  ['/v1/local/memory/import', importBytes],
  ['/v1/voice-sdk/index/create', indexBodyBytes],
]);

/** Most bytes of a body that are read for this call; 0 where none is. */
export function bodyLimit(method: string, path: string): number {
  if (method === 'POST') return BY_PATH.get(path) ?? 0;
  return method === 'PATCH' && path.startsWith('/v1/local/memory/') ? bodyBytes : 0;
}
