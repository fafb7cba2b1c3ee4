import { CLOUD_PATHS } from '../../src/contract/cloud.ts';
import { textHash } from '../search/text-hash.ts';
import type { OutboxRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Body, CloudCall } from './cloud-call.ts';
import { readPost, type Letter } from './letters.ts';
import { settle } from './outbox.ts';
import { BATCH_EVENTS, Pace } from './pace.ts';
import { deadReasonOf, resultsById, TOO_LARGE, verdictOf, type PauseReason, type RetryReason } from './verdict.ts';

/** Browsers take 64 KiB from all pages that go; the headers are not counted, but the brackets are. */
const PARTING_BYTES = 60_000;

/** What a pass is made of. */
export interface PushParts {
  readonly store: Pick<Store, 'get' | 'scan' | 'head' | 'commit'>;
  readonly call: Pick<CloudCall, 'send'>;
  readonly signal?: AbortSignal;
  /** Called with the number of events that a batch has brought to the cloud, once that is written down. */
  readonly onTaken?: (events: number) => void;
}

/** How a pass ended. */
export type PushOutcome =
  /** Nothing waits that could be sent. */
  | { readonly status: 'done' }
  /** To be tried again, not before `afterMs` milliseconds where the cloud said so. */
  | { readonly status: 'retry'; readonly reason: RetryReason; readonly afterMs: number | null }
  | { readonly status: 'paused'; readonly reason: PauseReason };

/**
 * Sends what waits, in the order of the log, until nothing waits or something is in the way. Between reading and writing the
 * network is waited for, so every row is looked at again on either side of it, and nothing is held meanwhile.
 *
 * A dead letter does not hold back what was said after it, in its session or elsewhere: it may never be taken, and the cloud
 * works things out from what it has. A failure that may pass ends the pass, so that nothing overtakes what is sent again.
 *
 * @throws the reason of the signal, and what the store throws; what the cloud had taken is sent again then, to no effect
 */
export async function push(parts: PushParts): Promise<PushOutcome> {
  const pace = new Pace();
  for (let after = 0; ;) {
    const page = await parts.store.scan('outbox', { after, limit: BATCH_EVENTS });
    const last = page.at(-1);
    if (!last) return { status: 'done' };
    after = last.seq;
    let rows = page.filter(({ deadReason }) => deadReason === null);
    while (rows.length > 0) {
      const batch = rows.slice(0, pace.most);
      const { outcome, rest } = await sendBatch(batch, pace, parts);
      if (outcome) return outcome;
      rows = [...rest, ...rows.slice(batch.length)];
    }
  }
}

interface Sent {
  /** Set when the pass ends with this batch. */
  readonly outcome?: PushOutcome;
  /** Rows of it that are still to be sent. */
  readonly rest: readonly OutboxRow[];
}

async function sendBatch(rows: readonly OutboxRow[], pace: Pace, { store, call, signal, onTaken }: PushParts): Promise<Sent> {
  signal?.throwIfAborted();
  const { letters, gone, unreadable, rest } = await readPost(store, rows);
  await settle(store, { gone, dead: new Map(unreadable.map((seq) => [seq, 'unreadable'])) });
  if (letters.length === 0) return { rest };
  const post = postOf(letters);
  const parting = (): Body | null => partingOf(letters);
  const verdict = verdictOf(await call.send({ method: 'POST', path: CLOUD_PATHS.events, ...post, parting, signal }));
  if (verdict.kind === 'apply') {
    const { fates, missing } = fatesOf(letters, verdict.results, post.body);
    await settle(store, fates);
    pace.went();
    if (fates.gone.length > 0) onTaken?.(fates.gone.length);
    return missing ? { outcome: { status: 'retry', reason: 'incomplete', afterMs: null }, rest } : { rest };
  }
  if (verdict.kind === 'split') {
    pace.refused(letters.length, verdict.reason === TOO_LARGE);
    const [only, ...others] = letters;
    if (others.length > 0) return { rest: rows.filter(({ seq }) => seq >= only!.seq) };
    await settle(store, { dead: new Map([[only!.seq, verdict.reason]]) });
    return { rest };
  }
  await settle(store, { tried: letters.map(({ seq }) => seq) });
  if (verdict.kind === 'pause') return { outcome: { status: 'paused', reason: verdict.reason }, rest };
  return { outcome: { status: 'retry', reason: verdict.reason, afterMs: verdict.afterMs }, rest };
}

function postOf(letters: readonly Letter[]): Body {
  const body = `{"events":[${letters.map(({ text }) => text).join()}]}`;
  return { body, idempotencyKey: keyOf(body) };
}

/** As many of them as a browser sends for a page that goes. */
function partingOf(letters: readonly Letter[]): Body | null {
  let left = PARTING_BYTES;
  const end = letters.findIndex(({ bytes }) => (left -= bytes + 1) < 0);
  const leading = end < 0 ? letters : letters.slice(0, end);
  return leading.length > 0 ? postOf(leading) : null;
}

/** The same for the same batch, however often it is sent, and another one as soon as something in it was forgotten. */
function keyOf(body: string): string {
  return `push_${textHash(body)}${textHash(`${body.length}.${body}`)}`;
}

interface Results {
  readonly fates: { readonly gone: readonly number[]; readonly dead: ReadonlyMap<number, string>; readonly tried: readonly number[] };
  /** Some event has no result: whether it was taken is not known. */
  readonly missing: boolean;
}

function fatesOf(letters: readonly Letter[], results: readonly unknown[], body: string): Results {
  const gone: number[] = [];
  const dead = new Map<number, string>();
  const tried: number[] = [];
  const found = resultsById(results, letters);
  for (const { seq, id } of letters) {
    const result = found.get(id);
    if (!result) tried.push(seq);
    else if (result.status === 'rejected') dead.set(seq, deadReasonOf(result.code, body));
    else gone.push(seq);
  }
  return { fates: { gone, dead, tried }, missing: tried.length > 0 };
}
