import { LANES, type Budgets, type LaneName, type LaneTrace, type SearchRequest, type SearchResponse, type SourceRef } from '../src/contract/types.ts';
import { compose, type ContextLine, type LaneLines } from './composer.ts';
import { timed, type Deadline } from './deadline.ts';
import type { Lane, LaneAnswer, LaneHit, Lanes } from './lanes/lane.ts';
import { analyse, type NoEmbedding, type QueryEmbedding } from './search/query.ts';

export interface RecallContext {
  readonly lanes: Lanes;
  readonly budgets: Budgets;
  readonly deadline: Deadline;
  readonly orgOnly: boolean;
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
  const query = analyse(request.query, embedding);
  const limit = budget - Math.min(COMPOSE_RESERVE, budget * COMPOSE_SHARE);

  const ask = async <T>(name: LaneName, lane: Lane<T>, topK: number): Promise<{ readonly answer: LaneAnswer<T> | null; readonly trace: LaneTrace }> => {
    if (!wanted.includes(name)) return { answer: null, trace: SKIPPED };
    const given = request.topK?.[name];
    const { value, trace } = await timed(deadline, limit - deadline.spent(), () => lane.search({ query, sessionId: request.sessionId, topK: given ?? topK }));
    return { answer: value, trace: value?.lexicalOnly ? { ...trace, reason: `by words alone: ${missing}` } : trace };
  };
  const { lanes } = context;
  const [profile, working, permanent, org] = await Promise.all([
    ask('profile', lanes.profile, 1),
    ask('working', lanes.working, budgets.topKWorking),
    ask('permanent', lanes.permanent, budgets.topKPermanent),
    ask('org', lanes.org, budgets.topKOrg),
  ]);

  const composeStart = deadline.spent();
  // a turn that the working lane shows is not shown again
  const inWorking = new Set(working.answer?.hits.map(({ id }) => id));
  const topK = (lane: 'working' | 'permanent' | 'org', usual: number): number => request.topK?.[lane] ?? usual;
  const hits = {
    working: working.answer?.hits ?? [],
    permanent: (permanent.answer?.hits ?? []).filter(({ id }) => !inWorking.has(id)).slice(0, topK('permanent', budgets.topKPermanent)),
    org: org.answer?.hits ?? [],
  };
  const lines: LaneLines = {
    profile: profile.answer?.lines ?? [],
    working: boundedLines(working.answer, hits.working, request.topK?.working),
    permanent: boundedLines(permanent.answer, hits.permanent, request.topK?.permanent),
    org: boundedLines(org.answer, hits.org, request.topK?.org),
  };
  const contextText = compose(lines, budgets);
  const traces: Record<LaneName, LaneTrace> = { profile: profile.trace, working: working.trace, permanent: permanent.trace, org: org.trace };
  const degraded = LANES.some((lane) => traces[lane].status === 'late' || traces[lane].status === 'failed' || traces[lane].reason !== undefined);
  return {
    contextText,
    profile: profile.answer?.hits[0]?.item ?? null,
    working: hits.working.map(({ item }) => item),
    permanent: hits.permanent.map(({ item }) => item),
    org: hits.org.map(({ item }) => item),
    ...(request.includeSources ? { sources: sourcesOf({ profile: profile.answer?.hits ?? [], ...hits }) } : {}),
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

function sourcesOf(hits: Readonly<Record<LaneName, readonly LaneHit<unknown>[]>>): SourceRef[] {
  return LANES.flatMap((lane) => hits[lane].map(({ id, source, score }) => ({ lane, id: source ?? id, score })));
}
