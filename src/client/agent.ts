import type { MemoAirVoiceClientOptions } from './client-options.ts';
import { MemoAirVoiceClient } from './client.ts';
import { cloudHeaders } from './cloud.ts';
import { DEFAULT_CLOUD_BASE_URL, ORG_ONLY_USER_ID } from './defaults.ts';
import { baseUrlOf, required } from './memory-options.ts';

/** Options of {@link MemoAirVoiceAgent}. */
export interface MemoAirVoiceAgentOptions {
  readonly apiKey: string;
  readonly projectId: string;
  readonly agentId: string;
  /** The user of this call, if it is known. */
  readonly userId?: string | undefined;
  /** Default `https://backend.memoair.space`. */
  readonly baseUrl?: string | undefined;
  /** Default false. */
  readonly orgOnly?: boolean;
}

/** Options of the client that are not the agent's own to say. */
export type AgentClientOptions = Omit<MemoAirVoiceClientOptions, 'apiKey' | 'projectId' | 'agentId' | 'cloudBaseUrl'>;

/**
 * The identity under which an app calls: account, project, agent and, where there is one, user.
 *
 * @example
 * ```ts
 * const agent = MemoAirVoiceAgent.fromEnv();
 * const client = agent.client({ userId: 'caller_42', startRuntime });
 * ```
 */
export class MemoAirVoiceAgent {
  readonly apiKey: string;
  readonly projectId: string;
  readonly agentId: string;
  readonly userId: string | null;
  readonly baseUrl: string;
  readonly orgOnly: boolean;

  /** @throws TypeError when apiKey, projectId or agentId is missing or empty */
  constructor(options: MemoAirVoiceAgentOptions) {
    this.apiKey = required('apiKey', options.apiKey);
    this.projectId = required('projectId', options.projectId);
    this.agentId = required('agentId', options.agentId);
    this.orgOnly = options.orgOnly ?? false;
    this.userId = (options.userId ?? null) || (this.orgOnly ? ORG_ONLY_USER_ID : null);
    this.baseUrl = baseUrlOf(options.baseUrl || DEFAULT_CLOUD_BASE_URL);
  }

  /**
   * Reads MEMOAIR_API_KEY, MEMOAIR_PROJECT_ID and MEMOAIR_AGENT_ID; MEMOAIR_USER_ID, MEMOAIR_BASE_URL and
   * MEMOAIR_ORG_ONLY (1, true, yes or on) where they are set.
   *
   * @throws TypeError that names what is missing
   */
  static fromEnv<Agent extends MemoAirVoiceAgent>(
    this: new (options: MemoAirVoiceAgentOptions) => Agent,
    env: Readonly<Record<string, string | undefined>> = processEnv(),
  ): Agent {
    const read = (name: string): string => env[name]?.trim() ?? '';
    const missing = ['MEMOAIR_API_KEY', 'MEMOAIR_PROJECT_ID', 'MEMOAIR_AGENT_ID'].filter((name) => read(name) === '');
    if (missing.length > 0) throw new TypeError(`MemoAirVoiceAgent.fromEnv() needs these environment variables: ${missing.join(', ')}.`);
    return new this({
      apiKey: read('MEMOAIR_API_KEY'),
      projectId: read('MEMOAIR_PROJECT_ID'),
      agentId: read('MEMOAIR_AGENT_ID'),
      userId: read('MEMOAIR_USER_ID'),
      baseUrl: read('MEMOAIR_BASE_URL'),
      orgOnly: ['1', 'true', 'yes', 'on'].includes(read('MEMOAIR_ORG_ONLY').toLowerCase()),
    });
  }

  /** Headers of a call to the cloud: Authorization, X-Project-Id, X-Agent-Id, and X-User-Id where there is a user. */
  headers(): Record<string, string> {
    const { apiKey: bearer, projectId, agentId, userId } = this;
    return cloudHeaders({ bearer, projectId, agentId, userId });
  }

  /**
   * A client for the agent's user, or for `options.userId`.
   *
   * @throws TypeError when there is neither, and not orgOnly
   */
  client(options: AgentClientOptions = {}): MemoAirVoiceClient {
    const { apiKey, projectId, agentId } = this;
    const orgOnly = options.orgOnly ?? this.orgOnly;
    const userId = options.userId || this.userId || (orgOnly ? ORG_ONLY_USER_ID : '');
    if (userId === '') throw new TypeError('userId is required: pass it here, or make the agent with one.');
    return this.makeClient({ ...options, apiKey, projectId, agentId, userId, orgOnly, cloudBaseUrl: this.baseUrl });
  }

  /** The client that this platform's agent hands out. */
  protected makeClient(options: MemoAirVoiceClientOptions): MemoAirVoiceClient {
    return new MemoAirVoiceClient(options, true);
  }
}

/** A page has no environment. */
function processEnv(): Readonly<Record<string, string | undefined>> {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
}
