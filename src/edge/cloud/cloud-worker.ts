import { nameOf } from '../../contract/errors.ts';
import { createAccess } from '../../cloud/create-access.ts';
import { createCloud } from '../../cloud/create-cloud.ts';
import { forBrowsers } from '../../cloud/cors.ts';
import { asCloudError, CloudError, errorResponse } from '../../cloud/errors.ts';
import { MemoryCloudStore } from '../../cloud/memory-cloud-store.ts';
import { orgPartition, userPartition } from '../../cloud/state.ts';
import { CLOUD_PATHS } from '../../contract/cloud.ts';
import { cloudOptions, type CloudEnv, type CloudWorkerOptions } from './cloud-env.ts';
import { drained } from '../drained.ts';

/** A Worker: what its module exports as default. */
export interface CloudWorker<Env> {
  fetch(request: Request, env: Env): Promise<Response>;
}

/** Calls that write or read the org lane alone, whoever makes them. */
const OF_ORG: ReadonlySet<string> = new Set([CLOUD_PATHS.createIndex, CLOUD_PATHS.listIndexes]);
/** For an object that has more calls than it answers. */
const RETRY_AFTER_S = '5';

/**
 * The reference cloud as a Worker: `memoair-web/cloud` over Durable Objects, one a user and one a project's org lane. It finds out
 * who calls, and sends the call to its object, so that strangers wake none.
 *
 * @example
 * ```ts
 * export { CloudObject } from 'memoair-web/edge';
 * export default cloudWorker();
 * ```
 */
export function cloudWorker<Env extends CloudEnv>(optionsOf: (env: Env) => CloudWorkerOptions = cloudOptions): CloudWorker<Env> {
  return {
    async fetch(request, env) {
      const options = optionsOf(env);
      const partition = await partitionOf(request, options);
      // no caller: it gets as far as being told so, and never to the store
      if (partition === null) return drained(request, await (await createCloud({ ...options, store: new MemoryCloudStore() })).fetch(request));
      try {
        return await env.CLOUD.get(env.CLOUD.idFromName(partition)).fetch(request);
      } catch (thrown) {
        if (request.signal.aborted) throw thrown;
        options.onFault?.('an object did not answer', nameOf(thrown));
        return forBrowsers(errorResponse(isOverloaded(thrown) ? TOO_BUSY() : asCloudError(thrown)));
      }
    },
  };
}

/** The name of the object that answers; null for a call that needs none. */
async function partitionOf(request: Request, options: CloudWorkerOptions): Promise<string | null> {
  const { pathname } = new URL(request.url);
  if (pathname === CLOUD_PATHS.health) return null;
  const access = await createAccess(options);
  try {
    const { projectId, userId } = await access.callerOf(request.headers);
    return await (userId === null || OF_ORG.has(pathname) ? orgPartition(projectId) : userPartition(projectId, userId));
  } catch (thrown) {
    if (thrown instanceof CloudError) return null;
    throw thrown;
  }
}

/** What the platform says of an object whose queue is full. */
function isOverloaded(thrown: unknown): boolean {
  return thrown instanceof Error && 'overloaded' in thrown && thrown.overloaded === true;
}

const TOO_BUSY = (): CloudError =>
  new CloudError('cloud.rate_limited', 'Too many calls. Wait as long as Retry-After says.', { headers: { 'retry-after': RETRY_AFTER_S } });
