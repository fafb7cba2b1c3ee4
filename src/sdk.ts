/**
 * The SDK's classes for a page: a user's runtime is started in the page's Web Worker.
 *
 * @module
 */
import { platform, type Platform } from './client/platform.ts';
import { createRuntime } from './runtime/create-runtime.ts';

export * from './client/index.ts';

const page: Platform = platform((identity, { cloudBaseUrl, agentId, getToken, apiKey }) =>
  createRuntime({ ...identity, cloudBaseUrl, agentId, ...(getToken ? { getToken } : {}), ...(apiKey === null ? {} : { apiKey }) }),
);

/**
 * The memory of many users: a runtime each, started when it is needed.
 *
 * @example
 * ```ts
 * await using client = new MemoAirVoiceClient({ projectId, agentId, cloudBaseUrl: '', apiKey });
 * const { contextText } = await client.searchMemory('where does the user live', { user: { id: 'caller_42' } });
 * ```
 */
export const MemoAirVoiceClient: Platform['MemoAirVoiceClient'] = page.MemoAirVoiceClient;
export type MemoAirVoiceClient = InstanceType<Platform['MemoAirVoiceClient']>;
/**
 * One session of one user, to build an adapter on.
 *
 * @example
 * ```ts
 * const memory = new MemoAirVoiceMemory({ projectId, userId: 'caller_42' });
 * await memory.startSession();
 * const tool = memory.searchMemoryTool();
 * ```
 */
export const MemoAirVoiceMemory: Platform['MemoAirVoiceMemory'] = page.MemoAirVoiceMemory;
export type MemoAirVoiceMemory = InstanceType<Platform['MemoAirVoiceMemory']>;
/** Who a voice agent is, and a client of its own; `MemoAirVoiceAgent.fromEnv()` reads it from the environment. */
export const MemoAirVoiceAgent: Platform['MemoAirVoiceAgent'] = page.MemoAirVoiceAgent;
export type MemoAirVoiceAgent = InstanceType<Platform['MemoAirVoiceAgent']>;
/** Runtimes of users, at most so many at once: one is flushed before it makes room, idle ones are ended. */
export const RuntimePool: Platform['RuntimePool'] = page.RuntimePool;
export type RuntimePool = InstanceType<Platform['RuntimePool']>;
