import { DEFAULT_PORT } from '../../contract/defaults.ts';
import { asRuntimeError, RuntimeError } from '../../contract/errors.ts';
import { wireError } from '../../contract/wire-response.ts';
import type { WireResponse } from '../../contract/wire.ts';
import { loopbackPort } from '../ports.ts';
import type { CloudTarget } from '../../../worker/sync/cloud-target.ts';
import { tokenCredentials, type GetToken } from '../../../worker/sync/credentials.ts';
import { carryOn } from './background-sync.ts';
import { readCall } from './calls.ts';
import { OwnRuntime } from './own-runtime.ts';
import { Pages } from './pages.ts';
import { relay, type RelayParts } from './relay.ts';
import type { LoopbackScope, ScopeFetchEvent } from './scope.ts';

/** Options of {@link answerLoopback}. */
export interface AnswerLoopbackOptions {
  /**
   * Whose memory the service worker opens itself when no page is left to answer, which a beacon sent by the last page on
   * its way out needs. Both or neither; without them such a call is answered 503.
   */
  readonly workspaceId?: string;
  readonly userId?: string;
  /**
   * The cloud that the service worker sends to what the pages left behind, when the browser wakes it for that (Background
   * Sync). As the pages' `createRuntime`; a `getToken` here cannot ask a page. Needs workspaceId and userId.
   */
  readonly cloud?: { readonly baseUrl: string; readonly agentId?: string | null; readonly getToken?: GetToken };
  /** Loopback ports that are answered. Default: 7878 alone. */
  readonly ports?: readonly number[];
  /** The token of `connectServiceWorker`, for calls that no page answers. A beacon cannot send one. */
  readonly token?: string;
  /** Takes charge of the pages that were open before the first visit's registration, as soon as it is active. Default true. */
  readonly claim?: boolean;
}

/** Statuses whose response may have no body. */
const BODILESS = new Set([204, 304]);

/**
 * In the app's service worker: answers what its pages, their frames and dedicated workers ask of
 * `http://127.0.0.1:<port>` (also `localhost` and `[::1]`) from a page's runtime ({@link connectServiceWorker}). It catches
 * what no replaced `fetch` can: XMLHttpRequest, `sendBeacon`, other people's scripts. Every other request is left to the
 * app's own listeners. Call it while the script is evaluated: a listener added later is not called. A Content-Security-Policy
 * of the page is asked first, so its `connect-src` has to allow the address.
 *
 * @throws RuntimeError `runtime.bad_request` when only one of workspaceId and userId is given.
 * @example
 * ```ts
 * import { answerLoopback } from 'memoair-web/service-worker';
 *
 * answerLoopback(self, { workspaceId: 'ws_123', userId: 'user_42' });
 * ```
 */
export function answerLoopback(scope: LoopbackScope, options: AnswerLoopbackOptions = {}): void {
  const { workspaceId = '', userId = '' } = options;
  if ((workspaceId === '') !== (userId === ''))
    throw new RuntimeError('runtime.bad_request', 'answerLoopback needs workspaceId and userId, or neither.', {
      details: { issues: [{ path: workspaceId === '' ? 'workspaceId' : 'userId', expected: 'text that is not empty' }] },
    });
  const ports = new Set(options.ports ?? [DEFAULT_PORT]);
  const own = workspaceId === '' ? null : new OwnRuntime({ workspaceId, userId }, options.cloud ? targetOf(options.cloud, scope) : null);
  if (own && options.cloud) carryOn(scope, own);
  const parts: RelayParts = { pages: new Pages(scope), own, token: options.token };
  scope.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    const port = loopbackPort(url);
    // an app that is itself served from such a port stays reachable
    if (port === undefined || !ports.has(port) || url.origin === scope.location.origin) return;
    const answer = respond(parts, event, port, scope.location.origin);
    event.respondWith(answer);
    // a beacon's page may be gone: the turn is stored all the same
    event.waitUntil(answer.catch(() => undefined));
  });
  if (options.claim ?? true) scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
}

function targetOf({ baseUrl, agentId = null, getToken }: NonNullable<AnswerLoopbackOptions['cloud']>, { location }: LoopbackScope): CloudTarget {
  return { baseUrl: new URL(baseUrl, location.origin).href, agentId, credentials: getToken ? tokenCredentials(getToken) : null };
}

async function respond(parts: RelayParts, { request, clientId }: ScopeFetchEvent, port: number, origin: string): Promise<Response> {
  const { signal } = request;
  try {
    return toResponse(await relay(parts, { request: await readCall(request), port, caller: clientId, signal }), request.method, origin);
  } catch (thrown) {
    signal.throwIfAborted();
    return toResponse(wireError(asRuntimeError(thrown, 'The call')), request.method, origin);
  }
}

/** Only clients of this origin reach a service worker, so each of them may read the answer. */
function toResponse({ status, headers, body }: WireResponse, method: string, origin: string): Response {
  const response = new Response(BODILESS.has(status) ? null : body, { status, headers });
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set('access-control-allow-credentials', 'true');
  response.headers.set('vary', 'origin');
  if (method === 'OPTIONS') {
    response.headers.set('access-control-allow-methods', 'GET, POST, PATCH, DELETE');
    response.headers.set('access-control-allow-headers', 'content-type, authorization');
  }
  return response;
}
