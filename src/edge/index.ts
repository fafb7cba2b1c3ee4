/**
 * The runtime and the reference cloud as Durable Objects, and the Workers before them.
 *
 * @module
 */
export type { Caller } from './caller.ts';
export { cloudOptions, type CloudEnv, type CloudWorkerOptions } from './cloud/cloud-env.ts';
export { CloudObject, type CloudObjectState } from './cloud/cloud-object.ts';
export { cloudWorker, type CloudWorker } from './cloud/cloud-worker.ts';
export { MemoryObject, type EdgeCloud, type MemoryObjectEnv } from './memory-object.ts';
export { memoryWorker, type MemoryWorker, type MemoryWorkerEnv, type MemoryWorkerOptions } from './memory-worker.ts';
export type { Embedder } from '../../worker/embed/embedder.ts';
export { functionEmbedder, type EmbeddingCall, type EmbeddingFunction } from './function-embedder.ts';
export { IsolateOrgs, type IsolateOrgsOptions, type SharedOrg } from './org/isolate-orgs.ts';
export type { SnapshotBucket } from './org/bucket.ts';
export type { VectorBinding, VectorQuery, VectorRow } from './org/vectorize/vector-binding.ts';
export { OrgObject, type OrgObjectEnv, type OrgObjectState, type OrgRows } from './org-object.ts';
export type { Fetcher, ObjectNamespace, ObjectState, ObjectStorage } from './platform.ts';
export { claimed, cloudTokens, devToken, firstOf, type CloudTokensOptions, type Verify } from './verify.ts';
export { workersAiEmbedder, type AiBinding, type WorkersAiModel, type WorkersAiOptions, type WorkersAiPooling } from './workers-ai.ts';
