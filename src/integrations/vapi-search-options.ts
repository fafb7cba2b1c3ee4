import type { MemoAirVoiceClientOptions } from '../client/client-options.ts';
import type { MemoAirVoiceClient } from '../client/client.ts';
import { DEFAULT_CLOUD_BASE_URL } from '../client/defaults.ts';

/** Options of a MemoAirVapiSearch. */
export interface MemoAirVapiSearchOptions {
  /** The account's key. Not needed without a cloud. */
  readonly apiKey?: string | undefined;
  readonly projectId: string;
  readonly agentId: string;
  /** Documents of an answer; 0 for all. Default 5. */
  readonly topK?: number | undefined;
  /** The documents of the workspace alone, whoever calls. Default true. */
  readonly orgOnly?: boolean | undefined;
  /** Default `https://backend.memoair.space`. Empty: no cloud. */
  readonly cloudBaseUrl?: string | undefined;
  /** What a search may take, in milliseconds. Default 250. */
  readonly searchTimeoutMs?: number | undefined;
  /** Runtimes at a time. Default 4. */
  readonly maxConcurrentUsers?: number | undefined;
  /** In place of one that is made of the options. Closed by `aclose` too. */
  readonly client?: Pick<MemoAirVoiceClient, 'searchMemory' | 'aclose'> | undefined;
}

const RUNTIMES = 4;

/** With what a client is made. */
export function clientOptionsOf({
  apiKey,
  projectId,
  agentId,
  orgOnly = true,
  cloudBaseUrl = DEFAULT_CLOUD_BASE_URL,
  maxConcurrentUsers = RUNTIMES,
}: MemoAirVapiSearchOptions): MemoAirVoiceClientOptions {
  return { ...(apiKey === undefined ? {} : { apiKey }), projectId, agentId, cloudBaseUrl, orgOnly, maxConcurrentUsers };
}
