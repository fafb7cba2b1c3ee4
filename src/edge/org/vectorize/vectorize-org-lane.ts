import { RuntimeError } from '../../../contract/errors.ts';
import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../../../contract/local.ts';
import type { OrgHit } from '../../../contract/types.ts';
import type { Clock } from '../../../../worker/clock.ts';
import { before } from '../../../../worker/deadline.ts';
import { HeldOrg } from '../../../../worker/held-org.ts';
import type { Lane, LaneAnswer, LaneRequest } from '../../../../worker/lanes/lane.ts';
import { orgAnswer } from '../../../../worker/lanes/org.ts';
import type { OrgLane } from '../../../../worker/org-lane.ts';
import { OrgMemory } from '../../../../worker/org-memory.ts';
import { chunkPassage } from '../../../../worker/org-passage.ts';
import { wantsNoVector, type Query } from '../../../../worker/search/query.ts';
import { rankCandidates } from '../../../../worker/search/ranking.ts';
import { denseWeightOf } from '../../../../worker/search/dense-weight.ts';
import { ORG } from '../../../../worker/search/recipes.ts';
import type { Store } from '../../../../worker/store/store.ts';
import type { OrgTarget } from '../../../../worker/sync/apply-org.ts';
import { objectArena } from '../../compiled-kernel.ts';
import { VECTORIZE } from './vector-binding.ts';
import { VectorizeEmbedding, type VectorizeEmbeddingParts } from './vectorize-embedding.ts';

/** What Vectorize is waited for, in milliseconds: what comes later than that is a recall by words. */
const WAIT_MS = 100;
/** Between two looks at what others wrote, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** What a {@link VectorizeOrgLane} is made of. */
export interface VectorizeOrgLaneParts extends VectorizeEmbeddingParts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Something was written that has to be embedded. */
  readonly onWork: () => void;
}

/** A chunk that is near to a query. */
interface Near {
  readonly slot: number;
  readonly cosine: number;
}

/**
 * An org lane that holds nothing in memory, for projects of more chunks than an isolate can: Vectorize finds by meaning, the org
 * object by words, and scores and chunks come from there too. Without an answer of Vectorize in time, words alone.
 *
 * It is not fed by pages of a cloud, and its chunks are not listed one by one.
 */
export class VectorizeOrgLane implements OrgLane {
  readonly lane: Lane<OrgHit> = { search: (request) => this.#search(request) };
  /** Without chunks. */
  readonly memory: HeldOrg = new HeldOrg(objectArena());
  readonly #parts: VectorizeOrgLaneParts;
  readonly #embedding: VectorizeEmbedding;
  #size = 0;
  #lookedAt: number;

  static async open(parts: VectorizeOrgLaneParts): Promise<VectorizeOrgLane> {
    const lane = new VectorizeOrgLane(parts);
    await lane.#look();
    return lane;
  }

  private constructor(parts: VectorizeOrgLaneParts) {
    this.#parts = parts;
    this.#embedding = new VectorizeEmbedding(parts);
    this.#lookedAt = parts.clock.elapsed();
  }

  get size(): number {
    return this.#size;
  }

  get backfill(): OrgLane['backfill'] {
    return { ready: true, pending: this.#embedding.pending };
  }

  async catchUp(): Promise<void> {
    const now = this.#parts.clock.elapsed();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    this.#look().catch(() => this.#parts.onIncident('the org lane may have changed, and could not be read'));
  }

  async create(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    const response = await this.#parts.rows().createIndex(request, now);
    this.#parts.onWork();
    await this.#look();
    return response;
  }

  list(): Promise<IndexListResponse> {
    return new OrgMemory(this.memory).list(this.#parts.store);
  }

  async target(): Promise<OrgTarget> {
    throw new RuntimeError('runtime.internal', 'Pages of a cloud are not applied to an org lane of this size.', { retryable: false });
  }

  async close(): Promise<void> {
    await this.#embedding.close();
    await this.#parts.store.close();
  }

  async #look(): Promise<void> {
    const { store, rows } = this.#parts;
    const [head, size] = await Promise.all([store.head(), rows().size()]);
    this.memory.head = head;
    this.#size = size;
    this.#embedding.notify();
  }

  async #search({ query, topK }: LaneRequest): Promise<LaneAnswer<OrgHit>> {
    const { rows } = this.#parts;
    const [words, near] = await Promise.all([rows().words(query.terms), this.#near(query)]);
    const known = new Set(words.found.map(({ slot }) => slot));
    const others = near?.filter(({ slot }) => !known.has(slot)) ?? [];
    const more =
      others.length === 0
        ? []
        : await rows().scored(
            query.terms,
            others.map(({ slot }) => slot),
          );
    const found = [...words.found, ...more];
    const cosines = new Map(near?.map(({ slot, cosine }) => [slot, cosine]));
    const otherwise = unknownCosine(near ?? [], known);
    // ranked by their places here, in the order in which they were written
    found.sort((a, b) => a.slot - b.slot);
    const candidates = found.map(({ slot, lexical }, place) => ({ slot: place, lexical, cosine: near ? (cosines.get(slot) ?? otherwise) : 0 }));
    const given = await query.embedding;
    const denseWeight = near === null ? 0 : denseWeightOf(query, ORG, given.vector ? given.traits : {});
    const sides = { candidates, idfSum: words.idfSum, denseWeight, asks: query.asks };
    const passages = rankCandidates({ ...sides, passages: found.map(({ chunk }) => chunkPassage(chunk)) }, ORG);
    const chunks = new Map(found.map(({ chunk }) => [chunk.id, chunk]));
    const dense = near !== null || wantsNoVector(given);
    return orgAnswer({ passages, dense }, topK, (id) => chunks.get(id));
  }

  /** Null where there is no embedding, or no answer in time. */
  async #near(query: Query): Promise<readonly Near[] | null> {
    const { vector } = await query.embedding;
    const { space } = this.#embedding;
    if (!vector || !space) return null;
    const { namespace } = space;
    const asked = this.#parts.vectors.query([...vector], { topK: VECTORIZE.topK, namespace, returnValues: false, returnMetadata: 'none' });
    const answer = await before(WAIT_MS, asked, null).catch(() => null);
    return (
      answer?.matches.flatMap(({ id, score }): Near[] => {
        const slot = space.slotOf(id);
        return slot === null ? [] : [{ slot, cosine: score }];
      }) ?? null
    );
  }
}

/**
 * What a chunk that words alone found is taken to score: no more than the last of those that are near. Where fewer than were asked
 * for are near, its vector is yet to be made: the mean of those that match by words, as it does.
 */
function unknownCosine(near: readonly Near[], byWords: ReadonlySet<number>): number {
  if (near.length >= VECTORIZE.topK) return Math.min(...near.map(({ cosine }) => cosine));
  const alike = near.filter(({ slot }) => byWords.has(slot));
  const of = alike.length > 0 ? alike : near;
  return of.length === 0 ? 0 : of.reduce((sum, { cosine }) => sum + cosine, 0) / of.length;
}
