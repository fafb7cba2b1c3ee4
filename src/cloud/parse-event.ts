import * as v from 'valibot';
import { namesRole } from '../../worker/search/utterances.ts';
import { CLOUD_EVENT_KINDS, type CloudEventResult } from '../contract/cloud.ts';
import { LIMITS } from '../contract/defaults.ts';
import { isIsoDate } from '../contract/iso-date.ts';
import { tooDeep } from '../contract/parse.ts';
import type { Told, ToldEvent } from './memory/told.ts';

/** An event that can never be taken. What is told of it names fields and holds no value. */
export type Refused = CloudEventResult & { readonly status: 'rejected' };

/** A lone surrogate becomes U+FFFD, as on the device. */
const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);
const memoryText = v.pipe(text, v.minLength(1), v.maxLength(LIMITS.memoryChars));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.idChars));
/** In UTC, where dates sort as text. */
const date = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check(isIsoDate),
  v.transform((value) => new Date(value).toISOString()),
);
const record = v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const metadata = v.pipe(
  record,
  v.check((value) => !tooDeep(value)),
  v.record(v.string(), v.unknown()),
);
const object = <T extends v.ObjectEntries>(entries: T) => v.pipe(record, v.object(entries));
/** Null reads as absent. */
const orNothing = <T extends v.GenericSchema>(schema: T) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
const source = object({ sessionId: id, turnId: id });
const MOST_FACTS = 256;

const Event = object({
  id,
  kind: v.picklist(CLOUD_EVENT_KINDS),
  sessionId: v.pipe(v.string(), v.maxLength(LIMITS.idChars)),
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  at: date,
  payload: record,
});

const fact = object({ matchKey: id, text: memoryText, ends: v.nullish(v.boolean(), false), memoryId: orNothing(id) });

const Turn = object({
  turnId: id,
  userText: text,
  assistantText: text,
  occurredAt: orNothing(date),
  memoryId: orNothing(id),
  facts: orNothing(v.pipe(v.array(fact), v.maxLength(MOST_FACTS))),
});

const Import = object({
  items: v.pipe(
    v.array(
      object({
        memoryId: id,
        matchKey: orNothing(id),
        text: memoryText,
        validFrom: orNothing(date),
        validTo: orNothing(date),
        occurredAt: orNothing(date),
        source: orNothing(source),
        metadata: orNothing(metadata),
      }),
    ),
    v.maxLength(LIMITS.importBatchItems),
  ),
});

const Edit = object({
  memoryId: id,
  matchKey: v.nullish(id, null),
  text: memoryText,
  validFrom: date,
  validTo: v.nullish(date, null),
  metadata: v.nullish(metadata, {}),
});

const list = <T extends v.GenericSchema>(schema: T) => v.nullish(v.pipe(v.array(schema), v.maxLength(LIMITS.importBatchItems)), []);

const Tombstone = object({
  scope: orNothing(v.string()),
  user: orNothing(v.boolean()),
  memoryIds: list(id),
  sessionIds: list(id),
  turns: list(source),
  eventIds: list(id),
});

/** Takes an event for what it is, or says which field is in the way. Facts that no device took from a turn are not among its own yet. */
export function parseEvent(value: unknown): ToldEvent | Refused {
  const given: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  const known = v.safeParse(id, given);
  const eventId = known.success ? known.output : '';
  const head = v.safeParse(Event, value, { abortEarly: true });
  if (!head.success) return refused(eventId, head.issues[0], '');
  const { kind, payload, ...event } = head.output;
  // what it told was forgotten before it was sent
  if (payload['forgotten'] === true) return { ...event, told: { kind: 'nothing' } };
  const told = parsePayload(kind, payload);
  return 'kind' in told ? { ...event, told } : { ...told, id: eventId };
}

function parsePayload(kind: (typeof CLOUD_EVENT_KINDS)[number], payload: Record<string, unknown>): Told | Refused {
  const asserted = <T>(schema: v.GenericSchema<unknown, T>, told: (output: T) => Told): Told | Refused => {
    const result = v.safeParse(schema, payload, { abortEarly: true });
    return result.success ? told(result.output) : refused('', result.issues[0], 'payload.');
  };
  if (kind === 'turn') return asserted(Turn, (turn) => ({ kind: 'turn', turn: { ...turn, facts: turn.facts ?? null } }));
  if (kind === 'memory_import') return asserted(Import, ({ items }) => ({ kind: 'import', items }));
  if (kind === 'memory_edit') return asserted(Edit, (edit) => ({ kind: 'edit', edit }));
  if (kind === 'tombstone')
    return asserted(Tombstone, ({ scope, user, ...tombstone }) => ({
      kind: 'tombstone',
      tombstone: { ...tombstone, user: user === true || scope === 'user' },
    }));
  return kind === 'session_start' ? { kind: 'session', userName: userNameOf(payload) } : { kind: 'nothing' };
}

function refused(eventId: string, issue: v.BaseIssue<unknown>, prefix: string): Refused {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key).slice(0, 64)));
  const path = `${prefix}${steps.join('.')}`.replace(/\.$/, '') || '(event)';
  return { id: eventId, status: 'rejected', code: path === 'kind' ? 'event.unknown_kind' : 'event.invalid', path };
}

/** The name that the app gave for its user, as the device reads it. */
function userNameOf({ metadata: given }: Record<string, unknown>): string | null {
  const user: unknown = typeof given === 'object' && given !== null && 'user' in given ? given.user : null;
  const name: unknown = typeof user === 'object' && user !== null && 'name' in user ? user.name : null;
  const short = typeof name === 'string' ? name.toWellFormed().trim().slice(0, 64).toWellFormed() : '';
  return short === '' || namesRole(short) ? null : short;
}
