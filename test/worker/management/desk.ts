import { DEFAULT_BUDGETS } from '../../../src/contract/defaults.ts';
import { parseImport } from '../../../src/contract/parse.ts';
import type { ImportResponse, MemoryItem, MemoryListRequest } from '../../../src/contract/local.ts';
import type { SearchResponse } from '../../../src/contract/types.ts';
import { systemClock } from '../../../worker/clock.ts';
import { Deadline } from '../../../worker/deadline.ts';
import { Backfill } from '../../../worker/embed/backfill.ts';
import type { Embedder } from '../../../worker/embed/embedder.ts';
import type { ExtractorInput } from '../../../worker/extract/extractor.ts';
import { extractFacts } from '../../../worker/extract/grammar.ts';
import { importMemory } from '../../../worker/import-memory.ts';
import { orgLane } from '../../../worker/lanes/org.ts';
import { permanentLane } from '../../../worker/lanes/permanent.ts';
import { profileLane } from '../../../worker/lanes/profile.ts';
import { workingLane } from '../../../worker/lanes/working.ts';
import { Log } from '../../../worker/log.ts';
import { exportMemories } from '../../../worker/management/export.ts';
import { listMemories } from '../../../worker/management/list.ts';
import type { ManagementParts } from '../../../worker/management/parts.ts';
import { OrgMemory } from '../../../worker/org-memory.ts';
import { recall } from '../../../worker/recall.ts';
import { turnEntry } from '../../../worker/remember.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import { Sessions } from '../../../worker/sessions.ts';
import { MemoryStore, type MemoryRows } from '../../../worker/store/memory.ts';
import { turnKey } from '../../../worker/store/schema.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { unit } from '../search/passages.ts';

const DIMENSION = 16;
const INFO = { name: 'fake', dimension: DIMENSION, stamp: 'one', backend: 'test' };

/** Vectors by length: what they mean does not matter here. */
function embedder(embedded: string[]): Embedder {
  return {
    ready: async () => INFO,
    state: async () => ({ state: 'ready', progress: 1, info: INFO, reason: null }),
    embed: async (texts, { priority }) => {
      if (priority === 'document') embedded.push(...texts);
      return texts.map((text) => unit(DIMENSION, text.length % DIMENSION));
    },
    close: async () => undefined,
  };
}

/** One tab at work on a user's memory: the runtime's parts, put together as it does, with the management beside them. */
export class Desk {
  readonly rows: MemoryRows;
  readonly store: MemoryStore;
  readonly memory = new UserMemory(
    new VectorArena(),
    () => undefined,
    (passage) => this.segments.counted(passage),
  );
  readonly org = new OrgMemory(new VectorArena());
  readonly orgStore = new MemoryStore();
  readonly segments: Segments;
  readonly log: Log;
  readonly sessions: Sessions;
  readonly parts: ManagementParts;
  /** Texts that were embedded since it was opened. */
  readonly embedded: string[] = [];
  readonly #backfill: Backfill;
  #ids = 0;
  /** Minutes after ten. */
  #minute = 0;
  #purging: Promise<void> = Promise.resolve();

