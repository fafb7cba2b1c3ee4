import { extractFacts } from '../../worker/extract/grammar.ts';
import type { Extractor } from '../../worker/extract/extractor.ts';
import { CLOUD_LIMITS, type CloudEventResult, type CloudPushResponse } from '../contract/cloud.ts';
import { sha256, toBase64Url } from './bytes.ts';
import type { BatchRow, MetaRow } from './cloud-rows.ts';
import type { CloudStore, CloudWriter } from './cloud-store.ts';
import { CloudError } from './errors.ts';
import { Settlement } from './memory/settlement.ts';
import { takeEvent } from './memory/take-event.ts';
import type { ToldEvent } from './memory/told.ts';
import type { OrgLane } from './org-lane.ts';
import { parseEvent, type Refused } from './parse-event.ts';
import { stateOf } from './state.ts';
import type { Place, SyncTokens } from './sync-token.ts';

/** How long the answer to a batch is kept for one that asks again. After that each event still knows that it was there. */
const BATCH_MS = 86_400_000;

export interface PushParts {
  readonly store: CloudStore;
  readonly lane: OrgLane;
  readonly tokens: SyncTokens;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newEpoch: () => string;
  /** Default: the rules of the device. */
  readonly extract?: Extractor | undefined;
}

/** A batch of one user's events, as it came. */
export interface Batch {
  /** Names of the partitions. */
  readonly org: string;
  readonly user: string;
  /** Its body, as text. */
  readonly text: string;
  readonly idempotencyKey: string | null;
}

/** Takes a batch: every event once, whole or not at all, on disk when it is answered. @throws CloudError */
export async function push(batch: Batch, parts: PushParts): Promise<CloudPushResponse> {
  const events = eventsOf(batch.text);
  const { idempotencyKey } = batch;
  if (idempotencyKey !== null && idempotencyKey.length > CLOUD_LIMITS.idempotencyKeyChars)
    throw new CloudError('cloud.bad_request', `Idempotency-Key is longer than ${CLOUD_LIMITS.idempotencyKeyChars} characters.`);
  const fingerprint = toBase64Url(await sha256(batch.text));
  const told: (ToldEvent | Refused)[] = [];
  for (const event of events) told.push(await withFacts(parseEvent(event), parts.extract ?? extractFacts));
  const org = await parts.lane.state(batch.org);
  const epoch = parts.newEpoch();
  const now = parts.now();
  const done = await parts.store.transaction(batch.user, (rows) => {
    const stored = idempotencyKey === null ? undefined : rows.get('batches', idempotencyKey);
    if (stored?.fingerprint === fingerprint) return stored;
    const before = stateOf(rows, epoch);
    const settlement = new Settlement(rows, before);
    const results = takeAll(rows, told, before, settlement);
    const user = settlement.settle();
    const places = { org: placeOf(org), user: placeOf(user), full: false };
    if (idempotencyKey !== null) keep(rows, { id: idempotencyKey, seq: now, fingerprint, results, places });
    return { results, places };
  });
  if (told.some((event) => 'told' in event && event.told.kind === 'tombstone')) await parts.store.scrub();
  return { results: done.results, syncToken: await parts.tokens.write(batch.org, batch.user, done.places) };
}

function eventsOf(text: string): readonly unknown[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CloudError('cloud.bad_request', 'The body is not JSON. Send {"events": […]}.');
  }
  const events: unknown = typeof body === 'object' && body !== null && 'events' in body ? body.events : undefined;
  if (!Array.isArray(events)) throw new CloudError('cloud.bad_request', 'The body has to be {"events": […]}.');
  if (events.length > CLOUD_LIMITS.events)
    throw new CloudError('cloud.too_large', `A batch takes at most ${CLOUD_LIMITS.events} events. Send it in parts.`, {
      details: { limit: CLOUD_LIMITS.events },
    });
  return events;
}

/** Facts travel as the device took them from the turn; where it sent none, the rules of the device are run here. */
async function withFacts(event: ToldEvent | Refused, extract: Extractor): Promise<ToldEvent | Refused> {
  if (!('told' in event) || event.told.kind !== 'turn' || event.told.turn.facts !== null) return event;
  const { turn } = event.told;
  const facts = await extract({ userText: turn.userText, at: turn.occurredAt ?? event.at });
  return { ...event, told: { kind: 'turn', turn: { ...turn, facts } } };
}

/** Takes events of a session in the order of its log. The results stand in the order in which the events were sent. */
function takeAll(rows: CloudWriter, told: readonly (ToldEvent | Refused)[], { erasedAt }: MetaRow, settlement: Settlement): CloudEventResult[] {
  const results: CloudEventResult[] = [];
  const inOrder = told.map((event, place) => ({ event, place, seq: 'told' in event ? event.seq : 0 })).sort((a, b) => a.seq - b.seq || a.place - b.place);
  for (const { event, place } of inOrder) {
    const { id } = event;
    if (!('told' in event)) results[place] = event;
    else if (erasedAt !== null && event.at < erasedAt) results[place] = { id, status: 'rejected', code: 'event.erased' };
    else results[place] = { id, status: takeEvent(rows, event, settlement) ? 'ok' : 'duplicate' };
  }
  return results;
}

function placeOf({ epoch, seq }: MetaRow): Place {
  return { epoch, seq, from: 0 };
}

/** Keeps an answer, and lets go of some that nobody will ask for any more. */
function keep(rows: CloudWriter, batch: BatchRow): void {
  rows.put('batches', batch);
  for (const { id, seq } of rows.since('batches', 0, 64)) if (seq < batch.seq - BATCH_MS) rows.remove('batches', id);
}
