import { DurableObject } from 'cloudflare:workers';
import { createCloud, type Cloud } from '../../cloud/create-cloud.ts';
import type { ChunkRow, MetaRow } from '../../cloud/cloud-rows.ts';
import type { CloudStore } from '../../cloud/cloud-store.ts';
import { orgLaneOf, type OrgLane } from '../../cloud/org-lane.ts';
import type { Page, Room } from '../../cloud/page.ts';
import type { Place } from '../../cloud/sync-token.ts';
import type { ObjectState } from '../platform.ts';
import { cloudOptions, type CloudEnv, type CloudWorkerOptions } from './cloud-env.ts';
import { drained } from '../drained.ts';
import { EmbeddingAlarm } from './embedding-alarm.ts';
import { openPartitionStore } from './partition-store.ts';

/** What a {@link CloudObject} is given of itself. */
export interface CloudObjectState extends ObjectState {
  readonly id: { equals(other: unknown): boolean };
}

interface Parts {
  readonly store: CloudStore;
  readonly lane: OrgLane;
  readonly cloud: Cloud;
  readonly embedding: EmbeddingAlarm | null;
}

/**
 * A Durable Object that is one partition of the reference cloud, with all its handlers: the memory of one user of one project,
 * or the org lane of a project. No transaction of the cloud spans two partitions, so a cloud grows by objects: each holds up to
 * 10 GB and answers some hundred calls a second. A user's calls ask the object of the org lane for its part, twice a bootstrap
 * and once a push, and that object is what a project of many users meets first.
 *
 * What is erased is gone for every caller at once, and for good from the platform's own history (point-in-time recovery) after
 * 30 days.
 */
export class CloudObject<Env extends CloudEnv = CloudEnv> extends DurableObject<Env> implements OrgLane {
  readonly #state: CloudObjectState;
  #parts: Promise<Parts> | null = null;

  constructor(state: CloudObjectState, env: Env) {
    super(state, env);
    this.#state = state;
  }

  /** As {@link cloudWorker} is given them; `embed` is used here alone. Default: what the bindings say, and devices embed for themselves. */
  protected options(): CloudWorkerOptions {
    return cloudOptions(this.env);
  }

  /** Answers the calls of {@link cloudWorker}, and looks for itself at who calls. */
  async fetch(request: Request): Promise<Response> {
    return drained(request, await (await this.#open()).cloud.fetch(request));
  }

  /** For the objects of users. */
  async state(partition: string): Promise<MetaRow> {
    return orgLaneOf((await this.#open()).store).state(partition);
  }

  /** For the objects of users. */
  async page(partition: string, since: Place | null, left: Room): Promise<Page<ChunkRow>> {
    return orgLaneOf((await this.#open()).store).page(partition, since, left);
  }

  async alarm(): Promise<void> {
    const { embedding, store } = await this.#open();
    await embedding?.run(store);
  }

  #open(): Promise<Parts> {
    this.#parts ??= this.#start().catch((thrown: unknown) => {
      // the next call tries again
      this.#parts = null;
      throw thrown;
    });
    return this.#parts;
  }

  async #start(): Promise<Parts> {
    const { storage, id } = this.#state;
    const { CLOUD } = this.env;
    const { embed, ...options } = this.options();
    const embedding = embed ? new EmbeddingAlarm(storage, embed, (reason) => options.onFault?.('embedding failed', reason)) : null;
    const mine = (partition: string): boolean => id.equals(CLOUD.idFromName(partition));
    const store = await openPartitionStore({ storage, mine, onBare: embedding && ((partition) => embedding.wanted(partition)) });
    const here = orgLaneOf(store);
    const laneOf = (partition: string): OrgLane => (mine(partition) ? here : CLOUD.get(CLOUD.idFromName(partition)));
    const lane: OrgLane = {
      state: (partition) => laneOf(partition).state(partition),
      page: (partition, since, left) => laneOf(partition).page(partition, since, left),
    };
    return { store, lane, embedding, cloud: await createCloud({ ...options, store, org: lane }) };
  }
}
