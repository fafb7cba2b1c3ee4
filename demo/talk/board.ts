import { listMemory, stats } from '../api.ts';
import { element } from '../view/dom.ts';
import { LANES, type LaneName, type Memory, type Recall, type Stats } from '../wire.ts';
import { idOf, laneView } from './lane-view.ts';
import type { Changes } from './turn-view.ts';

/** So many of a lane are looked at: the newest. */
const LISTED = 60;
/** A recalled item that scores less has little to do with the question. */
const WORTH_LIGHTING = 0.2;

const NOTHING: Changes = { facts: [], superseded: [] };

/** The four lanes beside the conversation: they fill as it goes, and what a recall finds lights up. */
export class Board {
  #items: ReadonlyMap<LaneName, readonly Memory[]> | undefined;
  #counts: Stats['counts'] | undefined;
  #fresh: ReadonlySet<string> = new Set();
  #lit: ReadonlyMap<string, number> = new Map();
  #last: Promise<unknown> = Promise.resolve();

  /** Reads the lanes, shows what came, and says which facts that changed. */
  refresh(): Promise<Changes> {
    const next = this.#last.then(() => this.#read());
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Follows what other tabs and views write. */
  follow({ counts }: Stats): void {
    const known = this.#counts;
    this.#counts = counts;
    if (known && JSON.stringify(known) !== JSON.stringify(counts)) void this.refresh().catch(() => undefined);
  }

  /** Lights what a recall found. */
  light({ profile, working, permanent, org }: Recall): void {
    const found: readonly (readonly [id: string | undefined, score: number])[] = [
      ...(profile ? [['profile', WORTH_LIGHTING] as const] : []),
      ...working.map(({ turnId, score }) => [turnId, score] as const),
      ...permanent.map(({ memoryId, score }) => [memoryId, score] as const),
      ...org.map(({ chunkId, score }) => [chunkId, score] as const),
    ];
    this.#lit = new Map(found.flatMap(([id, score]) => (id === undefined || score < WORTH_LIGHTING ? [] : [[id, score] as const])));
    this.#fresh = new Set();
    this.#show();
  }

  async #read(): Promise<Changes> {
    const [now, ...lists] = await Promise.all([stats(), ...LANES.map((lane) => listMemory({ lane, limit: LISTED }))]);
    const before = this.#items;
    this.#items = new Map(LANES.map((lane, i) => [lane, lists[i] ?? []]));
    this.#counts = now.counts;
    const changes = before ? changesOf(before, this.#items) : { fresh: new Set<string>(), ...NOTHING };
    this.#fresh = changes.fresh;
    this.#show();
    return changes;
  }

  #show(): void {
    const items = this.#items;
    if (!items) return;
    const lanes = LANES.map((lane) => {
      const listed = items.get(lane) ?? [];
      return laneView({ lane, items: listed, count: this.#countOf(lane, listed), fresh: this.#fresh, lit: this.#lit });
    });
    element('lanes').replaceChildren(...lanes);
  }

  #countOf(lane: LaneName, listed: readonly Memory[]): number {
    const counts = this.#counts;
    if (!counts || lane === 'profile' || lane === 'working') return listed.length;
    return lane === 'org' ? counts.org : counts.facts + counts.episodes;
  }
}

function changesOf(before: ReadonlyMap<LaneName, readonly Memory[]>, after: ReadonlyMap<LaneName, readonly Memory[]>): Changes & { fresh: Set<string> } {
  const known = new Map([...before.values()].flat().map((item) => [item.memoryId, item]));
  const text = (item: Memory): string => `${item.lane} ${idOf(item)} ${item.text}`;
  const shown = new Set([...before.values()].flat().map(text));
  const all = [...after.values()].flat();
  const fresh = new Set(all.filter((item) => !shown.has(text(item))).map(({ memoryId }) => memoryId));
  const facts = all.filter(({ kind }) => kind === 'fact');
  return {
    fresh,
    facts: facts.filter(({ memoryId, validTo }) => !known.has(memoryId) && validTo === undefined),
    superseded: facts.filter(({ memoryId, validTo }) => validTo !== undefined && known.get(memoryId)?.validTo === undefined && known.has(memoryId)),
  };
}
