import type { LaneName, Metadata, SearchResponse, TopK } from '../../contract/types.ts';

/** A call of a voice platform, and whose memory it is about. */
export interface CallRef {
  readonly userId: string;
  /** The platform's id of the call. */
  readonly sessionId: string;
  /** What the session is opened with when it is not open yet. */
  readonly metadata: Metadata;
  readonly signal?: AbortSignal | undefined;
}

/** What is looked for while a call goes on. */
export interface CallRecall extends CallRef {
  readonly query: string;
  /** What the search may take, in milliseconds, once the user's runtime is there. */
  readonly timeoutMs: number;
  /** Default: all. */
  readonly lanes?: readonly LaneName[] | undefined;
  readonly topK?: TopK | undefined;
}

/** What was found: text for a prompt, and the documents. */
export type CallRecalled = Pick<SearchResponse, 'contextText' | 'org'>;

/** A turn of a call. */
export interface CallTurn extends CallRef {
  /** The same for the same turn, however often it is sent. */
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  /** ISO 8601. Default: now. */
  readonly occurredAt?: string | undefined;
}

/** The end of a call. */
export interface CallEnd extends CallRef {
  readonly reason: string;
}

/**
 * The memory of all callers, as much of it as a voice platform's webhooks need. Sessions are opened where they are needed.
 * {@link runtimeMemory}, {@link answerMemory} and {@link poolMemory} make one.
 *
 * Methods reject with RuntimeError: `runtime.bad_request` for what is wrong with the call, anything else for what failed.
 */
export interface CallMemory {
  recall(recall: CallRecall): Promise<CallRecalled>;
  /** Stores a turn once, whatever comes under its id later. */
  record(turn: CallTurn): Promise<void>;
  /** Ends the call's session. One that is not known, or has ended, is left as it is. */
  end(end: CallEnd): Promise<void>;
}
