import { nameOf } from '../contract/errors.ts';
import { systemClock } from '../../worker/clock.ts';
import type { Extractor } from '../../worker/extract/extractor.ts';
import { batchTooLarge } from '../../worker/router/batch-limit.ts';
import { jsonBody } from '../../worker/router/json-body.ts';
import { CLOUD_LIMITS, CLOUD_PATHS, type CloudEraseResponse } from '../contract/cloud.ts';
import { LIMITS, VERSION } from '../contract/defaults.ts';
import { parseIndexCreate } from '../contract/parse.ts';
import { wireBatchTooLarge } from '../contract/wire-response.ts';
import { readBody } from '../loopback/body.ts';
import { toResponse } from '../loopback/responder.ts';
import type { Access, Caller } from './access.ts';
import { bootstrap } from './bootstrap.ts';
import { toBase64Url } from './bytes.ts';
import { ChunkVectors } from './chunk-vectors.ts';
import type { CloudStore } from './cloud-store.ts';
import { forBrowsers, preflight } from './cors.ts';
import { createAccess, type AccessOptions } from './create-access.ts';
import type { ChunkEmbedder } from './embed-chunks.ts';
import { asCloudError, CloudError, errorResponse, jsonResponse } from './errors.ts';
import { push } from './events.ts';
import { createIndex, listIndexes } from './org.ts';
import { orgLaneOf, type OrgLane } from './org-lane.ts';
import { RateLimit, type CloudRate } from './rate-limit.ts';
import { createSigner } from './signer.ts';
import { orgPartition, stateOf, userPartition } from './state.ts';
import { SyncTokens } from './sync-token.ts';

/** Options of {@link createCloud}. */
export interface CloudOptions extends AccessOptions {
  readonly store: CloudStore;
  /** Where calls about a user read their project's org lane. Default: `store`. */
  readonly org?: OrgLane;
  /** Fills bytes at random. Default: the system's. */
  readonly random?: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Gives chunks of org documents their vectors: the devices' model. Default: none, and devices embed for themselves. */
  readonly embed?: ChunkEmbedder;
  /** Takes facts from turns that come without them. Default: the rules of the device. */
  readonly extract?: Extractor;
  readonly limits?: {
    /** Calls of one credential and user. Default: 50 at once, 20 a second; `perSecond: Infinity` turns it off. */
    readonly rate?: CloudRate;
  };
  /** Hears of faults of ours: names of errors, never what a user said. */
  readonly onFault?: (what: string, reason: string) => void;
}

/** Keeps the process or isolate alive until `work` is done, as `ctx.waitUntil` of a Worker. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** The reference cloud: a request in, a response out. */
export interface Cloud {
  /** Answers any request; never rejects. `waitUntil` keeps a Worker alive for what goes on behind the answer. */
  readonly fetch: (request: Request, waitUntil?: WaitUntil) => Promise<Response>;
  /** Stops embedding in the background. The store is its owner's to close. Idempotent. */
  close(): Promise<void>;
}

const RATE: CloudRate = { burst: 50, perSecond: 20 };
const TOKEN_BODY_BYTES = 1024;

/** A call whose caller is known. */
interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly caller: Caller;
  readonly waitUntil: WaitUntil;
}

type Handler = (call: Call) => Promise<Response>;

/**
 * The handlers of the reference cloud over a store, wherever it runs: they use nothing but what browsers, Workers and Node
 * have in common.
 *
 * @throws Error for a secret that is too short, or no key at all
 * @example
 * ```ts
 * const cloud = await createCloud({ store: new MemoryCloudStore(), apiKeys: ['memoair_pk_…'], tokenSecret });
 * const response = await cloud.fetch(new Request('https://cloud.example/health'));
 * ```
 */
export async function createCloud(options: CloudOptions): Promise<Cloud> {
  const { store, tokenSecret, embed, clock = systemClock, org = orgLaneOf(store), onFault = () => undefined } = options;
  const access = await createAccess(options);
  const tokens = new SyncTokens(await createSigner(tokenSecret, 'sync'));
  const rate = new RateLimit(options.limits?.rate ?? RATE, () => clock.elapsed());
  const vectors = embed ? new ChunkVectors(store, embed, (reason) => onFault('embedding failed', reason)) : null;
  const routes = routesOf({ ...options, clock, org, access, tokens, vectors });
  const answer = async (request: Request, waitUntil: WaitUntil): Promise<Response> => {
    const url = new URL(request.url);
    const methods = routes.get(url.pathname);
    if (!methods) throw new CloudError('cloud.not_found', 'There is no such path here.');
    const allow = [...methods.keys(), 'OPTIONS'].join(', ');
    if (request.method === 'OPTIONS') return preflight(allow);
    const handler = methods.get(request.method);
    if (!handler) throw new CloudError('cloud.method_not_allowed', `This path takes ${[...methods.keys()].join(' or ')}.`, { headers: { allow } });
    if (handler === health) return health();
    const caller = await access.callerOf(request.headers);
    rate.take(JSON.stringify([caller.credential, caller.projectId, caller.userId]));
    return handler({ request, url, caller, waitUntil });
  };
  return {
    fetch: async (request, waitUntil = () => undefined) => {
      try {
        return forBrowsers(await answer(request, waitUntil));
      } catch (thrown) {
        const error = asCloudError(thrown);
        if (error.code === 'cloud.internal' && !request.signal.aborted) onFault('a call failed', nameOf(thrown));
        return forBrowsers(errorResponse(error));
      }
    },
    close: async () => vectors?.close(),
  };
}

