export { DEFAULT_BUDGETS, DEFAULT_PORT, DEFAULT_TIMEOUT_MS, VERSION } from './contract/defaults.ts';
export { RuntimeError, type RuntimeErrorCode } from './contract/errors.ts';
export type * from './contract/local.ts';
export type * from './contract/types.ts';
export type { CallOptions, Runtime } from './contract/runtime.ts';
export { createLoopbackFetch, installLoopback, type Fetch, type InstallOptions, type LoopbackOptions } from './loopback/fetch.ts';
export { createRouter, type Router, type RouterOptions } from './loopback/router.ts';
export { createRuntime } from './runtime/create-runtime.ts';
export type { HubModel, RuntimeOptions } from './runtime/options.ts';
