import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGETS } from '../../src/contract/defaults.ts';
import { LANES, type LaneName, type PermanentHit, type SearchRequest, type SearchResponse } from '../../src/contract/types.ts';
import { systemClock } from '../../worker/clock.ts';
import { Deadline } from '../../worker/deadline.ts';
import type { Lane, LaneAnswer, LaneHit, LaneRequest, Lanes } from '../../worker/lanes/lane.ts';
import { NOTHING } from '../../worker/lanes/lane.ts';
import { recall, type RecallContext } from '../../worker/recall.ts';
import type { QueryEmbedding } from '../../worker/search/query.ts';

/** Scheduling on a busy machine; what is asserted is that waiting ends, not how exact the timers are. */
const SLACK = 400;
const SECRET = 'my secret diagnosis';
const OFF: QueryEmbedding = { vector: null, reason: 'off' };
const never = new Promise<never>(() => undefined);

const hit = (id: string, score = 0.5): LaneHit<PermanentHit> => ({ id, score, item: { memoryId: id, kind: 'fact', text: `text of ${id}`, score } });
const answer = <T>(hits: readonly LaneHit<T>[], lexicalOnly = false): LaneAnswer<T> => ({
  hits,
  lines: hits.map(({ id }) => ({ id: `${id}#0`, item: id, text: `text of ${id}`, day: null })),
  lexicalOnly,
});
const lane = <T>(search: (request: LaneRequest) => Promise<LaneAnswer<T>>): Lane<T> => ({ search });
const holding = <T>(...hits: readonly LaneHit<T>[]): Lane<T> => lane(async ({ topK }) => (topK === 0 ? NOTHING : answer(hits)));

const WORKING: LaneHit<SearchResponse['working'][number]> = { id: 't1', score: 0.4, item: { kind: 'turn', text: 'text of t1', score: 0.4 } };
const ORG: LaneHit<SearchResponse['org'][number]> = { id: 'c', source: 'd:0', score: 0.3, item: { docId: 'd', chunkId: 'd:0', text: 'text of c', score: 0.3 } };
const GOOD: Lanes = {
  profile: lane(async () => ({
    hits: [{ id: 'profile:3', score: 1, item: { version: 3, summary: 'User: Anna.' } }],
    lines: [{ id: 'p', item: 'profile:3', text: 'User: Anna.', day: null }],
    lexicalOnly: false,
  })),
  working: holding(WORKING),
  permanent: holding(hit('f1', 0.9), hit('f2', 0.8)),
  org: holding(ORG),
};

function ask(
  lanes: Partial<Lanes>,
  request: Partial<SearchRequest> = {},
  context: Partial<RecallContext> & { readonly budgetMs?: number } = {},
): Promise<SearchResponse> {
  return recall(
    { sessionId: 's', query: 'what do I like', intent: 'answer_current_user', includeSources: true, timeoutMs: 250, ...request },
    {
      lanes: { ...GOOD, ...lanes },
      budgets: DEFAULT_BUDGETS,
      deadline: new Deadline(systemClock, context.budgetMs ?? 2000),
      orgOnly: false,
      embed: async () => OFF,
      ...context,
    },
  );
}

const statuses = ({ trace }: SearchResponse): Record<LaneName, string> =>
  Object.fromEntries(LANES.map((name) => [name, trace.lanes[name].status])) as Record<LaneName, string>;

describe('a recall of four lanes', () => {
  it('answers with what each found', async () => {
    const response = await ask({});
    expect(response.contextText).toBe('## profile\n- User: Anna.\n## working\n- text of t1\n## permanent\n- text of f1\n- text of f2\n## org\n- text of c');
    expect(response.profile).toEqual({ version: 3, summary: 'User: Anna.' });
    expect(response.permanent.map(({ memoryId }) => memoryId)).toEqual(['f1', 'f2']);
    expect(response.sources).toEqual([
      { lane: 'profile', id: 'profile:3', score: 1 },
      { lane: 'working', id: 't1', score: 0.4 },
      { lane: 'permanent', id: 'f1', score: 0.9 },
      { lane: 'permanent', id: 'f2', score: 0.8 },
      { lane: 'org', id: 'd:0', score: 0.3 },
    ]);
    expect(statuses(response)).toEqual({ profile: 'ok', working: 'ok', permanent: 'ok', org: 'ok' });
    expect(response.trace.degraded).toBe(false);
  });

  it('always has its five times as numbers', async () => {
    for (const response of [await ask({}), await ask({ org: lane(() => never) }, { lanes: ['org'] }, { budgetMs: 20 })]) {
      const { profileMs, workingMs, permanentMs, orgMs, totalMs } = response.trace;
      for (const ms of [profileMs, workingMs, permanentMs, orgMs, totalMs]) expect(ms).toSatisfy((value: number) => Number.isFinite(value) && value >= 0);
    }
  });

  it('leaves sources out when they are not wanted', async () => {
    expect(await ask({}, { includeSources: false })).not.toHaveProperty('sources');
  });

  it('asks all lanes at once, with one query', async () => {
    const seen: LaneRequest[] = [];
    let all: () => void = () => undefined;
    const met = new Promise<void>((resolve) => (all = resolve));
    const meeting = async (request: LaneRequest): Promise<LaneAnswer<never>> => {
      seen.push(request);
      if (seen.length === 4) all();
      await met;
      return NOTHING;
    };
    const response = await ask({ profile: lane(meeting), working: lane(meeting), permanent: lane(meeting), org: lane(meeting) });
    expect(new Set(Object.values(statuses(response)))).toEqual(new Set(['ok']));
    expect(new Set(seen.map(({ query }) => query)).size).toBe(1);
  });
});