async function health(): Promise<Response> {
  return jsonResponse({ status: 'ok', version: VERSION });
}

interface Parts extends CloudOptions {
  readonly clock: NonNullable<CloudOptions['clock']>;
  readonly org: OrgLane;
  readonly access: Access;
  readonly tokens: SyncTokens;
  readonly vectors: ChunkVectors | null;
}

function routesOf(parts: Parts): ReadonlyMap<string, ReadonlyMap<string, Handler | typeof health>> {
  const { store, org: lane, access, tokens, vectors, clock, extract, random = (bytes) => void crypto.getRandomValues(bytes) } = parts;
  const newEpoch = (): string => {
    const bytes = new Uint8Array(16);
    random(bytes);
    return toBase64Url(bytes);
  };
  const nowIso = (): string => new Date(clock.now()).toISOString();

  const create: Handler = async ({ request, caller, waitUntil }) => {
    if (!caller.index) throw new CloudError('cloud.forbidden', 'Org documents are written with the account key, or a token that says index.');
    const wire = await read(request, LIMITS.indexBodyBytes).catch((thrown: unknown) => {
      if (asCloudError(thrown).status === 413) return null;
      throw thrown;
    });
    if (!wire) return toResponse(wireBatchTooLarge());
    const body = parseIndexCreate(jsonBody(wire));
    const refused = batchTooLarge(body);
    if (refused) return toResponse(refused);
    const partition = await orgPartition(caller.projectId);
    const epoch = newEpoch();
    const answer = await store.transaction(partition, (rows) => createIndex(rows, body, epoch, nowIso()));
    if (vectors) waitUntil(vectors.fill(partition));
    return jsonResponse(answer);
  };

  const list: Handler = async ({ caller }) => jsonResponse(await store.read(await orgPartition(caller.projectId), listIndexes));

  const pull: Handler = async ({ url, caller, waitUntil }) => {
    const org = await orgPartition(caller.projectId);
    const user = caller.userId === null ? null : await userPartition(caller.projectId, caller.userId);
    // chunks that were left without a vector by a restart
    if (vectors) waitUntil(vectors.fill(org));
    return jsonResponse(await bootstrap({ org, user, since: url.searchParams.get('since') }, { store, lane, tokens }));
  };

  const take: Handler = async ({ request, caller }) => {
    const user = await userPartition(caller.projectId, userOf(caller));
    const { body } = await read(request, CLOUD_LIMITS.eventBytes);
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body ?? new Uint8Array());
    const batch = { org: await orgPartition(caller.projectId), user, text, idempotencyKey: request.headers.get('idempotency-key') };
    return jsonResponse(await push(batch, { store, lane, tokens, now: () => clock.now(), newEpoch, extract }));
  };

  const token: Handler = async ({ request, caller }) => {
    const wire = await read(request, TOKEN_BODY_BYTES);
    const body = wire.body === null || wire.body.length === 0 ? {} : jsonBody(wire);
    const index = typeof body === 'object' && body !== null && 'index' in body && body.index === true;
    return jsonResponse(await access.issue(caller, index));
  };

  const erase: Handler = async ({ caller }) => {
    const partition = await userPartition(caller.projectId, userOf(caller));
    const epoch = newEpoch();
    await store.transaction(partition, (rows) => {
      const { seq, profile } = stateOf(rows, epoch);
      rows.clear();
      // versions only ever grow, also over this
      const empty = profile && { version: profile.version + 1, summary: '' };
      rows.put('meta', { id: 'state', epoch, seq, profile: empty, erasedAt: nowIso(), stamp: null });
    });
    await store.scrub();
    return jsonResponse({ status: 'ok' } satisfies CloudEraseResponse);
  };

  return new Map<string, ReadonlyMap<string, Handler | typeof health>>([
    [CLOUD_PATHS.health, new Map([['GET', health]])],
    [CLOUD_PATHS.createIndex, new Map([['POST', create]])],
    [CLOUD_PATHS.listIndexes, new Map([['GET', list]])],
    [CLOUD_PATHS.bootstrap, new Map([['GET', pull]])],
    [CLOUD_PATHS.events, new Map([['POST', take]])],
    [CLOUD_PATHS.token, new Map([['POST', token]])],
    [CLOUD_PATHS.user, new Map([['DELETE', erase]])],
  ]);
}

function userOf({ userId }: Caller): string {
  if (userId === null) throw new CloudError('cloud.bad_request', 'Send X-User-Id: this call is about one user.');
  return userId;
}

/** The body within its bounds, in the form in which the runtime's reader of JSON takes it. */
async function read(request: Request, limit: number): Promise<Parameters<typeof jsonBody>[0]> {
  const { method, headers } = request;
  const type = (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type !== '' && type !== 'application/json') throw new CloudError('cloud.unsupported_media_type', 'Send the body as application/json.');
  return { method, path: '', contentType: headers.get('content-type'), authorization: null, body: await readBody(request, limit) };
}
