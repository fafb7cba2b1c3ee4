import type { CloudMemory } from '../../src/contract/cloud.ts';
import type { CloudReader, CloudStore } from '../../src/cloud/cloud-store.ts';
import { orgPartition, userPartition } from '../../src/cloud/state.ts';

/** What the cloud has of one user, to be shown to that user. */
export interface CloudContents {
  readonly events: number;
  readonly turns: number;
  readonly facts: number;
  /** Chunks of documents of the user's project. */
  readonly chunks: number;
  /** Newest first. */
  readonly latest: readonly { readonly id: string; readonly kind: CloudMemory['kind']; readonly text: string; readonly at: string }[];
}

const LATEST = 8;
/** Changes that are looked through for them: those that took something away show nothing. */
const LOOKED_AT = 64;

/** Reads the store itself: whatever becomes of the network, its owner sees what is in it. */
export async function cloudContents(store: CloudStore, projectId: string, userId: string): Promise<CloudContents> {
  const chunks = await store.read(await orgPartition(projectId), (rows) => rows.all('indexes').reduce((sum, { chunkCount }) => sum + chunkCount, 0));
  return store.read(await userPartition(projectId, userId), (rows) => {
    const items = rows.all('items').flatMap(({ item }) => (item ? [item] : []));
    const facts = items.filter(({ kind }) => kind === 'fact').length;
    return { events: rows.all('events').length, turns: items.length - facts, facts, chunks, latest: latestOf(rows) };
  });
}

function latestOf(rows: CloudReader): CloudContents['latest'] {
  const changed = rows.since('items', (rows.get('meta', 'state')?.seq ?? 0) - LOOKED_AT).toReversed();
  return changed
    .flatMap(({ item }) => (item ? [item] : []))
    .slice(0, LATEST)
    .map((item) => ({ id: item.memoryId, kind: item.kind, text: item.kind === 'fact' ? item.text : item.userText, at: item.occurredAt }));
}