describe('a lane that fails', () => {
  it.each<[LaneName]>([['profile'], ['working'], ['permanent'], ['org']])('by hanging costs its own lines alone: %s', async (name) => {
    const budgetMs = 60;
    const response = await ask({ [name]: lane(() => never) }, {}, { budgetMs });
    expect(response.trace.lanes[name]).toMatchObject({ status: 'late', reason: 'no answer inside the deadline' });
    expect(response.trace.degraded).toBe(true);
    expect(response.trace.totalMs).toBeLessThan(budgetMs + SLACK);
    expect(response.contextText).not.toContain(`## ${name}`);
    for (const other of LANES.filter((each) => each !== name)) {
      expect(response.trace.lanes[other].status).toBe('ok');
      expect(response.contextText).toContain(`## ${other}`);
    }
  });

  const thrower = (): never => {
    throw new RangeError(SECRET);
  };
  it.each<[string, () => Promise<never>]>([
    ['rejecting', () => Promise.reject(new RangeError(SECRET))],
    ['throwing at once', thrower],
  ])('by %s costs its own lines alone and does not tell what it held', async (_, search) => {
    const response = await ask({ permanent: lane(search) });
    expect(response.trace.lanes.permanent).toMatchObject({ status: 'failed', reason: 'RangeError' });
    expect(response.trace.degraded).toBe(true);
    expect(response.permanent).toEqual([]);
    expect(response.contextText).toContain('## working');
    expect(JSON.stringify(response)).not.toContain(SECRET);
  });

  it('beside others that fail otherwise still leaves the rest', async () => {
    const slow = lane<never>(() => new Promise((resolve) => setTimeout(() => resolve(NOTHING), 20_000).unref()));
    const response = await ask({ profile: lane(thrower), working: slow, org: lane(() => never) }, {}, { budgetMs: 60 });
    expect(statuses(response)).toEqual({ profile: 'failed', working: 'late', permanent: 'ok', org: 'late' });
    expect(response.contextText).toBe('## permanent\n- text of f1\n- text of f2');
    expect(response.profile).toBeNull();
  });

  it('with all others leaves an empty answer, not an error', async () => {
    const response = await ask({ profile: lane(thrower), working: lane(thrower), permanent: lane(() => never), org: lane(thrower) }, {}, { budgetMs: 40 });
    expect(response).toMatchObject({ contextText: '', profile: null, working: [], permanent: [], org: [], sources: [], trace: { degraded: true } });
  });

  it('by being slow, but in time, costs nothing', async () => {
    const slow: Lane<PermanentHit> = lane(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return answer([hit('f1')]);
    });
    const response = await ask({ permanent: slow });
    expect(response.trace.degraded).toBe(false);
    expect(response.trace.permanentMs).toBeGreaterThan(response.trace.profileMs);
  });
});

describe('how many items there are', () => {
  const many = Array.from({ length: 60 }, (_, i) => hit(`f${i}`, 1 - i / 100));
  const bounded: Lane<PermanentHit> = lane(async ({ topK }) => answer(many.slice(0, topK + 10)));

  it('is the usual budget when the caller says nothing, while contextText takes the lines that fit', async () => {
    const response = await ask({ permanent: bounded });
    expect(response.permanent).toHaveLength(DEFAULT_BUDGETS.topKPermanent);
    expect(response.contextText.match(/text of f/g)!.length).toBeGreaterThan(DEFAULT_BUDGETS.topKPermanent);
  });

  it('is twice that for a fallback, unless the caller says', async () => {
    expect((await ask({ permanent: bounded }, { intent: 'fallback' })).permanent).toHaveLength(2 * DEFAULT_BUDGETS.topKPermanent);
    expect((await ask({ permanent: bounded }, { intent: 'fallback', topK: { permanent: 3 } })).permanent).toHaveLength(3);
  });

  it.each(['answer_current_user', 'speculative', '', 'something new'])('is the usual budget for the intent "%s"', async (intent) => {
    expect((await ask({ permanent: bounded }, { intent })).permanent).toHaveLength(DEFAULT_BUDGETS.topKPermanent);
  });

  it.each([1, 3, 50])('is what the caller says, in contextText too: %d', async (topK) => {
    const response = await ask({ permanent: bounded }, { topK: { permanent: topK } });
    expect(response.permanent).toHaveLength(topK);
    expect(response.contextText.match(/text of f/g)).toHaveLength(topK);
    expect(response.working).toHaveLength(1);
  });

  it('is none for 0, without calling it a fault', async () => {
    const response = await ask({}, { topK: { working: 0, permanent: 0, org: 0 } });
    expect(response.contextText).toBe('## profile\n- User: Anna.');
    expect(response.trace).toMatchObject({ degraded: false, lanes: { working: { status: 'ok' }, org: { status: 'ok' } } });
  });
});

