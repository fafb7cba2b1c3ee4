import { LANES, type Budgets, type LaneName, type LaneTrace, type SearchRequest, type SearchResponse } from '../src/contract/types.ts';
import { compose, type ContextLine, type LaneLines } from './composer.ts';
import { Explanation } from './explain.ts';
import { timed, type Deadline } from './deadline.ts';
import { intentOf } from './lanes/intent.ts';
import type { Lane, LaneAnswer, LaneHit, Lanes } from './lanes/lane.ts';
import { analyse, type LineBefore, type NoEmbedding, type QueryEmbedding } from './search/query.ts';

export interface RecallContext {
  readonly lanes: Lanes;
  readonly budgets: Budgets;
  readonly deadline: Deadline;
  readonly orgOnly: boolean;
  /** Whose recall it is, where several share a lane. Default: anybody's. */
  readonly asker?: object;
  /** What the user said last in this session; asked only where it counts. Default: nothing. */
  readonly before?: () => readonly LineBefore[];
  /** Starts the embedding of the query; resolves at the latest after `ms`, to the reason when there is no vector. Never rejects. */
  embed(text: string, ms: number): Promise<QueryEmbedding>;
}

/** Kept back from the deadline, in milliseconds: to scan and fuse once the embedding is in or given up, and to compose. */
const RANK_RESERVE = 30;
const COMPOSE_RESERVE = 5;
/** With a short deadline the reserves shrink to these shares of it. */
const RANK_SHARE = 0.2;
const COMPOSE_SHARE = 0.05;

const WHY: Readonly<Record<NoEmbedding, string>> = {
  needless: 'nothing to compare',
  off: 'the model is off',
  loading: 'the model is loading',
  late: 'the model was late',
  failed: 'the model failed',
};

/** How many times the usual items there are when the usual ones did not help. */
const WIDER = 2;

const SKIPPED: LaneTrace = { status: 'skipped', startMs: 0, ms: 0 };

/**
 * One recall: all lanes at once under one deadline, whatever arrived composed. Never rejects for a lane's sake: a lane
 * that throws, hangs or is late costs its own lines and sets `degraded`.
 */
export async function recall(request: SearchRequest, context: RecallContext): Promise<SearchResponse> {
  const { deadline, budgets } = context;
  const budget = deadline.left();
  let embedMs = 0;
  const wanted = wantedLanes(request, context.orgOnly);
  const needsEmbedding = wanted.some((lane) => lane !== 'profile') && request.query.trim() !== '';
  let missing = 'the query has no embedding yet';
  const embedding: Promise<QueryEmbedding> = needsEmbedding
    ? context.embed(request.query, budget - Math.min(RANK_RESERVE, budget * RANK_SHARE)).then((result) => {
        if (result.vector) embedMs = deadline.spent();
        missing = result.vector ? 'no vectors yet' : WHY[result.reason];
        return result;
      })
    : Promise.resolve({ vector: null, reason: 'needless' });
  const query = analyse(request.query, embedding, context.before, context.asker);
  const intent = intentOf(request.intent);
  const itemsOf = (lane: 'working' | 'permanent' | 'org', usual: number): number => request.topK?.[lane] ?? (intent === 'wider' ? WIDER * usual : usual);
  const limit = budget - Math.min(COMPOSE_RESERVE, budget * COMPOSE_SHARE);

  const ask = async <T>(name: LaneName, lane: Lane<T>, topK: number): Promise<{ readonly answer: LaneAnswer<T> | null; readonly trace: LaneTrace }> => {
    if (!wanted.includes(name)) return { answer: null, trace: SKIPPED };
    const { value, trace } = await timed(deadline, limit - deadline.spent(), () => lane.search({ query, sessionId: request.sessionId, topK, intent }));
    return { answer: value, trace: value?.lexicalOnly ? { ...trace, reason: `by words alone: ${missing}` } : trace };
  };
  const { lanes } = context;
  const [profile, working, permanent, org] = await Promise.all([
    ask('profile', lanes.profile, request.topK?.profile ?? 1),
    ask('working', lanes.working, itemsOf('working', budgets.topKWorking)),
    ask('permanent', lanes.permanent, itemsOf('permanent', budgets.topKPermanent)),
    ask('org', lanes.org, itemsOf('org', budgets.topKOrg)),
  ]);

  const composeStart = deadline.spent();
  // a turn that the working lane shows is not shown again
  const inWorking = new Set(working.answer?.hits.map(({ id }) => id));
  const hits = {
    working: working.answer?.hits ?? [],
    permanent: (permanent.answer?.hits ?? []).filter(({ id }) => !inWorking.has(id)).slice(0, itemsOf('permanent', budgets.topKPermanent)),
    org: org.answer?.hits ?? [],
  };
  const lines: LaneLines = {
    profile: profile.answer?.lines ?? [],
    working: boundedLines(working.answer, hits.working, request.topK?.working),
    permanent: boundedLines(permanent.answer, hits.permanent, request.topK?.permanent),
    org: boundedLines(org.answer, hits.org, request.topK?.org),
  };
  const composed = compose(lines, budgets);
  const explanation = new Explanation(
    { profile: profile.answer, working: working.answer, permanent: permanent.answer, org: org.answer },
    query,
    request.explain === true,
  );
  const traces: Record<LaneName, LaneTrace> = { profile: profile.trace, working: working.trace, permanent: permanent.trace, org: org.trace };
  const degraded = LANES.some((lane) => traces[lane].status === 'late' || traces[lane].status === 'failed' || traces[lane].reason !== undefined);
  return {
    contextText: composed.text,
    profile: profile.answer?.hits[0]?.item ?? null,
    working: hits.working.map(({ item }) => item),
    permanent: hits.permanent.map(({ item }) => item),
    org: hits.org.map(({ item }) => item),
    ...(request.includeSources ? { sources: explanation.sources({ profile: profile.answer?.hits ?? [], ...hits }) } : {}),
    trace: {
      profileMs: profile.trace.ms,
      workingMs: working.trace.ms,
      permanentMs: permanent.trace.ms,
      orgMs: org.trace.ms,
      totalMs: deadline.spent(),
      degraded,
      lanes: traces,
      embedMs,
      composeMs: deadline.spent() - composeStart,
      ...(request.explain ? { lines: explanation.lines(composed.lines()) } : {}),
    },
  };
}

function wantedLanes(request: SearchRequest, orgOnly: boolean): readonly LaneName[] {
  const asked = request.lanes ?? LANES;
  return orgOnly ? asked.filter((lane) => lane === 'org') : asked;
}

/** A topK that the caller sent bounds contextText too; otherwise the best lines stand in it, of whichever item. */
function boundedLines(answer: LaneAnswer<unknown> | null, hits: readonly LaneHit<unknown>[], given: number | undefined): Iterable<ContextLine> {
  if (!answer || given === undefined) return answer?.lines ?? [];
  return linesOf(new Set(hits.map(({ id }) => id)), answer.lines);
}

function* linesOf(items: ReadonlySet<string>, lines: Iterable<ContextLine>): Generator<ContextLine> {
  for (const line of lines) if (items.has(line.item)) yield line;
}
