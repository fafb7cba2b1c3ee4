export { serveRuntime, type NodeServer, type NodeServerOptions } from '../loopback/node-server.ts';
export { createLocalRuntime, type LocalRuntimeOptions } from '../runtime/local.ts';
export { findModel, provisionModel } from './model/provision.ts';
export { createThreadEmbedder, type ThreadEmbedderOptions } from './thread-embedder.ts';
