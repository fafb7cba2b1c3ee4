import type { CloudOptions } from '../../cloud/create-cloud.ts';
import type { OrgLane } from '../../cloud/org-lane.ts';
import type { Fetcher, ObjectNamespace } from '../platform.ts';

/** Bindings that {@link cloudWorker} and {@link CloudObject} use. */
export interface CloudEnv {
  /** The class of the partitions, {@link CloudObject}. */
  readonly CLOUD: ObjectNamespace<unknown, Fetcher & OrgLane>;
  /** The account's key. A secret: `wrangler secret put`. */
  readonly MEMOAIR_CLOUD_API_KEY?: string;
  /** Signs tokens; 16 characters or more that nobody can guess. A secret too. */
  readonly MEMOAIR_TOKEN_SECRET?: string;
}

/** What worker and objects have to be given alike: both look at who calls. */
export type CloudWorkerOptions = Omit<CloudOptions, 'store' | 'org'>;

/** The options that the bindings say; faults go to the console, by name alone. @throws Error for a binding that is not set */
export function cloudOptions(env: CloudEnv): CloudWorkerOptions {
  const required = (name: 'MEMOAIR_CLOUD_API_KEY' | 'MEMOAIR_TOKEN_SECRET'): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '') throw new Error(`Set ${name}: npx wrangler secret put ${name}`);
    return value;
  };
  return {
    apiKeys: [required('MEMOAIR_CLOUD_API_KEY')],
    tokenSecret: required('MEMOAIR_TOKEN_SECRET'),
    onFault: (what, reason) => console.error(`memoair-web cloud: ${what} (${reason})`),
  };
}
