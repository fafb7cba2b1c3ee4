import type { StatsResponse } from '../src/contract/local.ts';
import { discreet } from './discreet.ts';
import type { Embedder } from './embed/embedder.ts';
import type { Incidents } from './incidents.ts';
import type { OpenUser } from './open-user.ts';
import type { OrgLane } from './org-lane.ts';
import type { CloudSync } from './sync/cloud-sync.ts';
import type { Sessions } from './sessions.ts';

export interface StatsSources {
  readonly user: OpenUser;
  readonly org: OrgLane;
  readonly embedder: Embedder | null;
  readonly sessions: Sessions;
  readonly incidents: Incidents;
  readonly persistence: StatsResponse['storage']['persistence'];
  readonly sync: CloudSync | null;
}

/** Gathers stats. Counts and states alone; no text of any user. */
export async function readStats(from: StatsSources): Promise<StatsResponse> {
  const { org, user } = from;
  const { memory, store, backfill } = user;
  const { chunks } = org.memory;
  const indexes = [memory.episodes, memory.facts, chunks].flatMap(({ vectors }) => (vectors ? [vectors] : []));
  const { episodes, facts } = memory.counts;
  const [model, estimate, outbox] = await Promise.all([from.embedder?.state(), storageEstimate(), store.count('outbox')]);
  return {
    counts: {
      working: from.sessions.active,
      permanent: episodes + facts,
      org: org.size,
      sessions: await store.count('sessions'),
      episodes,
      facts,
      outbox,
    },
    profileVersion: memory.profile?.version ?? 0,
    pendingEmbeddings: backfill.pending + org.backfill.pending,
    model: {
      state: model?.state ?? 'absent',
      name: model?.info?.name ?? null,
      dimension: model?.info?.dimension ?? null,
      backend: model?.info?.backend ?? null,
      progress: model?.progress ?? 0,
      // it may come from a browser or a package, which name what they were asked for: an address may have a token in it
      ...(model?.reason ? { reason: discreet(model.reason) } : {}),
    },
    vectors: {
      backend: indexes[0]?.backend ?? 'js',
      count: indexes.reduce((sum, { count }) => sum + count, 0),
      bytes: indexes.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    storage: {
      kind: store.kind,
      persistence: store.kind === 'memory' ? 'none' : from.persistence,
      ...(store.encrypted ? { encrypted: true } : {}),
      ...estimate,
    },
    sync: await syncOf(from.sync),
    incidents: from.incidents.list,
  };
}

async function syncOf(sync: CloudSync | null): Promise<StatsResponse['sync']> {
  if (!sync) return { cloud: 'none', lastSyncAt: null };
  const { state, reason, lastPushAt, lastPullAt, pullReason, pending, dead } = await sync.stats();
  const why = reason ?? pullReason;
  const lastSyncAt =
    [lastPushAt, lastPullAt]
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null;
  return { cloud: 'configured', lastSyncAt, state, pending, dead, ...(why ? { reason: why } : {}) };
}

/** What the browser says of this origin's storage; nothing where it cannot be asked. */
async function storageEstimate(): Promise<{ readonly usageBytes?: number; readonly quotaBytes?: number }> {
  const storage = (globalThis as { navigator?: { storage?: StorageManager } }).navigator?.storage;
  if (!storage?.estimate) return {};
  const { usage, quota } = await storage.estimate().catch((): StorageEstimate => ({}));
  return { ...(usage === undefined ? {} : { usageBytes: usage }), ...(quota === undefined ? {} : { quotaBytes: quota }) };
}
