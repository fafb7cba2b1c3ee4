import type { LaneName, ToolCallRecord, TopK } from '../contract/types.ts';
import type { JsonObject } from './json.ts';

/** What a session is started with. Times in seconds, as in Python. */
export interface StartSessionOptions {
  /** Kept with the session; `metadata.user` is `{ id, name?, metadata? }`. */
  readonly metadata?: JsonObject;
  /** Default 5. */
  readonly timeoutS?: number;
}

/** How a session ends. Times in seconds, as in Python. */
export interface EndSessionOptions {
  /** Default `completed`. */
  readonly reason?: string;
  /** Default 5. */
  readonly timeoutS?: number;
}

/** What one search asks for, and how long it may take. */
export interface SearchOptions {
  /** Default: all four. */
  readonly lanes?: readonly LaneName[] | undefined;
  /** Default `answer_current_user`. */
  readonly intent?: string | undefined;
  /** Items per lane. Default: the session's budgets. */
  readonly topK?: TopK | undefined;
  /** Milliseconds that the caller waits. Default 250. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A turn that was completed. Times in seconds, as in Python. */
export interface AfterTurnOptions {
  readonly userText: string;
  readonly assistantText: string;
  /** The same turn sent twice is kept once. */
  readonly turnId: string;
  readonly toolCalls?: readonly ToolCallRecord[] | undefined;
  readonly metadata?: JsonObject | undefined;
  /** Default 1. */
  readonly timeoutS?: number | undefined;
}
