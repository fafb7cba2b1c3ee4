// What every platform's entry has beside the classes that start runtimes.
export type { MemoAirVoiceClientOptions } from './client-options.ts';
export type { AfterTurnOptions, EndSessionOptions, SearchOptions, StartSessionOptions } from './memory-calls.ts';
export type { MemoAirVoiceMemoryOptions, RuntimeManager } from './memory-options.ts';
export type { AgentClientOptions, MemoAirVoiceAgentOptions } from './agent.ts';
export type { RuntimePoolOptions } from './pool-options.ts';
export type { RuntimeHandle } from './runtime-handle.ts';
export { MemoAirVoiceMemoryError, POOL_CLOSED, POOL_EXHAUSTED, POOL_PORT_EXHAUSTED, RuntimeManagerError } from './errors.ts';
export { DEFAULT_CLOUD_BASE_URL, DEFAULT_RUNTIME_URL } from './defaults.ts';
export type { IndexBuildResult, IndexLoadResult, SearchResult } from './results.ts';
export type { MemoryTool, ToolCallOptions } from './tool.ts';
export type { RealtimeToolSchema, ResponsesToolSchema, ToolSchema } from './schema.ts';
export type { LivekitAgents, PipecatTool } from './frameworks.ts';
export type { SaveResponseOptions, UserSession } from './session.ts';
export type { ForUser, User } from './user.ts';
export type { IndexInfo } from './cloud.ts';
export { IndexAllError, type IndexAllOptions, type IndexAllProgress, type IndexAllResult } from './index-all.ts';
export type { ImportOptions, ImportProgress, LocalMemory } from './local-memory.ts';
export type { GetToken, StartContext, StartRuntime } from './start-runtime.ts';
