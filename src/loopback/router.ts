import { ENGINE_SHARE, LIMITS } from '../contract/defaults.ts';
import { asRuntimeError, RuntimeError } from '../contract/errors.ts';
import {
  parseHint,
  parseImport,
  parseIndexCreate,
  parseSearch,
  parseSessionEnd,
  parseSessionStart,
  parseSyncFlush,
  parseTurnAfter,
} from '../contract/parse.ts';
import type { CallOptions, Runtime } from '../contract/runtime.ts';
import { batchTooLarge } from './batch-limit.ts';
import { readJson, readJsonLines } from './body.ts';
import { errorResponse, jsonResponse } from './responses.ts';

export interface RouterOptions {
  /** When set, every call but health, and flush on loopback, needs `Authorization: Bearer <token>`. */
  readonly token?: string | undefined;
}

/** Answers one request of the contract. Never rejects, but for the abort of `request.signal`. */
export type Router = (request: Request) => Promise<Response>;

type Handler = (runtime: Runtime, request: Request, options: CallOptions) => Promise<Response>;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly open?: boolean;
  readonly handle: Handler;
}

const get = (handle: (runtime: Runtime, options: CallOptions) => Promise<unknown>, open = false): Route => ({
  method: 'GET',
  open,
  handle: async (runtime, _request, options) => jsonResponse(await handle(runtime, options)),
});

const post = <T>(
  parse: (body: unknown) => T,
  handle: (runtime: Runtime, body: T, options: CallOptions) => Promise<unknown>,
  limit: number = LIMITS.bodyBytes,
  open = false,
): Route => ({
  method: 'POST',
  open,
  handle: async (runtime, request, options) => jsonResponse(await handle(runtime, parse(await readJson(request, limit)), options)),
});

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/v1/runtime/health', get((runtime, options) => runtime.health(options), true)],
  ['/v1/runtime/session/start', post(parseSessionStart, (runtime, body, options) => runtime.startSession(body, options))],
  ['/v1/runtime/search_memory', { method: 'POST', handle: search }],
  ['/v1/runtime/turn/after', post(parseTurnAfter, (runtime, body, options) => runtime.afterTurn(body, options))],
  ['/v1/runtime/session/end', post(parseSessionEnd, (runtime, body, options) => runtime.endSession(body, options))],
  ['/v1/runtime/sync/flush', post(parseSyncFlush, (runtime, body, options) => runtime.flush(body, options), LIMITS.bodyBytes, true)],
  ['/v1/local/stats', get((runtime, options) => runtime.stats(options))],
  ['/v1/local/hint', post(parseHint, (runtime, body, options) => runtime.hint(body, options))],
  ['/v1/local/memory/import', { method: 'POST', handle: importMemory }],
  ['/v1/voice-sdk/index/create', { method: 'POST', handle: createIndex }],
  ['/v1/voice-sdk/index/list', get((runtime, options) => runtime.listIndexes(options))],
]);

/** The clock starts before the body is read: the caller's does too. */
async function search(runtime: Runtime, request: Request, options: CallOptions): Promise<Response> {
  const start = Date.now();
  const body = parseSearch(await readJson(request, LIMITS.bodyBytes));
  const deadline = start + body.timeoutMs * ENGINE_SHARE;
  return jsonResponse(await runtime.searchMemory(body, { ...options, deadline }));
}

async function importMemory(runtime: Runtime, request: Request, options: CallOptions): Promise<Response> {
  const total = { status: 'ok', imported: 0, updated: 0, unchanged: 0 };
  for await (const batch of readJsonLines(request, LIMITS.importBytes)) {
    const done = await runtime.importMemory(parseImport(batch), options);
    total.imported += done.imported;
    total.updated += done.updated;
    total.unchanged += done.unchanged;
  }
  return jsonResponse(total);
}

async function createIndex(runtime: Runtime, request: Request, options: CallOptions): Promise<Response> {
  const body = parseIndexCreate(await readJson(request, LIMITS.indexBodyBytes));
  return batchTooLarge(body) ?? jsonResponse(await runtime.createIndex(body, options));
}

/**
 * Method and path to handler to Response: the whole contract over one runtime.
 *
 * @example
 * ```ts
 * const route = createRouter(runtime);
 * const response = await route(new Request('http://127.0.0.1:7878/v1/runtime/health'));
 * ```
 */
export function createRouter(runtime: Runtime | Promise<Runtime>, options: RouterOptions = {}): Router {
  return async (request) => {
    try {
      return await answer(await runtime, request, options);
    } catch (thrown) {
      if (request.signal.aborted) throw request.signal.reason;
      return errorResponse(asRuntimeError(thrown, 'The call'));
    }
  };
}

async function answer(runtime: Runtime, request: Request, options: RouterOptions): Promise<Response> {
  const path = new URL(request.url).pathname;
  const route = ROUTES.get(path);
  if (!route)
    throw new RuntimeError(
      'runtime.bad_request',
      'There is no such path. The contract has /v1/runtime/health, session/start, search_memory, turn/after, session/end and sync/flush.',
      { status: 404 },
    );
  const allow = route.method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  if (request.method !== route.method && !(request.method === 'HEAD' && route.method === 'GET')) {
    const refused = errorResponse(new RuntimeError('runtime.bad_request', `This path takes ${route.method}.`, { status: 405 }));
    refused.headers.set('allow', allow);
    return refused;
  }
  if (options.token !== undefined && !route.open && !bearerMatches(request.headers.get('authorization'), options.token)) {
    throw new RuntimeError('runtime.bad_request', 'The runtime was started with a token. Send it as Authorization: Bearer <token>.', { status: 401 });
  }
  const response = await route.handle(runtime, request, { signal: request.signal });
  return request.method === 'HEAD' ? new Response(null, response) : response;
}

/** Compares in time that depends on the given token's length alone. */
function bearerMatches(header: string | null, token: string): boolean {
  const given = /^Bearer (.*)$/i.exec(header ?? '')?.[1] ?? '';
  let difference = given.length ^ token.length;
  for (let i = 0; i < given.length; i++) difference |= given.charCodeAt(i) ^ token.charCodeAt(i % Math.max(1, token.length));
  return difference === 0;
}
