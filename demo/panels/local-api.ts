import type { DiagnosticsResponse } from '../../src/contract/diagnostics.ts';
import type {
  ForgetResponse,
  ImportEntry,
  ImportResponse,
  IndexCreateResponse,
  IndexDocument,
  IndexListResponse,
  MemoryEditRequest,
  MemoryEditResponse,
  MemoryItem,
  MemoryListResponse,
  OutboxListResponse,
  StatsResponse,
} from '../../src/contract/local.ts';
import type { LaneName } from '../wire.ts';
import { ask, call } from '../call.ts';

export type { DiagnosticsResponse, ImportResponse, IndexListResponse, MemoryItem, MemoryListResponse, OutboxListResponse, StatsResponse };

/** What to list; see `MemoryListRequest`. */
export interface Listing {
  readonly lane?: LaneName | undefined;
  readonly q?: string;
  readonly cursor?: string | null;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** One page of what is remembered, newest first. */
export function listMemories({ lane, q = '', cursor, limit, signal }: Listing): Promise<MemoryListResponse> {
  const query = new URLSearchParams({ limit: String(limit), ...(lane ? { lane } : {}), ...(q.trim() ? { q } : {}), ...(cursor ? { cursor } : {}) });
  return call(`/v1/local/memory?${query}`, { signal });
}

/** Every item of a lane, page after page. */
export async function* everyMemory(listing: Omit<Listing, 'cursor' | 'limit'>): AsyncGenerator<MemoryItem, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: MemoryListResponse = await listMemories({ ...listing, cursor, limit: 500 });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

export const editMemory = ({ memoryId, ...change }: MemoryEditRequest): Promise<MemoryEditResponse> =>
  call(`/v1/local/memory/${encodeURIComponent(memoryId)}`, { method: 'PATCH', body: change });

export const forgetMemory = (memoryId: string): Promise<ForgetResponse> => call(`/v1/local/memory/${encodeURIComponent(memoryId)}`, { method: 'DELETE' });

export const forgetSession = (sessionId: string): Promise<ForgetResponse> => call(`/v1/local/sessions/${encodeURIComponent(sessionId)}`, { method: 'DELETE' });

export const forgetUser = (): Promise<ForgetResponse> => call('/v1/local/user', { method: 'DELETE' });

/** Everything of the user as JSON Lines. */
export const exportMemories = async (signal: AbortSignal): Promise<Blob> => (await ask('/v1/local/export', { signal })).blob();

export const importMemories = (items: readonly ImportEntry[], signal: AbortSignal): Promise<ImportResponse> =>
  call('/v1/local/memory/import', { method: 'POST', body: { items }, signal });

export const createIndex = (name: string, documents: readonly IndexDocument[], signal: AbortSignal): Promise<IndexCreateResponse> =>
  call('/v1/voice-sdk/index/create', { method: 'POST', body: { name, documents }, signal });

export const listIndexes = (): Promise<IndexListResponse> => call('/v1/voice-sdk/index/list');

export const listOutbox = (cursor: string | null, limit: number): Promise<OutboxListResponse> =>
  call(`/v1/local/outbox?${new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) })}`);

export const retryEvent = (id: string): Promise<unknown> => call(`/v1/local/outbox/${encodeURIComponent(id)}/retry`, { method: 'POST' });

export const retryAll = (): Promise<{ readonly retried: number }> => call('/v1/local/outbox/retry', { method: 'POST' });

export const flushNow = (): Promise<{ readonly pushed: number; readonly pending: number }> =>
  call('/v1/runtime/sync/flush', { method: 'POST', body: { deadlineMs: 5000 } });

export const pullNow = (): Promise<unknown> => call('/v1/local/sync', { method: 'POST' });

export const readStats = (): Promise<StatsResponse> => call('/v1/local/stats');

export const readDiagnostics = (): Promise<DiagnosticsResponse> => call('/v1/local/diagnostics');
