import type { EmbedderInfo } from '../../../worker/embed/embedder.ts';
import { HeldOrg } from '../../../worker/held-org.ts';
import { OrgMemory } from '../../../worker/org-memory.ts';
import type { Passage } from '../../../worker/search/passage.ts';
import { textHash } from '../../../worker/search/text-hash.ts';
import { decodeSegment } from '../../../worker/segments/codec.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import type { Store } from '../../../worker/store/store.ts';
import { objectArena } from '../compiled-kernel.ts';
import type { IndexedOrg } from './isolate-orgs.ts';

/** Reads an org lane whole: its rows, and of their terms and vectors what is kept. */
export async function loadOrg(store: Store, onIncident: (what: string) => void): Promise<IndexedOrg> {
  // an arena of its own: what it takes goes with the index
  const held = new HeldOrg(objectArena());
  const segments = new Segments(store, onIncident);
  const memory = new OrgMemory(held, (passage) => segments.counted(passage));
  await memory.catchUp(store, (reading) => segments.open(reading));
  const { newest, latestModel } = segments;
  const kept = new WeakSet<Passage>();
  for (const passage of held.chunks.all()) if (segments.counted(passage)) kept.add(passage);
  if (latestModel) await segments.giveVectors(latestModel.stamp, latestModel.dimension, [held.chunks]);
  return { held, stamp: latestModel?.stamp ?? null, newest, kept };
}

/** Gives the index the vectors of another model, as far as they are kept. */
export async function useModel(index: IndexedOrg, { stamp, dimension }: EmbedderInfo, store: Store, onIncident: (what: string) => void): Promise<void> {
  const { chunks } = index.held;
  index.stamp = null;
  chunks.dropVectors();
  const segments = new Segments(store, onIncident);
  await segments.open();
  index.newest = segments.newest;
  await segments.giveVectors(stamp, dimension, [chunks]);
  index.stamp = stamp;
}

/** Takes the vectors that others have made since the last look. */
export async function takeVectors(index: IndexedOrg, store: Store): Promise<void> {
  const { chunks } = index.held;
  const rows = await store.scan('segments', index.newest === null ? {} : { after: index.newest });
  for (const { id, bytes } of rows) {
    const segment = decoded(bytes);
    for (const passage of segment?.passages ?? []) {
      const known = chunks.passage(passage.id);
      if (!known || passage.textHash !== textHash(known.denseText)) continue;
      index.kept.add(known);
      const { vector } = passage;
      if (vector && Number.isFinite(vector.scale) && segment?.stamp === index.stamp && !chunks.vectorOf(passage.id)) chunks.setVector(passage.id, vector);
    }
    if (index.newest === null || id > index.newest) index.newest = id;
  }
}

/** Null for one that is damaged: the next load throws it away. */
function decoded(bytes: Uint8Array): ReturnType<typeof decodeSegment> | null {
  try {
    return decodeSegment(bytes);
  } catch {
    return null;
  }
}
