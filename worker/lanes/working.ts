import type { WorkingHit } from '../../src/contract/types.ts';
import { orderOf, type BriefLine, type CallBrief } from '../brief/call-brief.ts';
import { asksAboutTalk } from '../brief/cues.ts';
import { runningBrief, topicLine } from '../brief.ts';
import type { ContextLine } from '../composer.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import { itemOf, type Passage, type RankedPassage } from '../search/passage.ts';
import { coverage } from '../search/coverage.ts';
import { terms } from '../search/tokens.ts';
import type { EpisodeRow } from '../store/schema.ts';
import { NOTHING, type Lane, type LaneHit, type Origin } from './lane.ts';
import { bestItems, contextLine } from './ranked-items.ts';

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
  /** What a session has been about; without topics while its turns are few enough to be shown themselves. */
  callOf(sessionId: string): CallBrief;
  lastBrief(sessionId: string): LastBrief | null;
}

/** The brief of the last call is shown while this one opens; later only to a query that it speaks of. */
const OPENING_TURNS = 4;

/** Lines of the last call's brief; what another side told may have more. */
const LAST_LINES = 12;

/** Of four turns one is the most recent, whatever the query: the thread of the talk. */
const RECENT_SHARE = 4;

/** This call: the running brief, the turns that matter to the query and the latest ones, the brief of the last call. */
export function workingLane(view: WorkingView): Lane<WorkingHit> {
  return {
    search: async ({ query, sessionId, topK, intent }) => {
      const ranking = await view.episodes.rank(query);
      if (topK === 0) return NOTHING;
      const briefs = briefEntries(view, sessionId, query.terms);
      // with little room the turns come first
      const shownBriefs = briefs.slice(0, Math.max(0, topK - 1));
      const room = topK - shownBriefs.length;
      const own = ranking.passages.filter(({ passage }) => passage.thread === sessionId);
      const latest = view.turnsOf(sessionId).slice(-room).toReversed();
      const recent = intent === 'summary' ? latest : latest.slice(0, Math.ceil(room / RECENT_SHARE));
      const found = bestItems(own, own.length);
      const chosen = new Set([...recent.map(({ id }) => id), ...found.keys(), ...latest.map(({ id }) => id)]);
      const turns = [...chosen]
        .slice(0, room)
        .map((id) => view.episode(id))
        .filter((turn) => turn !== undefined);
      const hits = turns.map((turn) => turnHit(turn, found.get(turn.id))).sort((a, b) => b.score - a.score);
      // a summary is read from its beginning
      const shown = intent === 'summary' ? turns.toReversed().map((turn) => turnHit(turn, found.get(turn.id))) : hits;
      return {
        hits: [...shownBriefs.map(({ hit }) => hit), ...shown],
        lines:
          intent === 'summary'
            ? summaryLines({ view, sessionId, briefs })
            : answerLines({ view, sessionId, briefs, own, recent, aboutTalk: asksAboutTalk(query.text) }),
        lexicalOnly: !ranking.dense,
        originOf: (id) => {
          const turn = view.episode(id);
          return turn && turnOrigin(turn);
        },
      };
    },
  };
}

interface BriefParts {
  readonly view: WorkingView;
  readonly sessionId: string;
  readonly briefs: readonly BriefEntry[];
}

/** What stands in the text for an answer, best first. It is shown in the order of the call. */
interface AnswerParts extends BriefParts {
  readonly own: readonly RankedPassage[];
  readonly recent: readonly EpisodeRow[];
  /** The query asks about the call itself: its brief is the answer. */
  readonly aboutTalk: boolean;
}

/** Lines that stand before the brief whatever they share with the query. */
const FIRST_LINES = 4;

/**
 * The brief comes where the first line stands that shares no word with the query. In a long call there may be no room left
 * for it by then, and the lines are worth more: with the brief before them the share of evidence that stands in the text
 * fell by .018.
 */
function* answerLines(parts: AnswerParts): Generator<ContextLine> {
  const { view, sessionId, own, recent, aboutTalk } = parts;
  let briefed = aboutTalk || view.turnsOf(sessionId).length < OPENING_TURNS;
  if (briefed) yield* briefLines(parts, aboutTalk ? SUMMARY_CHARS : undefined);
  for (const [i, found] of own.entries()) {
    if (!briefed && i >= FIRST_LINES && found.lexical <= 0) {
      briefed = true;
      yield* briefLines(parts);
    }
    yield { ...orderedLine(view, found.passage), found };
  }
  if (!briefed) yield* briefLines(parts);
  for (const { id } of recent) for (const passage of view.episodes.passagesOf(id)) yield orderedLine(view, passage);
}

