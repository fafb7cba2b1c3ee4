import { ENGINE_SHARE, OPERATION_TIMEOUT_MS } from '../../contract/defaults.ts';
import { emptyAnswer } from '../../contract/empty-answer.ts';
import { RuntimeError } from '../../contract/errors.ts';
import type { RespondOptions } from '../../contract/runtime.ts';
import type { Identity } from '../../contract/types.ts';
import { wireJson } from '../../contract/wire-response.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { isAnothers, isNameless, isRepeatable, isTurn, recallTimeout } from './calls.ts';
import type { OwnRuntime } from './own-runtime.ts';
import type { PageLine } from './line.ts';
import type { Pages } from './pages.ts';

/** How long pages are waited for until one says that it serves the port, in milliseconds. */
const WAIT_MS = 500;
/** The same where there is nothing to fall back on, and for what must not reach the wrong user's memory. */
const LONG_WAIT_MS = 2_000;
/** The share of a recall's time that pages may take to say so. */
const RECALL_WAIT_SHARE = 0.4;
/** How long a page may take to store a turn before another is given it, in milliseconds: it may hang, or be going away. */
const TURN_LIMIT_MS = 2_000;
/** The runtime bounds its operations itself; this bounds a page that does not answer at all. */
const LIMIT_MS = OPERATION_TIMEOUT_MS + 2_000;
/** What is kept of a recall's time for the way back, in milliseconds. */
const MARGIN_MS = 15;

/** Where a caught call goes to: a page that serves the port, or else the service worker's own runtime. */
export interface RelayParts {
  readonly pages: Pages;
  /** Null where the options name no user. */
  readonly own: OwnRuntime | null;
  readonly token?: string | undefined;
}

export interface Caught {
  readonly request: WireRequest;
  readonly port: number;
  /** Id of the caller's client. */
  readonly caller: string;
  readonly signal: AbortSignal;
}

/** The answer to a caught call. @throws RuntimeError, the reason of `signal` */
export async function relay(parts: RelayParts, caught: Caught): Promise<WireResponse> {
  const timeoutMs = recallTimeout(caught.request);
  if (timeoutMs === undefined) return route(parts, caught, parts.own && !changesNameless(caught.request) ? WAIT_MS : LONG_WAIT_MS);
  const start = Date.now();
  const over = new AbortController();
  const abort = (): void => over.abort(caught.signal.reason);
  if (caught.signal.aborted) abort();
  caught.signal.addEventListener('abort', abort, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const empty = new Promise<WireResponse>((resolve) => {
    timer = setTimeout(
      () => {
        resolve(wireJson(emptyAnswer(Date.now() - start, 'no page gave an answer in time')));
        over.abort(new DOMException('The recall is over.', 'AbortError'));
      },
      timeoutMs - Math.min(MARGIN_MS, timeoutMs * 0.1),
    );
  });
  const waitMs = parts.own ? timeoutMs * RECALL_WAIT_SHARE : timeoutMs;
  try {
    return await Promise.race([empty, route(parts, { ...caught, signal: over.signal }, waitMs, start + timeoutMs * ENGINE_SHARE)]);
  } finally {
    clearTimeout(timer);
    caught.signal.removeEventListener('abort', abort);
  }
}

async function route(parts: RelayParts, caught: Caught, waitMs: number, deadline?: number): Promise<WireResponse> {
  const { pages } = parts;
  const lines = await pages.serving(caught.port, caught.caller, { waitMs, thorough: isNameless(caught.request) });
  try {
    const { asked, own } = entitled(lines, parts.own, caught);
    const refusals = new Map<string, WireResponse>();
    for (const line of asked) {
      if (refusals.has(keyOf(line.identity))) continue;
      const response = await line.call(caught.request, {
        signal: caught.signal,
        limitMs: isTurn(caught.request) ? TURN_LIMIT_MS : LIMIT_MS,
        alive: () => pages.has(line.clientId),
        ...(deadline === undefined ? {} : { deadline }),
      });
      if (response && !isAnothers(response)) return response;
      if (response) refusals.set(keyOf(line.identity), response);
      else if (!isRepeatable(caught.request)) throw lost();
    }
    const [refusal] = refusals.values();
    if (own && !refusals.has(keyOf(own.identity))) return await alone(own, parts.token, caught, deadline);
    if (refusal) return refusal;
    throw asked.length > 0 ? lost() : nobody();
  } finally {
    for (const line of lines) line.close();
  }
}

function alone(own: OwnRuntime, token: string | undefined, { request, signal }: Caught, deadline: number | undefined): Promise<WireResponse> {
  const options: RespondOptions = { signal, ...(token === undefined ? {} : { token }), ...(deadline === undefined ? {} : { deadline }) };
  return own.use((runtime) => runtime.respond(request, options));
}

/**
 * Who may be asked. A frame or worker cannot be told to belong to a page, so what names no user goes to the page that asks
 * or to the one user there is, and never on to another's.
 */
function entitled(lines: readonly PageLine[], own: OwnRuntime | null, { request, caller }: Caught): { asked: readonly PageLine[]; own: OwnRuntime | null } {
  const [first] = lines;
  if (!first || !isNameless(request)) return { asked: lines, own };
  const isMeant = ({ identity }: { readonly identity: Identity }): boolean => keyOf(identity) === keyOf(first.identity);
  const asked = lines.filter(isMeant);
  const others = asked.length < lines.length || (own !== null && !isMeant(own));
  if (others && first.clientId !== caller)
    throw new RuntimeError(
      'runtime.identity_mismatch',
      'Several users answer this port: pages, or this service worker. Ask from the page of the user that is meant, or give each user a port of its own.',
    );
  return { asked, own: own && isMeant(own) ? own : null };
}

const changesNameless = (request: WireRequest): boolean => isNameless(request) && request.method !== 'GET';

function lost(): RuntimeError {
  return new RuntimeError('runtime.internal', 'The page that had the call closed or hangs. What it acknowledged is stored; the call may be sent again.', {
    details: { reason: 'page_gone' },
  });
}

function nobody(): RuntimeError {
  return new RuntimeError(
    'runtime.bootstrap_failed',
    'No open page answers this port. Call connectServiceWorker(runtime) in the page, or give answerLoopback() workspaceId and userId so that the service worker stores what comes when no page is left.',
    { details: { reason: 'no_page' } },
  );
}

const keyOf = ({ workspaceId, userId }: Identity): string => JSON.stringify([workspaceId, userId]);
