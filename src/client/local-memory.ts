import type { DiagnosticsResponse } from '../contract/diagnostics.ts';
import type {
  ForgetResponse,
  ImportEntry,
  ImportResponse,
  MemoryEditRequest,
  MemoryEditResponse,
  MemoryItem,
  MemoryListRequest,
  MemoryListResponse,
  OutboxListRequest,
  OutboxListResponse,
  OutboxRetryAllResponse,
  StatsResponse,
} from '../contract/local.ts';
import { CALL_LIMITS } from './defaults.ts';
import type { MemoAirVoiceMemory } from './memory.ts';
import { callPeer, peerLines, type PeerCall } from './peer.ts';
import { quietly } from './recall.ts';
import type { ForUser } from './user.ts';

/** How far an import is. */
export interface ImportProgress extends Omit<ImportResponse, 'status'> {
  /** Items sent and kept. */
  readonly done: number;
}

/** What an import takes beside the items. */
export interface ImportOptions {
  /** Called after each batch. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Stops after the batch under way; what was imported stays. */
  readonly signal?: AbortSignal;
}

/** Most items of one call. */
const BATCH_ITEMS = 500;
/** A call takes 64 MiB; a character is three bytes at most. */
const BATCH_CHARS = 16_000_000;

/**
 * What the runtime keeps of a user on this machine: to see, mend, take along and delete it. Runtimes of another make do
 * not have these calls.
 *
 * @example
 * ```ts
 * const user = { id: 'caller_42' };
 * for (const memory of (await client.local.list({ user, q: 'Delhi' })).items) await client.local.forget(memory.memoryId, { user });
 * ```
 */
export class LocalMemory {
  readonly #with: <T>(who: ForUser, work: (memory: MemoAirVoiceMemory) => Promise<T>) => Promise<T>;

  constructor(withMemory: <T>(who: ForUser, work: (memory: MemoAirVoiceMemory) => Promise<T>) => Promise<T>) {
    this.#with = withMemory;
  }

  /** Memories, newest first, a page at a time. */
  list(options: Partial<MemoryListRequest> & ForUser = {}): Promise<MemoryListResponse> {
    const { lane, q, cursor, limit } = options;
    return this.#call(options, { method: 'GET', path: `/v1/local/memory${queryOf({ lane, q, cursor, limit })}` }) as Promise<MemoryListResponse>;
  }

