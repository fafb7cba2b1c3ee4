import type { IndexListResponse, MemoryItem, MemoryListRequest, MemoryListResponse } from '../../src/contract/local.ts';
import type { LaneName } from '../../src/contract/types.ts';
import type { OrgView } from '../lanes/org.ts';
import type { UserMemory } from '../user-memory.ts';
import { cursorOf, positionOf, type Position } from './cursor.ts';
import { briefItem, chunkItem, episodeItem, factItem, profileItem } from './item.ts';

/** What is listed. The caller has caught up with what others wrote. */
export interface ListSources {
  readonly memory: UserMemory;
  readonly org: OrgView;
  /** The indexes that the org lane's chunks belong to: their dates are the chunks'. */
  readonly indexes: IndexListResponse['indexes'];
}

/** A row that may be shown, where it stands in the order, and what it would read as. */
interface Entry extends Position {
  readonly item: () => MemoryItem;
}

/** The profile is of no date: it stands before everything. */
const FIRST = '\uffff';

/**
 * One page of what is remembered, newest first. A page begins after the place where the one before it ended, so what comes
 * or goes between two pages makes no item show twice and hides none that stays.
 *
 * @throws RuntimeError `runtime.bad_request` for a cursor that is none
 */
export function listMemories(request: MemoryListRequest, sources: ListSources): MemoryListResponse {
  const from = request.cursor === undefined ? null : positionOf(request.cursor);
  const matches = matcher(request.q);
  const wanted = request.limit + 1;
  let page: { readonly entry: Entry; readonly item: MemoryItem }[] = [];
  const trim = (): void => void (page = page.sort((a, b) => order(a.entry, b.entry)).slice(0, wanted));
  for (const entry of entries(request.lane, sources)) {
    if (from && order(entry, from) <= 0) continue;
    const item = entry.item();
    if (!matches(item.text)) continue;
    page.push({ entry, item });
    // sorted a few times and kept short: of a hundred thousand memories one page is shown
    if (page.length >= wanted * 8) trim();
  }
  trim();
  const shown = page.slice(0, request.limit);
  return { items: shown.map(({ item }) => item), nextCursor: page.length > shown.length ? cursorOf(shown.at(-1)!.entry) : null };
}

/** Negative when `a` is shown before `b`: the newer one; of equal dates by key. */
function order(a: Position, b: Position): number {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Texts that hold the whole filter or, in any order, each of its words. */
function matcher(q: string | undefined): (text: string) => boolean {
  const wanted = folded(q ?? '').trim();
  if (wanted === '') return () => true;
  const words = wanted.split(/\s+/u);
  return (text) => {
    const held = folded(text);
    return held.includes(wanted) || words.every((word) => held.includes(word));
  };
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function* entries(lane: LaneName | undefined, { memory, org, indexes }: ListSources): Generator<Entry> {
  const { profile } = memory;
  if ((lane ?? 'profile') === 'profile' && profile && profile.summary !== '') yield { at: FIRST, key: 'profile', item: () => profileItem(profile) };
  if ((lane ?? 'permanent') === 'permanent') {
    for (const fact of memory.factsWith([])) yield { at: fact.validFrom, key: `fact ${fact.id}`, item: () => factItem(fact) };
    for (const episode of memory.allEpisodes()) yield { at: episode.at, key: `turn ${episode.id}`, item: () => episodeItem(episode, 'permanent') };
  }
  if ((lane ?? 'working') === 'working') yield* workingEntries(memory, lane === 'working');
  if ((lane ?? 'org') === 'org') {
    const dates = new Map(indexes.map(({ name, updatedAt }) => [name, updatedAt]));
    for (const { item: id } of org.chunks.all()) {
      const chunk = org.chunk(id);
      if (chunk) yield { at: dates.get(chunk.index) ?? '', key: `chunk ${id}`, item: () => chunkItem(chunk) };
    }
  }
}

/** Briefs and, where the lane itself is asked for, the turns of open sessions; elsewhere a turn is shown as the permanent lane has it. */
function* workingEntries(memory: UserMemory, turns: boolean): Generator<Entry> {
  for (const { id, endedAt, brief, lastActiveAt } of memory.allSessions()) {
    const text = endedAt === null ? memory.briefOf(id) : brief;
    const at = endedAt ?? lastActiveAt;
    if (text !== '') yield { at, key: `brief ${id}`, item: () => briefItem(id, text, at) };
    if (!turns || endedAt !== null) continue;
    for (const episode of memory.turnsOf(id)) yield { at: episode.at, key: `turn ${episode.id}`, item: () => episodeItem(episode, 'working') };
  }
}
