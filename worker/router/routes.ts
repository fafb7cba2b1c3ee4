import { ENGINE_SHARE } from '../../src/contract/defaults.ts';
import {
  parseForgetMemory,
  parseForgetSession,
  parseHint,
  parseImport,
  parseIndexCreate,
  parseMemoryEdit,
  parseMemoryList,
  parseOutboxList,
  parseOutboxRetry,
  parseSearch,
  parseSessionEnd,
  parseSessionStart,
  parseSync,
  parseSyncFlush,
  parseTurnAfter,
} from '../../src/contract/parse.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import type { CallOptions, Runtime } from '../../src/contract/runtime.ts';
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

type RuntimeVerbs = Omit<Runtime, 'respond'>;

const get = (ask: (runtime: RuntimeVerbs, options: CallOptions) => Promise<unknown>): Route => ({
  handle: async ({ verbs, options }) => wireJson(await ask(verbs.runtime, options)),
});

const post = <T>(parse: (body: unknown) => T, ask: (runtime: RuntimeVerbs, body: T, options: CallOptions) => Promise<unknown>): Route => ({
  handle: async ({ verbs, request, options }) => wireJson(await ask(verbs.runtime, parse(jsonBody(request)), options)),
});

/** A call of the management surface: `read` gathers from path, query and body what `parse` asserts. */
const manage = <T>(
  read: (call: Call) => unknown,
  parse: (value: unknown) => T,
  ask: (management: Verbs['management'], value: T, options: CallOptions) => Promise<unknown>,
): Route => ({
  handle: async (call) => wireJson(await ask(call.verbs.management, parse(read(call)), call.options)),
});

const inQuery = ({ query }: Call): unknown => Object.fromEntries(query);
/** A call that may come without one. */
const inBody = ({ request }: Call): unknown => (request.body === null || request.body.length === 0 ? {} : jsonBody(request));
const asMemory = ({ parameter }: Call): unknown => ({ memoryId: parameter });

const open = (route: Route): Route => ({ ...route, open: true });

const ROUTES: readonly (readonly [path: string, method: string, route: Route])[] = [
  ['/v1/runtime/health', 'GET', open(get((runtime, options) => runtime.health(options)))],
  ['/v1/runtime/session/start', 'POST', post(parseSessionStart, (runtime, body, options) => runtime.startSession(body, options))],
  ['/v1/runtime/search_memory', 'POST', { handle: search }],
  ['/v1/runtime/turn/after', 'POST', post(parseTurnAfter, (runtime, body, options) => runtime.afterTurn(body, options))],
  ['/v1/runtime/session/end', 'POST', post(parseSessionEnd, (runtime, body, options) => runtime.endSession(body, options))],
  ['/v1/runtime/sync/flush', 'POST', open(post(parseSyncFlush, (runtime, body, options) => runtime.flush(body, options)))],
  ['/v1/local/stats', 'GET', get((runtime, options) => runtime.stats(options))],
  ['/v1/local/diagnostics', 'GET', get((runtime, options) => runtime.diagnostics(options))],
  ['/v1/local/sync', 'POST', manage(inBody, parseSync, (management, value, options) => management.sync(value, options))],
  ['/v1/local/hint', 'POST', post(parseHint, (runtime, body, options) => runtime.hint(body, options))],
  ['/v1/local/memory/import', 'POST', { handle: importMemory }],
  ['/v1/local/memory', 'GET', manage(inQuery, parseMemoryList, (management, value, options) => management.list(value, options))],
  [
    '/v1/local/memory/:id',
    'PATCH',
    manage(
      ({ request, parameter }) => ({ ...(jsonBody(request) as object), memoryId: parameter }),
      parseMemoryEdit,
      (management, value, options) => management.edit(value, options),
    ),
  ],
  ['/v1/local/memory/:id', 'DELETE', manage(asMemory, parseForgetMemory, (management, value, options) => management.forgetMemory(value, options))],
  [
    '/v1/local/sessions/:id',
    'DELETE',
    manage(
      ({ parameter }) => ({ sessionId: parameter }),
      parseForgetSession,
      (management, value, options) => management.forgetSession(value, options),
    ),
  ],
  ['/v1/local/user', 'DELETE', { handle: async ({ verbs, options }) => wireJson(await verbs.management.forgetUser(options)) }],
  ['/v1/local/export', 'GET', { handle: exportMemories }],
  ['/v1/local/outbox', 'GET', manage(inQuery, parseOutboxList, (management, value, options) => management.outbox(value, options))],
  ['/v1/local/outbox/retry', 'POST', { handle: async ({ verbs, options }) => wireJson(await verbs.management.retryAll(options)) }],
  [
    '/v1/local/outbox/:id/retry',
    'POST',
    manage(
      ({ parameter }) => ({ id: parameter }),
      parseOutboxRetry,
      (management, value, options) => management.retry(value, options),
    ),
  ],
  ['/v1/voice-sdk/index/create', 'POST', { handle: createIndex }],
  ['/v1/voice-sdk/index/list', 'GET', get((runtime, options) => runtime.listIndexes(options))],
];

const BY_PATH: ReadonlyMap<string, Methods> = ROUTES.reduce(
  (paths, [path, method, route]) => paths.set(path, new Map([...(paths.get(path) ?? []), [method, route]])),
  new Map<string, Methods>(),
);

/** Paths with an id in them, by what stands before and behind it. */
const WITH_ID = [...BY_PATH].flatMap(([path, methods]) => {
  const [before, behind] = path.split(':id');
  return before !== undefined && behind !== undefined ? [{ before, behind, methods }] : [];
});

/** What answers a path, by method. A path that is there as it stands goes before one with an id in its place. */
export function routeOf(path: string): { readonly methods: Methods; readonly parameter: string } | undefined {
  const exact = BY_PATH.get(path);
  if (exact) return { methods: exact, parameter: '' };
  for (const { before, behind, methods } of WITH_ID) {
    const id = path.slice(before.length, path.length - behind.length);
    if (path.startsWith(before) && path.endsWith(behind) && id !== '' && !id.includes('/')) return { methods, parameter: decoded(id) };
  }
  return undefined;
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw new RuntimeError('runtime.bad_request', 'The id in the path is not percent-encoded UTF-8.');
  }
}

async function exportMemories({ verbs, options }: Call): Promise<WireResponse> {
  const body = await verbs.management.export(options);
  return { status: 200, headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' }, body };
}

/** A caller that did not say when it stops waiting began to wait a moment ago. */
async function search({ verbs, request, options }: Call): Promise<WireResponse> {
  const start = Date.now();
  const body = parseSearch(jsonBody(request));
  return wireJson(await verbs.runtime.searchMemory(body, { deadline: start + body.timeoutMs * ENGINE_SHARE, ...options }));
}

async function importMemory({ verbs, request, options }: Call): Promise<WireResponse> {
  const total = { status: 'ok', imported: 0, updated: 0, unchanged: 0 };
  for (const batch of jsonLines(request)) {
    const done = await verbs.runtime.importMemory(parseImport(batch), options);
    total.imported += done.imported;
    total.updated += done.updated;
    total.unchanged += done.unchanged;
  }
  return wireJson(total);
}

async function createIndex({ verbs, request, options }: Call): Promise<WireResponse> {
  const body = parseIndexCreate(jsonBody(request));
  return batchTooLarge(body) ?? wireJson(await verbs.runtime.createIndex(body, options));
}
