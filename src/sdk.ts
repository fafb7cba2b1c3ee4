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

export const MemoAirVoiceClient: Platform['MemoAirVoiceClient'] = page.MemoAirVoiceClient;
export type MemoAirVoiceClient = InstanceType<Platform['MemoAirVoiceClient']>;
export const MemoAirVoiceMemory: Platform['MemoAirVoiceMemory'] = page.MemoAirVoiceMemory;
export type MemoAirVoiceMemory = InstanceType<Platform['MemoAirVoiceMemory']>;
export const MemoAirVoiceAgent: Platform['MemoAirVoiceAgent'] = page.MemoAirVoiceAgent;
export type MemoAirVoiceAgent = InstanceType<Platform['MemoAirVoiceAgent']>;
export const RuntimePool: Platform['RuntimePool'] = page.RuntimePool;
export type RuntimePool = InstanceType<Platform['RuntimePool']>;