describe('a turn that two lanes found', () => {
  it('is shown by the working lane alone, and the next memory moves up', async () => {
    const episode = (id: string, score: number): LaneHit<PermanentHit> => ({ ...hit(id, score), item: { ...hit(id, score).item, kind: 'episode' } });
    const response = await ask({ permanent: holding(episode('t1', 0.9), hit('f1', 0.8), hit('f2', 0.7)) }, { topK: { permanent: 2 } });
    expect(response.permanent.map(({ memoryId }) => memoryId)).toEqual(['f1', 'f2']);
    expect(response.contextText.match(/text of t1/g)).toHaveLength(1);
    expect(response.sources?.filter(({ id }) => id === 't1')).toEqual([{ lane: 'working', id: 't1', score: 0.4 }]);
  });

  it('is shown by the permanent lane when the working lane was late', async () => {
    const response = await ask({ working: lane(() => never), permanent: holding(hit('t1')) }, {}, { budgetMs: 40 });
    expect(response.permanent.map(({ memoryId }) => memoryId)).toEqual(['t1']);
  });
});

describe('lanes that are not asked', () => {
  it('are skipped, which is no fault', async () => {
    const response = await ask({ org: lane(() => never) }, { lanes: ['permanent', 'profile'] });
    expect(statuses(response)).toEqual({ profile: 'ok', working: 'skipped', permanent: 'ok', org: 'skipped' });
    expect(response.trace).toMatchObject({ degraded: false, workingMs: 0, orgMs: 0 });
    expect(response.contextText).not.toContain('## working');
  });

  it('are all but org in an org_only session, whatever is asked for', async () => {
    for (const lanes of [undefined, ['org', 'permanent'] as const]) {
      const response = await ask({}, { lanes }, { orgOnly: true });
      expect(response.contextText).toBe('## org\n- text of c');
      expect(statuses(response)).toEqual({ profile: 'skipped', working: 'skipped', permanent: 'skipped', org: 'ok' });
      expect(response.profile).toBeNull();
    }
    expect((await ask({}, { lanes: ['profile'] }, { orgOnly: true })).contextText).toBe('');
  });
});

describe('the embedding of a query', () => {
  const embedded = async (request: Partial<SearchRequest>): Promise<number> => {
    let asked = 0;
    await ask({}, request, {
      embed: async () => {
        asked++;
        return OFF;
      },
    });
    return asked;
  };

  it('is asked for once, and not when nothing would compare it', async () => {
    expect(await embedded({})).toBe(1);
    expect(await embedded({ query: '  \n ' })).toBe(0);
    expect(await embedded({ lanes: ['profile'] })).toBe(0);
  });

  it('has less time than the recall, so that ranking and composing fit in after it', async () => {
    let given = 0;
    await ask({}, {}, { budgetMs: 200, embed: async (_text, ms) => ((given = ms), OFF) });
    expect(given).toBeGreaterThan(100);
    expect(given).toBeLessThanOrEqual(170);
  });

  it.each(['loading', 'late', 'failed'] as const)('that is %s makes the answer one by words, degraded, with the reason', async (reason) => {
    const words: Lane<PermanentHit> = lane(async ({ query }) => {
      await query.embedding;
      return answer([hit('f1')], true);
    });
    const response = await ask({ permanent: words }, {}, { embed: async () => ({ vector: null, reason }) });
    expect(response.trace.lanes.permanent).toMatchObject({ status: 'ok', reason: expect.stringMatching(new RegExp(`^by words alone: the model .*${reason}`)) });
    expect(response.trace).toMatchObject({ degraded: true, embedMs: 0 });
    expect(response.permanent).toHaveLength(1);
  });

  it('that comes before there are vectors to compare is told apart', async () => {
    const response = await ask({ permanent: lane(async () => answer([hit('f1')], true)) }, {}, { embed: async () => ({ vector: new Float32Array(16) }) });
    expect(response.trace.lanes.permanent.reason).toBe('by words alone: no vectors yet');
  });

  it('that never comes costs the lanes that wait for it, not the answer', async () => {
    const waiting = lane<never>(async ({ query }) => {
      await query.embedding;
      return NOTHING;
    });
    const response = await ask({ permanent: waiting, org: waiting }, {}, { budgetMs: 60, embed: () => never });
    expect(statuses(response)).toEqual({ profile: 'ok', working: 'ok', permanent: 'late', org: 'late' });
    expect(response.trace.totalMs).toBeLessThan(60 + SLACK);
  });
});

describe('a recall that has no time left when it begins', () => {
  it('answers all the same', async () => {
    const response = await ask({ org: lane(() => never) }, {}, { budgetMs: -20 });
    expect(response.trace.lanes.org.status).toBe('late');
    expect(response.trace.totalMs).toBeLessThan(SLACK);
  });
});
