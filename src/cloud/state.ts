import { sha256, toBase64Url } from './bytes.ts';
import type { MetaRow } from './cloud-rows.ts';
import type { CloudReader } from './cloud-store.ts';

/** The partition of one user. Named by a hash: what is left of an erased user names nobody. */
export async function userPartition(projectId: string, userId: string): Promise<string> {
  return `user-${toBase64Url(await sha256(JSON.stringify([projectId, userId])))}`;
}

/** The partition of what all users of a project share. */
export async function orgPartition(projectId: string): Promise<string> {
  return `org-${toBase64Url(await sha256(JSON.stringify([projectId])))}`;
}

/** Where a partition stands; at its beginning, under the epoch that it would have, when nothing is in it. */
export function stateOf(rows: CloudReader, epoch: string): MetaRow {
  return rows.get('meta', 'state') ?? { id: 'state', epoch, seq: 0, profile: null, erasedAt: null, stamp: null };
}