/** The brief at greater length, then the latest turns, the newest before all others. */
function* summaryLines(parts: BriefParts): Generator<ContextLine> {
  yield* briefLines(parts, SUMMARY_CHARS);
  const { view, sessionId } = parts;
  const turns = view.turnsOf(sessionId);
  for (let i = turns.length - 1; i >= 0; i--) for (const passage of view.episodes.passagesOf(turns[i]!.id)) yield orderedLine(view, passage);
}

/** Half of the room: the rest is for the latest turns, or for what answers the query. */
const SUMMARY_CHARS = 1_200;

function* briefLines({ view, sessionId, briefs }: BriefParts, chars?: number): Generator<ContextLine> {
  for (const { lines } of briefs) yield* lines;
  const call = view.callOf(sessionId);
  for (const line of chars === undefined ? call.brief.lines : call.best(chars)) yield briefLine(view, sessionId, line);
}

/** A line with its place in the call. */
function orderedLine(view: WorkingView, passage: Passage): ContextLine {
  const turn = view.episode(passage.item);
  const line = contextLine(passage);
  return turn ? { ...line, order: orderOf(turn, Number(passage.id.slice(passage.item.length + 1))) } : line;
}

/** A line of the brief belongs to it: a caller who wants few items gets it with the brief or not at all. */
function briefLine(view: WorkingView, sessionId: string, { id, text, order }: BriefLine): ContextLine {
  return { id, item: briefId(sessionId), text, day: view.episode(itemOf(id))?.at.slice(0, 10) ?? null, order };
}

const briefId = (sessionId: string): string => `brief:${sessionId}`;

function turnHit(turn: EpisodeRow, found: RankedPassage | undefined): LaneHit<WorkingHit> {
  const score = found?.score ?? 0;
  return { id: turn.id, score, item: { kind: 'turn', text: turnText(turn), score, turnId: turn.turnId, occurredAt: turn.at }, ...(found && { found }) };
}

/** Where a turn's lines come from. */
export function turnOrigin({ sessionId, turnId, at }: EpisodeRow): Origin {
  return { sourceTurn: { sessionId, turnId }, validFrom: at };
}

/** A turn as an item shows it: both sides, verbatim. */
export function turnText(turn: EpisodeRow): string {
  return [turn.userText, turn.assistantText].filter((side) => side !== '').join('\n');
}

interface BriefEntry {
  readonly hit: LaneHit<WorkingHit>;
  readonly lines: readonly ContextLine[];
}

function briefEntries(view: WorkingView, sessionId: string, queryTerms: readonly string[]): BriefEntry[] {
  const entry = (kind: 'brief' | 'last_brief', of: string, brief: string, shown: readonly string[], day: string | null, score: number): BriefEntry => {
    const id = briefId(of);
    const lines = shown.map((text, n): ContextLine => ({ id: `${id}#${n}`, item: id, text, day }));
    return { hit: { id, score, item: { kind, text: brief, score } }, lines };
  };
  const call = view.callOf(sessionId);
  const running = runningBrief(call);
  const topics = call.brief.topics === '' ? [] : [topicLine(call)];
  const last = view.lastBrief(sessionId);
  const spokenOf = last ? spokenShare(new Set(terms(last.text)), queryTerms) : 0;
  return [
    ...(running === '' ? [] : [entry('brief', sessionId, running, topics, null, spokenShare(call.brief.terms, queryTerms))]),
    ...(last && (view.turnsOf(sessionId).length < OPENING_TURNS || spokenOf > 0)
      ? [
          entry(
            'last_brief',
            last.sessionId,
            last.text,
            last.text
              .split('\n')
              .slice(0, LAST_LINES)
              .map((line) => `Last call: ${line}`),
            last.endedAt.slice(0, 10),
            spokenOf,
          ),
        ]
      : []),
  ];
}

/** A brief names topics and answers nothing: it scores below what was said about them. */
const BRIEF_SHARE = 0.1;

/** A brief is no answer in itself: a small part of the share of the query's terms that it mentions. */
function spokenShare(present: ReadonlySet<string>, queryTerms: readonly string[]): number {
  return coverage(present, queryTerms) * BRIEF_SHARE;
}
