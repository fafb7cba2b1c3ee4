import type { ImportEntry, ImportItem, ImportSession, ImportTurn } from '../../src/contract/local.ts';
import type { ToolCallRecord } from '../../src/contract/types.ts';
import type { EpisodeRow, EventRow, FactRow, SessionRow } from '../store/schema.ts';
import { nextTask } from '../next-task.ts';
import type { ManagementParts } from './parts.ts';

/** Turns whose events are read at once. */
const PAGE = 200;

/**
 * Everything of the user as JSON Lines, each with its line break: sessions, turns in the order of the log, facts. It is
 * the form that import reads: into an empty memory it brings the same list, the same profile and the same answers.
 *
 * What is written while it runs may be missing; what is forgotten while it runs is left out from then on.
 *
 * @example
 * ```ts
 * for await (const line of exportMemories(parts)) await file.write(line);
 * ```
 */
export async function* exportMemories({ log, memory }: Pick<ManagementParts, 'log' | 'memory'>): AsyncGenerator<string, void, undefined> {
  await log.catchUp();
  for (const session of [...memory.allSessions()].sort((a, b) => byText(a.startedAt, b.startedAt) || byText(a.id, b.id)))
    if (memory.session(session.id)) yield lineOf(sessionEntry(session));
  const episodes = [...memory.allEpisodes()].sort((a, b) => a.seq - b.seq);
  for (let from = 0; from < episodes.length; from += PAGE) {
    const page = episodes.slice(from, from + PAGE);
    await nextTask();
    const events = await Promise.all(page.map(({ seq }) => log.store.get('events', seq)));
    for (const [i, episode] of page.entries()) if (memory.episode(episode.id)) yield lineOf(turnEntry(episode, events[i]));
  }
  // those that hold go first: each that comes later ends at the next, and one that has its end already asks for none
  const facts = [...memory.factsWith([])].sort(
    (a, b) => Number(a.validTo !== null) - Number(b.validTo !== null) || byText(a.validFrom, b.validFrom) || byText(a.id, b.id),
  );
  for (const fact of facts) if (memory.fact(fact.id)) yield lineOf(factEntry(fact));
}

/** Not by when a row was last written: an export of an import is the same file. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lineOf(entry: ImportEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function sessionEntry({ id, mode, startedAt, lastActiveAt, endedAt, metadata, brief }: SessionRow): ImportSession {
  return {
    kind: 'session',
    sessionId: id,
    mode,
    startedAt,
    lastActiveAt,
    ...(endedAt === null ? {} : { endedAt }),
    metadata,
    ...(brief === '' ? {} : { brief }),
  };
}

/** What is searched stands in the episode; what came along with the turn stands in its event alone. */
function turnEntry(episode: EpisodeRow, event: EventRow | undefined): ImportTurn {
  const { id, sessionId, turnId, userText, assistantText, at, userName } = episode;
  const { toolCalls, metadata } = event?.kind === 'turn' ? event.payload : {};
  return {
    kind: 'turn',
    sessionId,
    turnId,
    memoryId: id,
    userText,
    assistantText,
    occurredAt: at,
    ...(userName === null ? {} : { userName }),
    ...(isList(toolCalls) && toolCalls.length > 0 ? { toolCalls } : {}),
    ...(isRecord(metadata) && Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(event ? { localEventId: event.id } : {}),
  };
}

function factEntry({ id, matchKey, text, validFrom, validTo, metadata, source, at }: FactRow): ImportItem {
  return {
    kind: 'fact',
    memoryId: id,
    ...(matchKey === null ? {} : { matchKey }),
    text,
    validFrom,
    ...(validTo === null ? {} : { validTo }),
    ...(isRecord(metadata) && Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(source === null ? {} : { source }),
    occurredAt: at,
  };
}

/** As it was asserted when it came; a damaged row may hold anything. */
function isList(value: unknown): value is readonly ToolCallRecord[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
