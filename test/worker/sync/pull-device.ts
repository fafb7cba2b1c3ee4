import type { Cloud } from '../../../src/cloud/create-cloud.ts';
import { parseImport } from '../../../src/contract/parse.ts';
import { systemClock } from '../../../worker/clock.ts';
import type { Embedder, EmbedderInfo } from '../../../worker/embed/embedder.ts';
import { Backfill } from '../../../worker/embed/backfill.ts';
import { extractFacts } from '../../../worker/extract/grammar.ts';
import { importMemory } from '../../../worker/import-memory.ts';
import { Log } from '../../../worker/log.ts';
import { editMemory } from '../../../worker/management/edit.ts';
import { forgetMemory, forgetSession, forgetUser } from '../../../worker/management/forget.ts';
import { OrgMemory } from '../../../worker/org-memory.ts';
import { turnEntry } from '../../../worker/remember.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import { Sessions } from '../../../worker/sessions.ts';
import { MemoryStore, type MemoryRows } from '../../../worker/store/memory.ts';
import { turnKey } from '../../../worker/store/schema.ts';
import type { Store } from '../../../worker/store/store.ts';
import { pull, restartPull, type Pulled, type PullParts } from '../../../worker/sync/pull.ts';
import { CloudCall } from '../../../worker/sync/cloud-call.ts';
import { keyCredentials } from '../../../worker/sync/credentials.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { HEADERS, KEY } from '../../cloud/harness.ts';
import { unit } from '../search/passages.ts';

export const DIMENSION = 16;
export const info = (stamp: string): EmbedderInfo => ({ name: 'fake', dimension: DIMENSION, stamp, backend: 'test' });

