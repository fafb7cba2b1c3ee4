import type { Percentiles, RecallReport } from '../src/contract/diagnostics.ts';
import { LANES, type LaneName, type LaneStatus, type RecallTrace } from '../src/contract/types.ts';

const KEPT = 256;
const STATUSES = ['ok', 'late', 'failed', 'skipped'] as const;

/** The traces of the latest recalls: numbers and states, nothing of what was asked. */
export class RecallTimes {
  readonly #traces: RecallTrace[] = [];
  #next = 0;

  note({ lines: _lines, ...trace }: RecallTrace): void {
    this.#traces[this.#next] = trace;
    this.#next = (this.#next + 1) % KEPT;
  }

  report(): RecallReport {
    const traces = this.#traces;
    const ran = (lane: LaneName): Percentiles | null =>
      percentiles(traces.filter((trace) => trace.lanes[lane].status !== 'skipped').map((trace) => trace.lanes[lane].ms));
    const statuses = (lane: LaneName): Record<LaneStatus, number> => {
      const counts = { ok: 0, late: 0, failed: 0, skipped: 0 };
      for (const status of STATUSES) counts[status] = traces.filter((trace) => trace.lanes[lane].status === status).length;
      return counts;
    };
    return {
      count: traces.length,
      degraded: traces.filter(({ degraded }) => degraded).length,
      ms: {
        total: percentiles(traces.map(({ totalMs }) => totalMs)),
        embed: percentiles(traces.map(({ embedMs }) => embedMs).filter((ms) => ms > 0)),
        compose: percentiles(traces.map(({ composeMs }) => composeMs)),
        ...byLane(ran),
      },
      lanes: byLane(statuses),
    };
  }
}

function byLane<T>(of: (lane: LaneName) => T): Record<LaneName, T> {
  return Object.fromEntries(LANES.map((lane) => [lane, of(lane)])) as Record<LaneName, T>;
}

function percentiles(numbers: readonly number[]): Percentiles | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1]! * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
