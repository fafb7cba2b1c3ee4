import type { StatsResponse } from '../local-api.ts';
import { many } from '../words.ts';

const STATES: Readonly<Record<string, string>> = {
  idle: 'Everything is sent',
  waiting: 'Waits for the next try',
  pushing: 'Sending',
  paused: 'Paused: it waits for a person',
  follower: 'Another tab sends',
  closed: 'Closed',
};

const REASONS: Readonly<Record<string, string>> = {
  network: 'the cloud cannot be reached',
  timeout: 'the cloud does not answer in time',
  unavailable: 'the cloud says that it fails',
  rate_limited: 'the cloud asks for a pause',
  forbidden: 'the cloud knows nobody of this browser: reload the page',
  unsupported: 'there is no cloud at this address any more',
};

const KINDS: Readonly<Record<string, string>> = {
  session_start: 'A session began',
  session_end: 'A session ended',
  turn: 'A turn',
  tombstone: 'Something is to be forgotten',
  memory_import: 'An import',
  memory_edit: 'An edited fact',
};

/** Where the push stands. */
export function stateWords({ cloud, state }: StatsResponse['sync'], dead: number): string {
  if (cloud === 'none') return 'No cloud is configured';
  if (state === 'idle' && dead > 0) return `${many(dead, 'event was', 'events were')} refused, and wait for you`;
  return STATES[state ?? ''] ?? 'Starting';
}

/** Why it does not go on. */
export function reasonWords(code: string): string {
  return `Because ${REASONS[code] ?? `of ${code}`}.`;
}

/** What kind of event it is; null for one that cannot be read. */
export function kindWords(kind: string | null): string {
  return KINDS[kind ?? ''] ?? 'Something that cannot be read';
}
