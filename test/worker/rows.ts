import type { EpisodeRow, FactRow, SessionRow } from '../../worker/store/schema.ts';

const AT = '2026-03-01T10:00:00.000Z';

export function episode(id: string, seq: number, change: Partial<EpisodeRow> = {}): EpisodeRow {
  return { id, kind: 'episode', seq, at: AT, sessionId: 's', turnId: `turn-${id}`, userText: 'Hello.', assistantText: '', userName: null, ...change };
}

export function fact(id: string, seq: number, change: Partial<FactRow> = {}): FactRow {
  return {
    id,
    kind: 'fact',
    seq,
    at: AT,
    matchKey: 'user.location.current',
    text: 'User lives in Delhi.',
    validFrom: AT,
    validTo: null,
    source: null,
    metadata: {},
    ...change,
  };
}

export function session(id: string, seq: number, change: Partial<SessionRow> = {}): SessionRow {
  return { id, seq, mode: 'default', startedAt: AT, lastActiveAt: AT, endedAt: null, metadata: {}, turns: 0, brief: '', ...change };
}
