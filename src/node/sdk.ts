/**
 * The SDK's classes for Node: a user's runtime is started in this process, with its memory in files.
 *
 * @module
 */
import { platform, type Platform } from '../client/platform.ts';
import { nodeRuntimes, type StartNodeRuntime } from './runtimes.ts';

export * from '../client/index.ts';

let shared: StartNodeRuntime | undefined;

/** All clients of a process share one model. */
const node: Platform = platform((identity, context) => (shared ??= nodeRuntimes())(identity, context));

/**
 * The memory of many users: a runtime each, started when it is needed.
 *
 * @example
 * ```ts
 * await using client = new MemoAirVoiceClient({ projectId, agentId, cloudBaseUrl: '', apiKey });
 * const { contextText } = await client.searchMemory('where does the user live', { user: { id: 'caller_42' } });
 * ```
 */
export const MemoAirVoiceClient: Platform['MemoAirVoiceClient'] = node.MemoAirVoiceClient;
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
export const MemoAirVoiceMemory: Platform['MemoAirVoiceMemory'] = node.MemoAirVoiceMemory;
export type MemoAirVoiceMemory = InstanceType<Platform['MemoAirVoiceMemory']>;
/** Who a voice agent is, and a client of its own; `MemoAirVoiceAgent.fromEnv()` reads it from the environment. */
export const MemoAirVoiceAgent: Platform['MemoAirVoiceAgent'] = node.MemoAirVoiceAgent;
export type MemoAirVoiceAgent = InstanceType<Platform['MemoAirVoiceAgent']>;
/** Runtimes of users, at most so many at once: one is flushed before it makes room, idle ones are ended. */
export const RuntimePool: Platform['RuntimePool'] = node.RuntimePool;
export type RuntimePool = InstanceType<Platform['RuntimePool']>;
