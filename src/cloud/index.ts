/**
 * The reference cloud: its handlers, Request in and Response out, its stores and what its tokens are made with.
 *
 * @module
 */
export type { CloudKey } from './access.ts';
export type { ChunkEmbedder } from './embed-chunks.ts';
export type { CloudReader, CloudStore, CloudWriter } from './cloud-store.ts';
export { createCloud, type Cloud, type CloudOptions, type WaitUntil } from './create-cloud.ts';
export { MemoryCloudStore } from './memory-cloud-store.ts';
export type { OrgLane } from './org-lane.ts';
export type { CloudRate } from './rate-limit.ts';
export { openSqliteCloudStore, type SqliteCloudStoreOptions } from './sqlite-cloud-store.ts';
export type * from '../contract/cloud.ts';
