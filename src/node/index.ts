/**
 * The runtime and the SDK’s classes in a Node process, with memory in SQLite files.
 *
 * @module
 */
export * from './sdk.ts';
export { createLoopbackFetch, installLoopback, installPorts, loopbackFetch, type Fetch, type InstallOptions, type LoopbackOptions } from '../loopback/fetch.ts';
export { LoopbackPorts, pagePorts, type Answer } from '../loopback/ports.ts';
export { responder, type Responding, type ResponderOptions } from '../loopback/responder.ts';
export type { CallOptions, RespondOptions, Runtime } from '../contract/runtime.ts';
export { RuntimeError, type RuntimeErrorCode } from '../contract/errors.ts';
export type * from '../contract/local.ts';
export type * from '../contract/types.ts';
export type * from '../contract/wire.ts';
export { serveRuntime, type NodeServer, type NodeServerOptions } from '../loopback/node-server.ts';
export { createLocalRuntime, createRuntimeHost, type LocalRuntimeOptions, type RuntimeHostOptions } from '../runtime/local.ts';
export { serveHttp, type HttpServer } from './cloud/http-server.ts';
export { serveCloud, type ServeCloudOptions, type ServedCloud } from './cloud/serve-cloud.ts';
export type { PassphraseEncryption, SecretEncryption } from '../contract/encryption.ts';
export type { KeyFileEncryption, NodeEncryption } from './encryption.ts';
export { fileStores, type FileStoresOptions } from './file-stores.ts';
export { findModel, provisionModel } from './model/provision.ts';
export { nodeRuntimes, type NodeRuntimeContext, type NodeRuntimesOptions, type StartNodeRuntime } from './runtimes.ts';
export { sessionFiles, type SessionFiles, type SessionFilesOptions } from './session-files.ts';
export { createThreadEmbedder, type ThreadEmbedderOptions } from './thread-embedder.ts';
