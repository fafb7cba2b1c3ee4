import type { MetaRow } from '../store/schema.ts';
import type { BootstrapPage, ToldVersions } from './assert-bootstrap.ts';

/** Where this device stands in what the cloud tells; a row of `meta`, written together with what a page brought. */
export const PULL_KEY = 'pull';

/** A pull from the start that is not done yet. */
export interface FullPull {
  /** Rows of the user that were told by a page under this number or a later one are named by it. */
  readonly mark: number;
  /** The same for chunks, by the log of the org store. */
  readonly orgMark: number;
  /** Where the log stood when it began: what was written here later is none of its business. */
  readonly head: number;
}

export interface PullState {
  /** `since` of the next call; empty for the start. */
  readonly token: string;
  readonly versions: ToldVersions;
  readonly full: FullPull | null;
  /** Rows up to here are as the cloud told them. */
  readonly settled: number;
  /** Something was told that could not be taken then, or is here without ever having been told: the next pull is from the start. */
  readonly stale: boolean;
}

/** Versions that the cloud told; session/start hands them on. */
export interface CloudVersions {
  /** Null while the cloud has none. */
  readonly profileVersion: number | null;
  readonly permanentManifestVersion: number;
  readonly orgManifestVersion: number;
  readonly syncToken: string;
}

/** What the last pull that came to its end has told, in this process or before; null where none did. */
export function versionsIn({ token, versions, full }: PullState): CloudVersions | null {
  if (token === '' || full) return null;
  return { profileVersion: versions.profile || null, permanentManifestVersion: versions.permanent, orgManifestVersion: versions.org, syncToken: token };
}

export const FROM_THE_START: PullState = { token: '', versions: { profile: 0, permanent: 0, org: 0 }, full: null, settled: 0, stale: false };

/** Reads the state; what is damaged in it only means that the pull starts anew. */
export function pullState(row: MetaRow | undefined): PullState {
  const value = row?.value;
  if (!isRecord(value)) return FROM_THE_START;
  const { token, versions, full, settled, stale } = value;
  if (typeof token !== 'string' || !isRecord(versions)) return FROM_THE_START;
  return {
    token,
    versions: { profile: numberOf(versions['profile']), permanent: numberOf(versions['permanent']), org: numberOf(versions['org']) },
    full: isRecord(full) ? { mark: numberOf(full['mark']), orgMark: numberOf(full['orgMark']), head: numberOf(full['head']) } : null,
    settled: numberOf(settled),
    stale: stale === true,
  };
}

/** What is known of versions after a page. */
export function versionsOf({ profile, permanent, org }: BootstrapPage, before: ToldVersions): ToldVersions {
  return { profile: Math.max(before.profile, profile?.version ?? 0), permanent: permanent.manifestVersion, org: org.manifestVersion };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}