/** Vectors by length; `embedded` takes what documents came. */
export function embedderOf(stamp: string, embedded: string[] = []): Embedder {
  return {
    ready: async () => info(stamp),
    state: async () => ({ state: 'ready', progress: 1, info: info(stamp), reason: null }),
    embed: async (texts, { priority }) => {
      if (priority === 'document') embedded.push(...texts);
      return texts.map((text) => unit(DIMENSION, text.length % DIMENSION));
    },
    close: async () => undefined,
  };
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Calls as the product makes them. */
export function callOver(fetch: Fetch): CloudCall {
  const timers = { after: (): (() => void) => () => undefined };
  const ids = { projectId: 'proj_1', agentId: 'agent_1', userId: 'user_1' };
  return new CloudCall({ baseUrl: 'http://cloud.test', ...ids, credentials: keyCredentials(KEY), fetch, clock: systemClock, timers });
}

export const fetchOf =
  (cloud: Cloud): Fetch =>
  (url, init) =>
    cloud.fetch(new Request(url, init));

export interface DeviceOptions {
  readonly rows?: MemoryRows;
  readonly orgRows?: MemoryRows;
  readonly stamp?: string;
  /** Stands before the store, to fail it. */
  readonly wrap?: (store: Store) => Store;
  /** Stands before the cloud. */
  readonly call?: Fetch;
}

export interface Minute {
  /** Minutes after ten, the same for all devices of a test. */
  now: number;
}

/** A device: one user's memory and the org lane, and a push as simple as one can be. */
export class SyncedDevice {
  readonly rows: MemoryRows;
  readonly orgRows: MemoryRows;
  readonly store: Store;
  readonly orgStore: Store;
  readonly memory: UserMemory;
  readonly org: OrgMemory = new OrgMemory(new VectorArena());
  readonly segments: Segments;
  readonly orgSegments: Segments;
  readonly log: Log;
  readonly embedded: string[] = [];
  readonly orgEmbedded: string[] = [];
  readonly #backfill: Backfill;
  readonly orgBackfill: Backfill;
  readonly #sessions: Sessions;
  readonly #call: CloudCall;
  readonly #cloud: Cloud;
  readonly #minute: Minute;
  readonly newId: (prefix: string) => string;

  private constructor(cloud: Cloud, name: string, minute: Minute, { rows = {}, orgRows = {}, stamp = 'one', wrap = (store) => store, call }: DeviceOptions) {
    this.rows = rows;
    this.orgRows = orgRows;
    this.#cloud = cloud;
    this.#minute = minute;
    let ids = 0;
    this.newId = (prefix) => `${prefix}_${name}${++ids}`;
    this.store = wrap(new MemoryStore({ rows }));
    this.orgStore = wrap(new MemoryStore({ rows: orgRows }));
    this.segments = new Segments(this.store, () => undefined);
    this.orgSegments = new Segments(this.orgStore, () => undefined);
    this.memory = new UserMemory(new VectorArena(), undefined, (passage) => this.segments.counted(passage));
    const indexes = [this.memory.facts, this.memory.episodes];
    this.log = new Log(this.store, this.memory, {
      onCommit: () => this.#backfill.notify(),
      onBuried: () => void this.segments.purge(indexes).catch(() => undefined),
    });
    this.#sessions = new Sessions(this.log, this.memory, { newId: this.newId, now: this.now });
    const onIncident = (): void => undefined;
    this.#backfill = new Backfill({ embedder: embedderOf(stamp, this.embedded), targets: [{ segments: this.segments, indexes }], onIncident });
    this.orgBackfill = new Backfill({
      embedder: embedderOf(stamp, this.orgEmbedded),
      targets: [{ segments: this.orgSegments, indexes: [this.org.chunks] }],
      onIncident,
    });
    this.#call = callOver(call ?? fetchOf(cloud));
  }

  static async open(cloud: Cloud, name: string, minute: Minute, options: DeviceOptions = {}): Promise<SyncedDevice> {
    const device = new SyncedDevice(cloud, name, minute, options);
    await device.segments.open();
    await device.orgSegments.open();
    await device.memory.catchUp(device.store);
    await device.org.catchUp(device.orgStore);
    device.#backfill.start();
    device.orgBackfill.start();
    return device;
  }

  readonly now = (): string => new Date(Date.UTC(2026, 2, 1, 10, this.#minute.now)).toISOString();

  get parts() {
    return { log: this.log, memory: this.memory, segments: this.segments, newId: this.newId, now: this.now };
  }

  async say(sessionId: string, turnId: string, userText: string): Promise<void> {
    this.#minute.now++;
    const { memory, newId } = this;
    await this.#sessions.open({ sessionId, mode: 'default', metadata: {} }, this.now());
    const request = { sessionId, turnId, userText, assistantText: 'I see.', toolCalls: [], metadata: {} };
    await this.log.append(
      (seq) =>
        turnEntry(request, this.#sessions.require(sessionId), seq, this.now(), {
          memory,
          extract: async (input) => extractFacts(input),
          ids: { event: newId('evt'), episode: newId('epi') },
          newId,
        }),
      { absent: { table: 'turns', key: turnKey(sessionId, turnId) } },
    );
  }

  async import(items: readonly unknown[]): Promise<void> {
    this.#minute.now++;
    await importMemory(parseImport({ items }), this.log, this.memory, this.newId, this.now());
  }

  async edit(memoryId: string, text: string): Promise<void> {
    this.#minute.now++;
    await editMemory({ memoryId, text }, this.parts);
  }

  async forget(memoryId: string): Promise<void> {
    this.#minute.now++;
    await forgetMemory({ memoryId }, this.parts);
  }

  async forgetSession(sessionId: string): Promise<void> {
    this.#minute.now++;
    await forgetSession({ sessionId }, this.parts);
  }

  async forgetUser(): Promise<void> {
    this.#minute.now++;
    await forgetUser(this.parts);
  }

  /** Sends what waits, all at once. */
  async push(): Promise<void> {
    const waiting = await this.store.scan('outbox');
    const events = (await Promise.all(waiting.map(({ seq }) => this.store.get('events', seq)))).filter((event) => event !== undefined);
    if (events.length === 0) return;
    const body = JSON.stringify({ events });
    const request = new Request('http://cloud.test/v1/voice-sdk/events', { method: 'POST', body, headers: { ...HEADERS, 'content-type': 'application/json' } });
    const response = await this.#cloud.fetch(request);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const { results } = (await response.json()) as { results: readonly { status: string }[] };
    if (results.some(({ status }) => status === 'rejected')) throw new Error('an event was rejected');
    await this.store.commit(waiting.map(({ seq }) => ({ table: 'outbox', remove: seq })));
  }

  pull(more: Partial<PullParts> = {}): Promise<Pulled> {
    const { store, log, memory, segments, newId, now, org, orgStore, orgSegments, orgBackfill } = this;
    return pull({
      call: this.#call,
      identity: { workspaceId: 'proj_1', userId: 'user_1' },
      user: { store, log, memory, segments, newId, now },
      org: { store: orgStore, memory: org, segments: orgSegments, backfill: orgBackfill, announce: () => undefined, now },
      ...more,
    });
  }

  restart(): Promise<void> {
    return restartPull(this.store, this.orgStore);
  }

  /** Resolves once all has its vector and stands in a segment: nothing is written behind the calls then. */
  async settled(): Promise<void> {
    const passages = (): string[] => [...this.memory.facts.all(), ...this.memory.episodes.all()].map(({ id }) => id);
    const kept = (): boolean => this.#backfill.pending === 0 && passages().every((id) => this.segments.has(id));
    while (!kept()) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  get turns(): string[] {
    return [...this.memory.allEpisodes()].map(({ userText }) => userText).sort();
  }

  /** Texts of the facts that hold. */
  get facts(): string[] {
    return [...this.memory.factsWith([])].flatMap(({ validTo, text }) => (validTo === null ? [text] : [])).sort();
  }

  /** All that another device has to agree with, whatever the numbers are under which it is stored. */
  get state(): unknown {
    const facts = [...this.memory.factsWith([])].map(({ id, at, matchKey, text, validFrom, validTo, source, metadata }) =>
      JSON.stringify([id, at, matchKey, text, validFrom, validTo, source && [source.sessionId, source.turnId], metadata]),
    );
    const episodes = [...this.memory.allEpisodes()].map(({ id, at, sessionId, turnId, userText, assistantText, userName }) =>
      JSON.stringify([id, at, sessionId, turnId, userText, assistantText, userName]),
    );
    return { facts: facts.sort(), episodes: episodes.sort(), summary: this.memory.profile?.summary ?? '' };
  }

  /** Texts of all rows of chunks, in packs or by themselves; empty where one was removed. */
  get storedChunks(): string[] {
    const rows = [...(this.orgRows.chunks?.values() ?? [])].flatMap((row): readonly { text: string }[] => ('chunks' in row ? row.chunks : [row]));
    return rows.map(({ text }) => text).sort();
  }

  /** Every byte that is stored, as text. */
  stored(): string {
    let text = '';
    for (const [table, rows] of Object.entries(this.rows))
      for (const row of rows.values()) text += 'bytes' in row ? new TextDecoder('latin1').decode(row.bytes) : `${table} ${JSON.stringify(row)}\n`;
    return text.toLowerCase();
  }

  async close(): Promise<void> {
    await this.log.idle();
    await this.#backfill.close();
    await this.orgBackfill.close();
  }
}
