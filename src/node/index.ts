export { serveRuntime, type NodeServer, type NodeServerOptions } from '../loopback/node-server.ts';
export { createLocalRuntime, createRuntimeHost, type LocalRuntimeOptions, type RuntimeHostOptions } from '../runtime/local.ts';
export { fileStores, type FileStoresOptions } from './file-stores.ts';
export { findModel, provisionModel } from './model/provision.ts';
export { nodeRuntimes, type NodeRuntimeContext, type NodeRuntimesOptions, type StartNodeRuntime } from './runtimes.ts';
export { sessionFiles, type SessionFiles, type SessionFilesOptions } from './session-files.ts';
export { createThreadEmbedder, type ThreadEmbedderOptions } from './thread-embedder.ts';
