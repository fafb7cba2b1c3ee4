import type { Budgets } from './types.ts';

/** Version of the runtime, as health reports it. */
export const VERSION = '0.1.0';

/** The loopback port that published clients call. */
export const DEFAULT_PORT = 7878;

/** The budgets of a session that asks for no others. */
export const DEFAULT_BUDGETS: Budgets = {
  contextCharCap: 8000,
  perLaneCharCap: 2400,
  topKPermanent: 6,
  topKOrg: 4,
  topKWorking: 4,
};

/** What a caller waits for a recall when it says nothing, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 250;

/** The share of the caller's wait that the engine may use; the rest is for the way there and back. */
export const ENGINE_SHARE = 0.8;

/** Limit of every operation but recall, in milliseconds. */
export const OPERATION_TIMEOUT_MS = 30_000;

/** What a timer can count to, in milliseconds. One that is set for longer, or for ever, would run at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** Bounds that are checked before a value is used. Bytes unless the name says otherwise. */
export const LIMITS = {
  bodyBytes: 1_048_576,
  queryBytes: 131_072,
  importBytes: 67_108_864,
  /** JSON around 1 MB of documents: the documents themselves are measured apart. */
  indexBodyBytes: 8_388_608,
  indexDocumentBytes: 1_000_000,
  indexDocuments: 100,
  /** JSON of an index's or a document's metadata. */
  chunkMetadataBytes: 16_384,
  importBatchItems: 10_000,
  /** A memory is a sentence or a few; longer texts belong into the org lane, which cuts them. */
  memoryChars: 20_000,
  idChars: 512,
  nameChars: 256,
  jsonDepth: 64,
  topK: 50,
  embedDim: 4096,
  timeoutMs: 60_000,
  toolCalls: 256,
} as const;
