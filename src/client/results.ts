import type { OrgHit, PermanentHit, ProfileSnapshot, RecallTrace, SourceRef, WorkingHit } from '../contract/types.ts';
import { deepFreeze, field, isObject } from './json.ts';

/** What a recall found. Frozen, all of it. */
export interface SearchResult {
  /** Ready to be put into a prompt; empty when nothing was found in time. */
  readonly contextText: string;
  readonly profile: ProfileSnapshot | null;
  readonly working: readonly WorkingHit[];
  readonly permanent: readonly PermanentHit[];
  readonly org: readonly OrgHit[];
  readonly sources: readonly SourceRef[];
  /** Milliseconds per lane, and whether anything came late. A foreign runtime may leave fields out. */
  readonly trace: Readonly<Partial<RecallTrace>>;
}

/** What opening a session loaded. Versions are null where nothing of the kind was loaded. */
export interface IndexLoadResult {
  readonly sessionId: string;
  readonly profileVersion: number | null;
  readonly permanentManifestVersion: number | null;
  readonly orgManifestVersion: number | null;
  readonly scopesLoaded: readonly ('profile' | 'permanent' | 'org')[];
}

/** What `createIndex` made. */
export interface IndexBuildResult {
  readonly indexName: string;
  /** Chunks that this call created or replaced. */
  readonly chunkCount: number;
  /** Grows with each call; null when the other side says none. */
  readonly version: number | null;
}

/** Asserts the answer of search_memory field by field: a runtime of another make may leave any of them out. */
export function searchResultOf(body: unknown): SearchResult {
  const contextText = field(body, 'contextText');
  return deepFreeze({
    contextText: typeof contextText === 'string' ? contextText : '',
    profile: objectOf(field(body, 'profile')) as ProfileSnapshot | null,
    working: listOf(field(body, 'working')) as WorkingHit[],
    permanent: listOf(field(body, 'permanent')) as PermanentHit[],
    org: listOf(field(body, 'org')) as OrgHit[],
    sources: listOf(field(body, 'sources')) as SourceRef[],
    trace: objectOf(field(body, 'trace')) ?? {},
  });
}

export function indexBuildResultOf(body: unknown, name: string): IndexBuildResult {
  const indexName = field(body, 'indexName');
  return Object.freeze({
    indexName: typeof indexName === 'string' ? indexName : name,
    chunkCount: numberOf(field(body, 'chunkCount')) ?? 0,
    version: numberOf(field(body, 'version')),
  });
}

export function indexLoadResultOf(sessionId: string, bootstrap: unknown, orgOnly: boolean): IndexLoadResult {
  return deepFreeze({
    sessionId,
    profileVersion: numberOf(field(bootstrap, 'profileVersion')),
    permanentManifestVersion: numberOf(field(bootstrap, 'permanentManifestVersion')),
    orgManifestVersion: numberOf(field(bootstrap, 'orgManifestVersion')),
    scopesLoaded: orgOnly ? ['org' as const] : ['profile' as const, 'permanent' as const, 'org' as const],
  });
}

/** Objects alone: a hit that is none would break whoever reads its text. */
function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return isObject(value) ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
