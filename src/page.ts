/**
 * The runtime in a page and its loopback: all that an app needs that speaks to the loopback address itself.
 *
 * @module
 */
export { DEFAULT_BUDGETS, DEFAULT_PORT, DEFAULT_TIMEOUT_MS, VERSION } from './contract/defaults.ts';
export type { PassphraseEncryption, SecretEncryption } from './contract/encryption.ts';
export { RuntimeError, type RuntimeErrorCode } from './contract/errors.ts';
export type * from './contract/extractor.ts';
export type * from './contract/local.ts';
export type * from './contract/types.ts';
export type * from './contract/wire.ts';
export type { CallOptions, RespondOptions, Runtime } from './contract/runtime.ts';
export { createLoopbackFetch, installLoopback, installPorts, loopbackFetch, type Fetch, type InstallOptions, type LoopbackOptions } from './loopback/fetch.ts';
export { LoopbackPorts, pagePorts, type Answer } from './loopback/ports.ts';
export { responder, type Responding, type ResponderOptions } from './loopback/responder.ts';
export { connectServiceWorker, type ConnectOptions, type ServedRuntime } from './loopback/service-worker/page.ts';
export { createRuntime } from './runtime/create-runtime.ts';
export type { HubModel, RuntimeOptions } from './runtime/options.ts';
