import type { CloudEventResult } from '../../src/contract/cloud.ts';
import type { CloudAnswer, CloudFailure } from './cloud-call.ts';

/** Why nothing is sent until someone looks: the cloud lets nobody in, does not know the call, or cannot be told who is meant. */
export type PauseReason = 'unauthorized' | 'forbidden' | 'refused' | 'unsupported' | 'identity';

/** Why a batch goes out again later. */
export type RetryReason = Exclude<CloudFailure, 'identity'> | 'rate_limited' | 'unavailable' | 'incomplete' | 'store';

/** What an answer means for the batch that it is about. */
export type Verdict =
  /** Results, each still to be looked at. */
  | { readonly kind: 'apply'; readonly results: readonly unknown[] }
  /** An event of it cannot be taken: for a batch of one `reason` is why. */
  | { readonly kind: 'split'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: RetryReason; readonly afterMs: number | null }
  | { readonly kind: 'pause'; readonly reason: PauseReason };

/** Reason of a split that is about size. */
export const TOO_LARGE = 'too_large';

const PAUSES: Readonly<Record<number, PauseReason>> = {
  401: 'unauthorized',
  403: 'forbidden',
  // of the account and of the way there, not of the events
  402: 'refused',
  407: 'refused',
  404: 'unsupported',
  405: 'unsupported',
  501: 'unsupported',
};

/** Say that it was too slow, too early or too much at a time: the same may be taken later. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);

export function verdictOf(answer: CloudAnswer): Verdict {
  if (answer.kind === 'failed') {
    const { reason } = answer;
    return reason === 'identity' ? { kind: 'pause', reason } : { kind: 'retry', reason, afterMs: null };
  }
  if (answer.kind === 'answered') {
    const results: unknown = typeof answer.body === 'object' && answer.body !== null && 'results' in answer.body ? answer.body.results : null;
    return Array.isArray(results) ? { kind: 'apply', results } : { kind: 'retry', reason: 'bad_answer', afterMs: null };
  }
  const { status, retryAfterMs: afterMs } = answer;
  const pause = PAUSES[status];
  if (pause) return { kind: 'pause', reason: pause };
  if (LATER.has(status) || status >= 500) return { kind: 'retry', reason: status === 429 ? 'rate_limited' : 'unavailable', afterMs };
  return { kind: 'split', reason: status === 413 ? TOO_LARGE : `http_${status}` };
}

/** A result as far as it is used. */
interface Result {
  readonly id: string;
  readonly status: CloudEventResult['status'];
  readonly code: unknown;
}

/** Results by the ids of the events that were sent. One that names no event stands for that in its place: some ids are none to the cloud. */
export function resultsById(results: readonly unknown[], sent: readonly { readonly id: string }[]): ReadonlyMap<string, Result> {
  const found = new Map<string, Result>();
  for (const [place, value] of results.entries()) {
    const result = resultOf(value);
    const id = result?.id === '' && results.length === sent.length ? sent[place]!.id : result?.id;
    if (result && id !== undefined) found.set(id, result);
  }
  return found;
}

function resultOf(value: unknown): Result | null {
  if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'string' || !('status' in value)) return null;
  const { id, status } = value;
  if (status !== 'ok' && status !== 'duplicate' && status !== 'rejected') return null;
  return { id, status, code: 'code' in value ? value.code : undefined };
}

/** Why an event was rejected, as a person may read it. What is no code, or stands in what was sent, is not repeated: it may be a user's word. */
export function deadReasonOf(code: unknown, sent: string): string {
  if (typeof code !== 'string' || code.length > 64 || !/^[a-z]+([._-][a-z]+)*$/.test(code)) return 'rejected';
  return sent.toLowerCase().includes(code) ? 'rejected' : code;
}