  /**
   * Imports memories, or the lines of an {@link export}, up to 500 at a time. What was imported before is replaced, or left as it is.
   *
   * @throws MemoAirVoiceMemoryError when an item is not as it has to be; the batches before it stay
   */
  import(items: Iterable<ImportEntry | string> | AsyncIterable<ImportEntry | string>, options: ImportOptions & ForUser = {}): Promise<ImportResponse> {
    const { onProgress, signal } = options;
    return this.#with(options, async ({ peer }) => {
      const total = { imported: 0, updated: 0, unchanged: 0 };
      let done = 0;
      for await (const batch of batchesOf(items)) {
        signal?.throwIfAborted();
        const call = { method: 'POST', path: '/v1/local/memory/import', body: { items: batch }, timeoutMs: CALL_LIMITS.managementTimeoutMs } as const;
        const kept = (await callPeer(peer, call)) as ImportResponse;
        total.imported += kept.imported;
        total.updated += kept.updated;
        total.unchanged += kept.unchanged;
        done += batch.length;
        onProgress?.({ ...total, done });
      }
      return { status: 'ok', ...total };
    });
  }

  /** Changes a fact; what is left out stays. What was said cannot be changed, only forgotten. */
  async edit(memoryId: string, changes: Omit<MemoryEditRequest, 'memoryId'>, who: ForUser = {}): Promise<MemoryItem> {
    const answer = await this.#call(who, { method: 'PATCH', path: `/v1/local/memory/${encodeURIComponent(memoryId)}`, body: changes });
    return (answer as MemoryEditResponse).memory;
  }

  /** Deletes a fact or a turn, here and, when there is one, in the cloud. */
  forget(memoryId: string, who: ForUser = {}): Promise<ForgetResponse> {
    return this.#delete(`/v1/local/memory/${encodeURIComponent(memoryId)}`, who);
  }

  /** Deletes a session with all that was said in it and taken from it. */
  forgetSession(sessionId: string, who: ForUser = {}): Promise<ForgetResponse> {
    return this.#delete(`/v1/local/sessions/${encodeURIComponent(sessionId)}`, who);
  }

  /** Deletes all that is kept of the user. */
  forgetUser(who: ForUser = {}): Promise<ForgetResponse> {
    return this.#delete('/v1/local/user', who);
  }

  /** Everything that is kept of the user, a line of JSON at a time: the form that {@link import} reads. */
  async *export(options: ForUser & { readonly signal?: AbortSignal } = {}): AsyncGenerator<string, void, undefined> {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    try {
      // the runtime is held for as long as lines are read
      const peer = await new Promise<MemoAirVoiceMemory['peer']>((resolve, reject) => {
        this.#with(options, (memory) => {
          resolve(memory.peer);
          return released;
        }).catch(reject);
      });
      yield* peerLines(peer, { method: 'GET', path: '/v1/local/export', timeoutMs: CALL_LIMITS.managementTimeoutMs, signal: options.signal });
    } finally {
      release();
    }
  }

  /** What waits for the cloud, and what the cloud refused. */
  outbox(options: Partial<OutboxListRequest> & ForUser = {}): Promise<OutboxListResponse> {
    const { cursor, limit } = options;
    return this.#call(options, { method: 'GET', path: `/v1/local/outbox${queryOf({ cursor, limit })}` }) as Promise<OutboxListResponse>;
  }

  /** Sends an event again that the cloud refused. */
  async retry(id: string, who: ForUser = {}): Promise<void> {
    await this.#call(who, { method: 'POST', path: `/v1/local/outbox/${encodeURIComponent(id)}/retry` });
  }

  /** Sends every event again that the cloud refused, as after a mistake there was mended. Returns how many there were. */
  async retryAll(who: ForUser = {}): Promise<number> {
    const answer = await this.#call(who, { method: 'POST', path: '/v1/local/outbox/retry' });
    return (answer as OutboxRetryAllResponse).retried;
  }

  /** Counts, sizes, the model's and the store's state. */
  stats(who: ForUser = {}): Promise<StatsResponse> {
    return this.#call(who, { method: 'GET', path: '/v1/local/stats' }) as Promise<StatsResponse>;
  }

  /** How the runtime stands, for whoever helps: no text, no id, no address, no token. A person can send it as it is. */
  diagnostics(who: ForUser = {}): Promise<DiagnosticsResponse> {
    return this.#call(who, { method: 'GET', path: '/v1/local/diagnostics' }) as Promise<DiagnosticsResponse>;
  }

  /** As {@link MemoAirVoiceMemory.hint}. */
  hint(partial: string, who: ForUser = {}): Promise<boolean> {
    return quietly(() => this.#with(who, (memory) => memory.hint(partial)));
  }

  #delete(path: string, who: ForUser): Promise<ForgetResponse> {
    return this.#call(who, { method: 'DELETE', path }) as Promise<ForgetResponse>;
  }

  #call(who: ForUser, call: Pick<PeerCall, 'method' | 'path' | 'body'>): Promise<unknown> {
    return this.#with(who, ({ peer }) => callPeer(peer, { ...call, timeoutMs: CALL_LIMITS.managementTimeoutMs }));
  }
}

function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

async function* batchesOf(items: Iterable<ImportEntry | string> | AsyncIterable<ImportEntry | string>): AsyncGenerator<ImportEntry[], void, undefined> {
  let batch: ImportEntry[] = [];
  let chars = 0;
  for await (const item of items) {
    const length = lengthOf(item);
    if (batch.length === BATCH_ITEMS || (batch.length > 0 && chars + length > BATCH_CHARS)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(typeof item === 'string' ? entryOf(item) : item);
    chars += length;
  }
  if (batch.length > 0) yield batch;
}

function lengthOf(item: ImportEntry | string): number {
  return (typeof item === 'string' ? item : JSON.stringify(item)).length;
}

function entryOf(line: string): ImportEntry {
  try {
    return JSON.parse(line) as ImportEntry;
  } catch {
    // the parser's own message would quote what a user said
    throw new TypeError('A line of the import is not JSON.');
  }
}
