import { VERSION } from '../src/contract/defaults.ts';
import type { DiagnosticsResponse, OutboxReport, RecallReport } from '../src/contract/diagnostics.ts';
import type { StatsResponse } from '../src/contract/local.ts';
import type { Identity } from '../src/contract/types.ts';
import { before } from './deadline.ts';
import { discreet } from './discreet.ts';
import type { Embedder } from './embed/embedder.ts';
import type { OpenUser } from './open-user.ts';
import { readPlatform } from './platform.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { SCHEMA_VERSION, USER_TABLES } from './store/schema.ts';
import type { Store } from './store/store.ts';
import { outboxRows } from './sync/outbox.ts';

export interface DiagnosticsSources {
  readonly identity: Identity;
  readonly stats: () => Promise<StatsResponse>;
  readonly incidents: StatsResponse['incidents'];
  readonly user: Pick<OpenUser, 'store' | 'memory'>;
  readonly embedder: Embedder | null;
  readonly arena: Pick<VectorArena, 'backend'>;
  readonly recalls: RecallReport;
  readonly config: DiagnosticsResponse['config'];
  readonly uptimeMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How {@link readDiagnostics} is had: few ask for it, so a worker loads it when somebody does. */
export type Diagnose = (from: DiagnosticsSources) => Promise<DiagnosticsResponse>;

/** What each part may take, in milliseconds: a store that hangs leaves a gap. */
const PART_MS = 2_000;

/** Reasons of ours that a refused event may have, beside `http_` and a status. A cloud's own words may be anybody's. */
const REASONS = new Set(['rejected', 'too_large', 'unreadable', 'bad_event', 'conflict', 'identity']);

/** Gathers what a person can send to a stranger. A store that fails leaves gaps: that is when somebody asks for this. */
export async function readDiagnostics(from: DiagnosticsSources): Promise<DiagnosticsResponse> {
  const { identity, user, embedder, now } = from;
  const { store, memory } = user;
  const [platform, stats, model, outbox, counts] = await Promise.all([
    readPlatform(from.arena.backend),
    orNull(from.stats),
    orNull(async () => embedder?.state() ?? null),
    orNull(() => readOutbox(store, now)),
    Promise.all(USER_TABLES.map(async (table) => [table, await orNull(() => store.count(table))] as const)),
  ]);
  return {
    format: 1,
    at: new Date(now).toISOString(),
    version: VERSION,
    uptimeMs: from.uptimeMs,
    platform,
    stats: stats && discreetStats(stats, identity),
    incidents: from.incidents.map(({ at, what }) => ({ at, what: discreet(what, identity) })),
    modelStamp: model?.info?.stamp ?? null,
    store: { schema: SCHEMA_VERSION, head: memory.head, rows: Object.fromEntries(counts), lastForgotten: memory.tombstone },
    outbox,
    recalls: from.recalls,
    config: from.config,
  };
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  return before(PART_MS, read(), null).catch(() => null);
}

function discreetStats({ incidents: _incidents, ...stats }: StatsResponse, identity: Identity): DiagnosticsResponse['stats'] {
  const { model, storage, sync } = stats;
  const told = (text: string): string => discreet(text, identity);
  return {
    ...stats,
    model: { ...model, ...(model.reason === undefined ? {} : { reason: told(model.reason) }) },
    storage: { ...storage, ...(storage.reason === undefined ? {} : { reason: told(storage.reason) }) },
    sync: { ...sync, ...(sync.reason === undefined ? {} : { reason: told(sync.reason) }) },
  };
}

async function readOutbox(store: Pick<Store, 'get' | 'scan'>, now: number): Promise<OutboxReport> {
  let pending = 0;
  let dead = 0;
  let attempts = 0;
  let oldest: number | null = null;
  const refused: Record<string, number> = {};
  for await (const row of outboxRows(store)) {
    attempts = Math.max(attempts, row.attempts);
    if (row.deadReason === null) {
      pending++;
      oldest ??= row.seq;
      continue;
    }
    dead++;
    const code = REASONS.has(row.deadReason) || /^http_\d{3}$/.test(row.deadReason) ? row.deadReason : 'other';
    refused[code] = (refused[code] ?? 0) + 1;
  }
  const at = oldest === null ? undefined : (await store.get('events', oldest))?.at;
  const writtenAt = at === undefined ? Number.NaN : Date.parse(at);
  return { pending, dead, oldestMs: Number.isNaN(writtenAt) ? null : Math.max(0, now - writtenAt), attempts, refused };
}
