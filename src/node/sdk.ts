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

export const MemoAirVoiceClient: Platform['MemoAirVoiceClient'] = node.MemoAirVoiceClient;
export type MemoAirVoiceClient = InstanceType<Platform['MemoAirVoiceClient']>;
export const MemoAirVoiceMemory: Platform['MemoAirVoiceMemory'] = node.MemoAirVoiceMemory;
export type MemoAirVoiceMemory = InstanceType<Platform['MemoAirVoiceMemory']>;
export const MemoAirVoiceAgent: Platform['MemoAirVoiceAgent'] = node.MemoAirVoiceAgent;
export type MemoAirVoiceAgent = InstanceType<Platform['MemoAirVoiceAgent']>;
export const RuntimePool: Platform['RuntimePool'] = node.RuntimePool;
export type RuntimePool = InstanceType<Platform['RuntimePool']>;
