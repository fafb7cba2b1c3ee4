import { DEFAULT_TIMEOUT_MS, LIMITS } from '../contract/defaults.ts';
import type { SearchRequest } from '../contract/types.ts';
import type { WireRequest } from '../contract/wire.ts';

/** What the page itself needs to know of a recall that it hands on. */
export interface Recall {
  readonly query: string;
  /** What its caller waits, in milliseconds. */
  readonly timeoutMs: number;
  /** A lane that is asked needs the query's embedding. */
  readonly embeds: boolean;
}

/** A recall that came as data: a search, or a hint of one. Null for any other call, and for one that the runtime will refuse. */
export function wireRecall({ method, path, body }: WireRequest): (Recall & { readonly hint: boolean }) | null {
  const hint = path === '/v1/local/hint';
  if (method !== 'POST' || typeof body !== 'string' || !(hint || path === '/v1/runtime/search_memory')) return null;
  try {
    const { query, lanes, timeoutMs } = JSON.parse(body) as Record<string, unknown>;
    if (typeof query !== 'string' || query.length > LIMITS.queryBytes) return null;
    return { hint, query, embeds: needsEmbedding(query, lanes), timeoutMs: limitOf(timeoutMs) };
  } catch {
    return null;
  }
}

export function recallOf({ query, lanes, timeoutMs }: SearchRequest): Recall {
  return { query, timeoutMs: limitOf(timeoutMs), embeds: needsEmbedding(query, lanes) };
}

function needsEmbedding(query: string, lanes: unknown): boolean {
  return query.trim() !== '' && (!Array.isArray(lanes) || lanes.some((lane) => lane !== 'profile'));
}

/** Whatever else stands there is refused, or set right, by the runtime. */
function limitOf(timeoutMs: unknown): number {
  return typeof timeoutMs === 'number' && timeoutMs >= 1 && timeoutMs <= LIMITS.timeoutMs ? timeoutMs : DEFAULT_TIMEOUT_MS;
}