  constructor(rows: MemoryRows, name: string) {
    this.rows = rows;
    this.store = new MemoryStore({ rows });
    this.segments = new Segments(this.store, () => undefined);
    this.log = new Log(this.store, this.memory, {
      onCommit: () => this.#backfill.notify(),
      onBuried: () => void (this.#purging = this.segments.purge(this.#indexes)),
    });
    const newId = (prefix: string): string => `${prefix}_${name}${++this.#ids}`;
    this.sessions = new Sessions(this.log, this.memory, { newId, now: () => this.now() });
    this.parts = { log: this.log, memory: this.memory, segments: this.segments, newId, now: () => this.now() };
    this.#backfill = new Backfill({
      embedder: embedder(this.embedded),
      targets: [{ segments: this.segments, indexes: this.#indexes }],
      onIncident: () => undefined,
    });
  }

  /** Opens what there is, as after a restart, and finishes what a crash left undone. */
  static async open(rows: MemoryRows = {}, name = 'a'): Promise<Desk> {
    const desk = new Desk(rows, name);
    await desk.segments.open();
    await desk.memory.catchUp(desk.store);
    if (desk.memory.tombstone > 0 && desk.segments.stale) await desk.segments.purge(desk.#indexes);
    desk.#backfill.start();
    return desk;
  }

  get #indexes() {
    return [this.memory.facts, this.memory.episodes];
  }

  now(): string {
    return new Date(Date.UTC(2026, 2, 1, 10, this.#minute)).toISOString();
  }

  async start(sessionId: string): Promise<void> {
    await this.sessions.open({ sessionId, mode: 'default', metadata: {} }, this.now());
  }

  /** Says something in an open session, as turn/after takes it. */
  async say(sessionId: string, turnId: string, userText: string, assistantText = ''): Promise<'appended' | 'exists' | 'nothing'> {
    this.#minute++;
    const { memory, newId } = { ...this.parts };
    await this.sessions.find(sessionId);
    const request = { sessionId, turnId, userText, assistantText, toolCalls: [{ name: 'search_memory', hits: 2 }], metadata: { channel: 'web' } };
    const ids = { event: newId('evt'), episode: newId('epi') };
    const remembering = { memory, extract: async (input: ExtractorInput) => extractFacts(input), ids, newId };
    return this.log.append((seq) => turnEntry(request, this.sessions.require(sessionId), seq, this.now(), remembering), {
      absent: { table: 'turns', key: turnKey(sessionId, turnId) },
    });
  }

  async end(sessionId: string): Promise<void> {
    this.#minute++;
    await this.sessions.end(sessionId, 'completed', this.now());
  }

  import(items: readonly unknown[], signal?: AbortSignal): Promise<ImportResponse> {
    return importMemory(parseImport({ items }), this.log, this.memory, this.parts.newId, this.now(), signal);
  }

  async export(): Promise<string> {
    let text = '';
    for await (const line of exportMemories(this.parts)) text += line;
    return text;
  }

  list(request: Partial<MemoryListRequest> = {}): readonly MemoryItem[] {
    return listMemories({ limit: 500, ...request }, { memory: this.memory, org: this.org, indexes: [] }).items;
  }

  search(query: string, sessionId = 's'): Promise<SearchResponse> {
    const { memory } = this;
    return recall(
      { sessionId, query, intent: 'answer_current_user', includeSources: true, timeoutMs: 10_000, topK: { working: 50, permanent: 50 } },
      {
        lanes: { profile: profileLane(() => memory.profile), working: workingLane(memory), permanent: permanentLane(memory), org: orgLane(this.org) },
        budgets: DEFAULT_BUDGETS,
        deadline: new Deadline(systemClock, 10_000),
        orgOnly: false,
        embed: (text, ms) => this.#backfill.query(text, ms),
      },
    );
  }

  /** Resolves once everything has its vector and stands in a segment, and what others forgot is out of the segments. */
  async settled(): Promise<void> {
    const kept = (): boolean => this.#backfill.pending === 0 && this.#indexes.every((index) => [...index.all()].every(({ id }) => this.segments.has(id)));
    this.#backfill.notify();
    while (!kept()) await new Promise((resolve) => setTimeout(resolve, 0));
    await this.#purging;
  }

  /** Every byte that is stored, as text in lower case. */
  async stored(): Promise<string> {
    let text = '';
    for (const [table, rows] of Object.entries(this.rows))
      for (const row of rows.values()) text += 'bytes' in row ? new TextDecoder('latin1').decode(row.bytes) : `${table} ${JSON.stringify(row)}\n`;
    return text.toLowerCase();
  }

  async close(): Promise<void> {
    await this.log.idle();
    await this.#backfill.close();
  }
}
