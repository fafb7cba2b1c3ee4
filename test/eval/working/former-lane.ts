import type { WorkingHit } from '../../../src/contract/types.ts';
import type { ContextLine } from '../../../worker/composer.ts';
import type { HybridIndex } from '../../../worker/search/hybrid.ts';
import type { RankedPassage } from '../../../worker/search/passage.ts';
import { terms } from '../../../worker/search/tokens.ts';
import type { EpisodeRow } from '../../../worker/store/schema.ts';
import { NOTHING, type Lane, type LaneHit } from '../../../worker/lanes/lane.ts';
import { bestItems, contextLine, contextLines } from '../../../worker/lanes/ranked-items.ts';

/** The brief of the session before. */
export interface LastBrief {
  readonly sessionId: string;
  readonly text: string;
  /** ISO 8601. */
  readonly endedAt: string;
}

/** What the working lane reads of the user's memory. */
export interface WorkingView {
  readonly episodes: HybridIndex;
  episode(id: string): EpisodeRow | undefined;
  /** Turns of a session, oldest first. */
  turnsOf(sessionId: string): readonly EpisodeRow[];
  /** The running brief of a session; empty while its turns are few enough to be shown themselves. */
  briefOf(sessionId: string): string;
  lastBrief(sessionId: string): LastBrief | null;
}

/** The brief of the last call is shown while this one opens; later only to a query that it speaks of. */
const OPENING_TURNS = 4;

/** Of four turns one is the most recent, whatever the query: the thread of the talk. */
const RECENT_SHARE = 4;

/** This call: the running brief, the turns that matter to the query and the latest ones, the brief of the last call. */
export function workingLane(view: WorkingView): Lane<WorkingHit> {
  return {
    search: async ({ query, sessionId, topK }) => {
      const ranking = await view.episodes.rank(query);
      if (topK === 0) return NOTHING;
      const briefs = briefEntries(view, sessionId, query.terms);
      // with little room the turns come first
      const shownBriefs = briefs.slice(0, Math.max(0, topK - 1));
      const room = topK - shownBriefs.length;
      const own = ranking.passages.filter(({ passage }) => passage.thread === sessionId);
      const latest = view.turnsOf(sessionId).slice(-room).toReversed();
      const recent = latest.slice(0, Math.ceil(room / RECENT_SHARE));
      const scores = bestItems(own, own.length);
      const chosen = new Set([...recent.map(({ id }) => id), ...scores.keys(), ...latest.map(({ id }) => id)]);
      const turns = [...chosen]
        .slice(0, room)
        .map((id) => view.episode(id))
        .filter((turn) => turn !== undefined);
      const hits = turns.map((turn) => turnHit(turn, scores.get(turn.id)?.score ?? 0)).sort((a, b) => b.score - a.score);
      return {
        hits: [...shownBriefs.map(({ hit }) => hit), ...hits],
        lines: workingLines(view, briefs, own, recent),
        lexicalOnly: !ranking.dense,
      };
    },
  };
}

function* workingLines(view: WorkingView, briefs: readonly BriefEntry[], own: readonly RankedPassage[], recent: readonly EpisodeRow[]): Generator<ContextLine> {
  for (const { line } of briefs) yield line;
  yield* contextLines(own);
  for (const { id } of recent) for (const passage of view.episodes.passagesOf(id)) yield contextLine(passage);
}

function turnHit(turn: EpisodeRow, score: number): LaneHit<WorkingHit> {
  return { id: turn.id, score, item: { kind: 'turn', text: turnText(turn), score, turnId: turn.turnId, occurredAt: turn.at } };
}

/** A turn as an item shows it: both sides, verbatim. */
export function turnText(turn: EpisodeRow): string {
  return [turn.userText, turn.assistantText].filter((side) => side !== '').join('\n');
}

interface BriefEntry {
  readonly hit: LaneHit<WorkingHit>;
  readonly line: ContextLine;
}

function briefEntries(view: WorkingView, sessionId: string, queryTerms: readonly string[]): BriefEntry[] {
  const entry = (kind: 'brief' | 'last_brief', of: string, brief: string, text: string, day: string | null): BriefEntry => {
    const id = `brief:${of}`;
    const score = coverage(brief, queryTerms);
    return { hit: { id, score, item: { kind, text: brief, score } }, line: { id, item: id, text, day } };
  };
  const running = view.briefOf(sessionId);
  const last = view.lastBrief(sessionId);
  return [
    ...(running === '' ? [] : [entry('brief', sessionId, running, running, null)]),
    ...(last && (view.turnsOf(sessionId).length < OPENING_TURNS || coverage(last.text, queryTerms) > 0)
      ? [entry('last_brief', last.sessionId, last.text, `Last call: ${last.text}`, last.endedAt.slice(0, 10))]
      : []),
  ];
}

/** A brief names topics and answers nothing: it scores below what was said about them. */
const BRIEF_SHARE = 0.1;

/** A brief is no answer in itself: a small part of the share of the query's terms that it mentions. */
function coverage(text: string, queryTerms: readonly string[]): number {
  const wanted = new Set(queryTerms);
  if (wanted.size === 0) return 0;
  const present = new Set(terms(text));
  return ([...wanted].filter((term) => present.has(term)).length / wanted.size) * BRIEF_SHARE;
}
