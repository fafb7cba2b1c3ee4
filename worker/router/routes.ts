import { ENGINE_SHARE } from '../../src/contract/defaults.ts';
import {
  parseHint,
  parseImport,
  parseIndexCreate,
  parseSearch,
  parseSessionEnd,
  parseSessionStart,
  parseSyncFlush,
  parseTurnAfter,
} from '../../src/contract/parse.ts';
import type { CallOptions } from '../../src/contract/runtime.ts';
import type { WireRequest, WireResponse } from '../../src/contract/wire.ts';
import { wireJson } from '../../src/contract/wire-response.ts';
import { batchTooLarge } from './batch-limit.ts';
import { jsonBody, jsonLines } from './json-body.ts';
import type { Verbs } from './router.ts';

/** One call on its way to a verb. */
interface Call {
  readonly verbs: Verbs;
  readonly request: WireRequest;
  /** What stands where the path has `:id`; empty without one. */
  readonly parameter: string;
  readonly query: URLSearchParams;
  readonly options: CallOptions;
}

interface Route {
  readonly handle: (call: Call) => Promise<WireResponse>;
  /** Needs no token. */
  readonly open?: boolean;
}

type Methods = ReadonlyMap<string, Route>;

const get = (ask: (verbs: Verbs, call: Call) => Promise<unknown>): Route => ({ handle: async (call) => wireJson(await ask(call.verbs, call)) });

const post = <T>(parse: (body: unknown) => T, ask: (verbs: Verbs, body: T, options: CallOptions) => Promise<unknown>): Route => ({
  handle: async ({ verbs, request, options }) => wireJson(await ask(verbs, parse(jsonBody(request)), options)),
});

const open = (route: Route): Route => ({ ...route, open: true });

const ROUTES: readonly (readonly [path: string, method: string, route: Route])[] = [
  ['/v1/runtime/health', 'GET', open(get((verbs, { options }) => verbs.health(options)))],
  ['/v1/runtime/session/start', 'POST', post(parseSessionStart, (verbs, body, options) => verbs.startSession(body, options))],
  ['/v1/runtime/search_memory', 'POST', { handle: search }],
  ['/v1/runtime/turn/after', 'POST', post(parseTurnAfter, (verbs, body, options) => verbs.afterTurn(body, options))],
  ['/v1/runtime/session/end', 'POST', post(parseSessionEnd, (verbs, body, options) => verbs.endSession(body, options))],
  ['/v1/runtime/sync/flush', 'POST', open(post(parseSyncFlush, (verbs, body, options) => verbs.flush(body, options)))],
  ['/v1/local/stats', 'GET', get((verbs, { options }) => verbs.stats(options))],
  ['/v1/local/hint', 'POST', post(parseHint, (verbs, body, options) => verbs.hint(body, options))],
  ['/v1/local/memory/import', 'POST', { handle: importMemory }],
  ['/v1/voice-sdk/index/create', 'POST', { handle: createIndex }],
  ['/v1/voice-sdk/index/list', 'GET', get((verbs, { options }) => verbs.listIndexes(options))],
];

const BY_PATH: ReadonlyMap<string, Methods> = ROUTES.reduce(
  (paths, [path, method, route]) => paths.set(path, new Map([...(paths.get(path) ?? []), [method, route]])),
  new Map<string, Methods>(),
);

/** What answers a path, by method. The last step of a path may be an id. */
export function routeOf(path: string): { readonly methods: Methods; readonly parameter: string } | undefined {
  const exact = BY_PATH.get(path);
  if (exact) return { methods: exact, parameter: '' };
  return undefined;
}

/** A caller that did not say when it stops waiting began to wait a moment ago. */
async function search({ verbs, request, options }: Call): Promise<WireResponse> {
  const start = Date.now();
  const body = parseSearch(jsonBody(request));
  return wireJson(await verbs.searchMemory(body, { deadline: start + body.timeoutMs * ENGINE_SHARE, ...options }));
}

async function importMemory({ verbs, request, options }: Call): Promise<WireResponse> {
  const total = { status: 'ok', imported: 0, updated: 0, unchanged: 0 };
  for (const batch of jsonLines(request)) {
    const done = await verbs.importMemory(parseImport(batch), options);
    total.imported += done.imported;
    total.updated += done.updated;
    total.unchanged += done.unchanged;
  }
  return wireJson(total);
}

async function createIndex({ verbs, request, options }: Call): Promise<WireResponse> {
  const body = parseIndexCreate(jsonBody(request));
  return batchTooLarge(body) ?? wireJson(await verbs.createIndex(body, options));
}
