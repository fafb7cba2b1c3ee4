import { expect } from 'vitest';
import type { StatsResponse } from '../../src/contract/local.ts';
import type { Identity, SearchResponse } from '../../src/contract/types.ts';
import { fetchAs } from './subject.ts';
import type { Workerd } from './workerd.ts';

/** A user who talks with their memory. Answers other than 200 fail the test. */
export interface Talk {
  readonly call: (path: string, body?: object) => Promise<unknown>;
  readonly start: (sessionId?: string) => Promise<void>;
  readonly say: (turnId: string, userText: string, sessionId?: string) => Promise<void>;
  readonly ask: (query: string, sessionId?: string) => Promise<SearchResponse>;
  readonly stats: () => Promise<StatsResponse>;
  /** Everything that is kept, as it is exported. */
  readonly lines: () => Promise<{ readonly kind: string; readonly turnId?: string }[]>;
  /** Throws the object out of memory, in the middle of whatever it does. */
  readonly evict: () => Promise<void>;
  /** When the object's alarm is set for, from now (NaN: it is not), and how many in a row brought nothing. */
  readonly alarm: () => Promise<{ readonly inMs: number; readonly failures: number }>;
  /** Has the platform ring the object's alarm now. */
  readonly ring: () => Promise<void>;
}

export function talk({ url }: Workerd, identity: Identity): Talk {
  const fetch = fetchAs(identity);
  const call: Talk['call'] = async (path, body) => {
    const init = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
    const response = await fetch(`${url}${path}`, init);
    const json: unknown = await response.json();
    expect(response.status, JSON.stringify(json)).toBe(200);
    return json;
  };
  return {
    call,
    start: async (sessionId = 's') => void (await call('/v1/runtime/session/start', { sessionId, ...identity })),
    say: async (turnId, userText, sessionId = 's') => void (await call('/v1/runtime/turn/after', { sessionId, turnId, userText, assistantText: 'Noted.' })),
    ask: (query, sessionId = 's') => call('/v1/runtime/search_memory', { sessionId, query, timeoutMs: 5000 }) as Promise<SearchResponse>,
    stats: () => call('/v1/local/stats') as Promise<StatsResponse>,
    lines: async () => {
      const text = await (await fetch(`${url}/v1/local/export`)).text();
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { kind: string; turnId?: string });
    },
    alarm: () => call('/test/alarm') as Promise<{ inMs: number; failures: number }>,
    ring: async () => void (await call('/test/ring')),
    evict: async () => void (await fetch(`${url}/test/evict`)),
  };
}
