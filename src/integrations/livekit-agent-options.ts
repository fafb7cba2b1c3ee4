import type { MemoAirVoiceAgent } from '../client/agent.ts';
import { assertClientOptions, type MemoAirVoiceClientOptions } from '../client/client-options.ts';
import type { MemoAirVoiceClient } from '../client/client.ts';
import { DEFAULT_CLOUD_BASE_URL, ORG_ONLY_USER_ID } from '../client/defaults.ts';
import { DEFAULT_TIMEOUT_MS } from '../contract/defaults.ts';
import { MemoAirVoiceClient as NodeClient } from '../node/sdk.ts';
import type { OnFault } from '../voice/memory/faults.ts';

/** Options that agents made from the environment have too. */
export interface MemoAirLiveKitEnvOptions {
  /** The end user of this call: the participant's identity. */
  readonly userId?: string | undefined;
  /** What an answer waits for the memory, in milliseconds. What is not found by then is left out. Default 250. */
  readonly searchTimeoutMs?: number | undefined;
  /** The shared index of the workspace alone; nothing is saved. Default false. */
  readonly orgOnly?: boolean | undefined;
  /** Hears of what failed or came late: a name or a code, never what was said. Default: the console does. */
  readonly onFault?: OnFault | undefined;
}

/** Options of a MemoAirLiveKitAgent beside those of every agent. Whose memory it is say the keys, or `agent`, or `client`. */
export interface MemoAirLiveKitAgentOptions extends MemoAirLiveKitEnvOptions {
  /** The account's key. Not needed without a cloud. */
  readonly apiKey?: string | undefined;
  readonly projectId?: string | undefined;
  readonly agentId?: string | undefined;
  /** Default `https://backend.memoair.space`, or that of `agent`. Empty: no cloud. */
  readonly cloudBaseUrl?: string | undefined;
  /** In place of the keys. Its user is the call's, unless `userId` says another. */
  readonly agent?: MemoAirVoiceAgent | undefined;
  /**
   * In place of the keys: the app's own client, for agents that hand a call over to each other, and for other storage. It is
   * the app's to close.
   */
  readonly client?: MemoAirVoiceClient | undefined;
}

/** Whose memory it is, and how it is reached. */
export interface MemoryOfCall {
  /** A client for a call: a new one, or the app's. */
  readonly client: () => MemoAirVoiceClient;
  /** Whether the client ends with the call. */
  readonly own: boolean;
  readonly userId: string;
  readonly orgOnly: boolean;
  readonly timeoutMs: number;
  readonly onFault: OnFault;
}

/** A call has one user. */
const USERS = 4;

/** @throws TypeError when it is not said whose memory it is */
export function memoryOfCall(options: MemoAirLiveKitAgentOptions): MemoryOfCall {
  const { client, agent, searchTimeoutMs: timeoutMs = DEFAULT_TIMEOUT_MS, onFault = warn } = options;
  if (!(timeoutMs >= 0)) throw new TypeError('searchTimeoutMs has to be a number of milliseconds.');
  const orgOnly = client ? client.orgOnly : (options.orgOnly ?? false) || (agent?.orgOnly ?? false);
  const userId = options.userId || client?.userId || agent?.userId || (orgOnly ? ORG_ONLY_USER_ID : '');
  const common = { userId, orgOnly, timeoutMs, onFault };
  const made = client ? null : clientOptions(options, orgOnly);
  if (made) assertClientOptions(made);
  if (userId === '') throw new TypeError('userId is required: the identity of the participant who speaks. Without one: orgOnly.');
  return made ? { ...common, own: true, client: () => new NodeClient(made, true) } : { ...common, own: false, client: () => client! };
}

function clientOptions({ agent, ...options }: MemoAirLiveKitAgentOptions, orgOnly: boolean): MemoAirVoiceClientOptions {
  const apiKey = agent?.apiKey ?? options.apiKey;
  return {
    ...(apiKey === undefined ? {} : { apiKey }),
    projectId: agent?.projectId ?? options.projectId ?? '',
    agentId: agent?.agentId ?? options.agentId ?? '',
    cloudBaseUrl: options.cloudBaseUrl ?? agent?.baseUrl ?? DEFAULT_CLOUD_BASE_URL,
    maxConcurrentUsers: USERS,
    orgOnly,
  };
}

function warn(what: string, reason: string): void {
  console.warn(`MemoAirLiveKitAgent: ${what} (${reason}).`);
}
