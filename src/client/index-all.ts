import { LIMITS } from '../contract/defaults.ts';
import type { IndexCreateRequest, IndexDocument } from '../contract/local.ts';
import type { Metadata } from '../contract/types.ts';
import { MemoAirVoiceMemoryError } from './errors.ts';
import type { IndexBuildResult } from './results.ts';
import { systemTimers, type Timers } from './timers.ts';
import { untilAborted } from './within.ts';

/** How far an index is: documents, chunks of them and calls that the other side has taken. */
export interface IndexAllProgress {
  readonly documents: number;
  readonly chunks: number;
  readonly batches: number;
}

/** What `indexAll` takes beside the documents. */
export interface IndexAllOptions {
  /** Of the index: stands on every chunk. */
  readonly metadata?: Metadata;
  /** Called after each batch. */
  readonly onProgress?: (progress: IndexAllProgress) => void;
  /** Stops between two batches or in the middle of one; what was indexed stays. */
  readonly signal?: AbortSignal;
}

/** What `indexAll` made. */
export interface IndexAllResult extends IndexAllProgress {
  readonly indexName: string;
  /** Null where the other side says none, and where there were no documents. */
  readonly version: number | null;
}

/**
 * Not all documents were indexed: `indexed` says how many were, so that the others can be sent in another call. Code, status
 * and details are those of what the other side said; where it is not to blame the code is `index.stopped`, and the cause says
 * why. The batch that failed may have been taken nevertheless; sent again it replaces itself.
 */
export class IndexAllError extends MemoAirVoiceMemoryError {
  override readonly name = 'IndexAllError';
  readonly indexed: IndexAllProgress;

  constructor(cause: unknown, indexed: IndexAllProgress) {
    const known = cause instanceof MemoAirVoiceMemoryError ? cause : stopped();
    const { code, message, statusCode, details, retryAfterMs } = known;
    super({ code, message: `${message} Documents that were indexed before: ${indexed.documents}.`, statusCode, details, retryAfterMs, cause });
    this.indexed = indexed;
  }
}

function stopped(): MemoAirVoiceMemoryError {
  return new MemoAirVoiceMemoryError({ code: 'index.stopped', message: 'The documents could not be read or sent to their end.' });
}

/** Sends one batch. */
export type SendBatch = (body: IndexCreateRequest, signal: AbortSignal | undefined) => Promise<IndexBuildResult>;

/** The longest wait that is put up with, and how many of them for one batch. */
const LONGEST_WAIT_MS = 60_000;
const MOST_WAITS = 10;

/**
 * Indexes documents batch by batch, in their order, one call at a time. Nothing is read ahead but the document that did not
 * fit. A cloud that says how long to leave it alone is left alone for so long; every other failure ends it.
 *
 * @throws IndexAllError, or the reason of the signal
 */
export async function indexAll(
  name: string,
  documents: AsyncIterable<IndexDocument> | Iterable<IndexDocument>,
  send: SendBatch,
  { metadata, onProgress, signal, timers = systemTimers }: IndexAllOptions & { readonly timers?: Timers } = {},
): Promise<IndexAllResult> {
  signal?.throwIfAborted();
  let done: IndexAllProgress = { documents: 0, chunks: 0, batches: 0 };
  let version: number | null = null;
  const pass = <T>(work: Promise<T>): Promise<T> => (signal ? untilAborted(signal, work) : work);
  const batches = batchesOf(documents, { name, documents: [], metadata });
  try {
    for (let next = await pass(batches.next()); !next.done; next = await pass(batches.next())) {
      const body: IndexCreateRequest = { name, documents: next.value, metadata };
      const built = await patiently(() => send(body, signal), { pass, timers });
      version = built.version;
      done = { documents: done.documents + next.value.length, chunks: done.chunks + built.chunkCount, batches: done.batches + 1 };
      onProgress?.(done);
    }
  } catch (thrown) {
    // the source may be waiting for something that never comes
    void batches.return().catch(() => undefined);
    signal?.throwIfAborted();
    throw new IndexAllError(thrown, done);
  }
  return { indexName: name, version, ...done };
}

/** Makes the call again while the other side says how long to wait for that. */
async function patiently<T>(
  call: () => Promise<T>,
  { pass, timers }: { readonly pass: <W>(work: Promise<W>) => Promise<W>; readonly timers: Timers },
): Promise<T> {
  for (let waits = 0; ; waits++) {
    try {
      return await pass(call());
    } catch (thrown) {
      const wait = thrown instanceof MemoAirVoiceMemoryError && thrown.statusCode === 429 ? thrown.retryAfterMs : null;
      if (wait === null || wait > LONGEST_WAIT_MS || waits === MOST_WAITS) throw thrown;
      let stop = (): void => undefined;
      await pass(new Promise<void>((resolve) => (stop = timers.after(wait, resolve)))).finally(() => stop());
    }
  }
}

/** Documents as one call takes them. `empty` is the body of a call without any. */
async function* batchesOf(
  documents: AsyncIterable<IndexDocument> | Iterable<IndexDocument>,
  empty: IndexCreateRequest,
): AsyncGenerator<IndexDocument[], void, undefined> {
  const around = bytesOf(empty);
  let batch: IndexDocument[] = [];
  let bytes = around;
  let position = 0;
  for await (const document of documents) {
    // a comma before each but the first
    const size = bytesOf(document) + 1;
    if (around + size > LIMITS.indexDocumentBytes) throw tooLarge(position, around + size);
    if (batch.length === LIMITS.indexDocuments || bytes + size > LIMITS.indexDocumentBytes) {
      yield batch;
      batch = [];
      bytes = around;
    }
    batch.push(document);
    bytes += size;
    position++;
  }
  if (batch.length > 0) yield batch;
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function tooLarge(position: number, bytes: number): MemoAirVoiceMemoryError {
  const limit = LIMITS.indexDocumentBytes;
  return new MemoAirVoiceMemoryError({
    code: 'document_too_large',
    message: `Document ${position} (counted from 0) is larger than a call takes, ${limit} bytes of JSON. Cut it into several documents.`,
    details: { position, bytes, limit },
  });
}
