import { call } from './call.ts';
import type { Flushed, Health, Indexed, LaneName, Memory, Recall, Stats } from './wire.ts';

/** What a recall may be told beside the query. */
export interface SearchOptions {
  readonly lanes?: readonly LaneName[];
  readonly topK?: Readonly<Partial<Record<LaneName, number>>>;
  /** Has the trace tell of each line of contextText why it stands there. */
  readonly explain?: boolean;
}

/** A completed turn. */
export interface Turn {
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  /** ISO 8601, when it was spoken earlier than now. */
  readonly occurredAt?: string;
}

/** A document of the org lane. */
export interface TaughtDocument {
  readonly id: string;
  readonly text: string;
}

const post = <T>(path: string, body: object): Promise<T> => call(path, { method: 'POST', body });

export const health = (): Promise<Health> => call('/v1/runtime/health');

export const startSession = (sessionId: string, identity: { readonly workspaceId: string; readonly userId: string }): Promise<unknown> =>
  post('/v1/runtime/session/start', { sessionId, ...identity, metadata: {} });

export const endSession = (sessionId: string): Promise<Flushed> => post('/v1/runtime/session/end', { sessionId, reason: 'completed' });

/** Recalls whose times are kept: as many as Device draws. A page that is open for days would collect them. */
const TIMED = 40;

/** One recall. How long the latest took stands in the browser's own timeline, as measures `recall`. */
export async function searchMemory(sessionId: string, query: string, options: SearchOptions = {}): Promise<Recall> {
  const start = performance.now();
  const recall = await post<Recall>('/v1/runtime/search_memory', { sessionId, query, ...options });
  if (query !== '') keepTime(start);
  return recall;
}

function keepTime(start: number): void {
  performance.measure('recall', { start });
  const times = performance.getEntriesByName('recall');
  if (times.length <= TIMED) return;
  performance.clearMeasures('recall');
  for (const { startTime, duration } of times.slice(-TIMED)) performance.measure('recall', { start: startTime, duration });
}

export const saveTurn = (sessionId: string, { occurredAt, ...turn }: Turn): Promise<{ readonly localEventId: string }> =>
  post('/v1/runtime/turn/after', { sessionId, ...turn, toolCalls: [], metadata: occurredAt === undefined ? {} : { occurredAt } });

/** What the person seems to be saying: a recall of the same words starts warm. */
export const hint = (sessionId: string, query: string): Promise<unknown> => post('/v1/local/hint', { sessionId, query });

/** The newest memories of a lane, or those that hold all words of `q`. */
export async function listMemory(wanted: { readonly lane?: LaneName; readonly q?: string; readonly limit?: number }): Promise<readonly Memory[]> {
  const { lane, q, limit = 50 } = wanted;
  const query = new URLSearchParams({ limit: String(limit), ...(lane && { lane }), ...(q && { q }) });
  return (await call<{ readonly items: readonly Memory[] }>(`/v1/local/memory?${query}`)).items;
}

/** Forgets a fact or a turn, everywhere. */
export const forgetMemory = (memoryId: string): Promise<{ readonly forgotten: number }> =>
  call(`/v1/local/memory/${encodeURIComponent(memoryId)}`, { method: 'DELETE' });

export const flush = (): Promise<Flushed> => post('/v1/runtime/sync/flush', { deadlineMs: 5000 });

export const stats = (): Promise<Stats> => call('/v1/local/stats');

export const createIndex = (name: string, documents: readonly TaughtDocument[]): Promise<Indexed> => post('/v1/voice-sdk/index/create', { name, documents });

export const listIndexes = (): Promise<{ readonly indexes: readonly { readonly name: string }[] }> => call('/v1/voice-sdk/index/list');
