import type { LaneTrace, SearchResponse } from './types.ts';

/** The answer when the engine itself gave none in time: empty, degraded, every lane late. A caller's turn goes on. */
export function emptyAnswer(totalMs: number, reason: string): SearchResponse {
  const late: LaneTrace = { status: 'late', startMs: 0, ms: totalMs, reason };
  return {
    contextText: '',
    profile: null,
    working: [],
    permanent: [],
    org: [],
    sources: [],
    trace: {
      profileMs: totalMs,
      workingMs: totalMs,
      permanentMs: totalMs,
      orgMs: totalMs,
      totalMs,
      degraded: true,
      lanes: { profile: late, working: late, permanent: late, org: late },
      embedMs: 0,
      composeMs: 0,
    },
  };
}
