import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import type { WireRequest } from '../../src/contract/wire.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { runs } from './runs.ts';
import { anything, BODIES, SECRET, texts } from './values.ts';

const PATHS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  '/v1/runtime/session/start': BODIES.start,
  '/v1/runtime/search_memory': BODIES.search,
  '/v1/runtime/turn/after': BODIES.turn,
  '/v1/runtime/session/end': BODIES.end,
  '/v1/runtime/sync/flush': BODIES.flush,
  '/v1/local/hint': BODIES.hint,
  '/v1/local/memory/import': BODIES.import,
  '/v1/voice-sdk/index/create': BODIES.index,
};
const OTHERS = [
  '/v1/runtime/health',
  '/v1/local/memory',
  '/v1/local/memory/m1',
  '/v1/local/sessions/s1',
  '/v1/local/outbox',
  '/v1/local/outbox/a/retry',
  '/v1/local/stats',
  '/v1/local/export',
  '/v1/local/user',
  '/v1/voice-sdk/index/list',
  '/v1/local/sync',
];
const STATUSES = [200, 204, 400, 401, 404, 405, 409, 413, 415];
/** Requests after which a runtime has had enough. */
const LIFE = 400;

const anyPath = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...OTHERS) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...OTHERS, ...Object.keys(PATHS)), fc.constantFrom('', '/', '?', '?limit=', '%', '/..', '#', '?q=', '?cursor='), texts)
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: texts.map((text) => `/${text}`) },
);
const bodyOf = (value: unknown): string => {
  try {
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each)) ?? '';
  } catch {
    return '{';
  }
};
const anyBody = fc.oneof(fc.constant(null), texts, anything.map(bodyOf), fc.uint8Array({ maxLength: 60 }), BODIES.edit.map(bodyOf));
const anyType = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('application/json', null) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom('application/x-ndjson', 'text/plain', ''), texts) },
);
const near = fc.constantFrom(...Object.entries(PATHS)).chain(([path, body]) =>
  fc.record({
    method: fc.constant('POST'),
    path: fc.constant(path),
    contentType: fc.constant('application/json'),
    authorization: fc.constant(null),
    body: body.map(bodyOf),
  }),
);
const far = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PUT'), texts),
  path: anyPath,
  contentType: anyType,
  authorization: fc.oneof(fc.constant(null), texts),
  body: anyBody,
});
const request: fc.Arbitrary<WireRequest> = fc.oneof({ weight: 3, arbitrary: near }, { weight: 2, arbitrary: far });

describe('any request', () => {
  let runtime: Runtime | null = null;
  let asked = 0;
  afterAll(() => runtime?.close());

  const fresh = async (): Promise<Runtime> => {
    if (runtime && asked++ % LIFE !== 0) return runtime;
    await runtime?.close();
    runtime = await createLocalRuntime({ workspaceId: 'ws_1', userId: 'user_1' });
    for (const sessionId of ['s1', 's2']) await runtime.startSession({ sessionId, workspaceId: 'ws_1', userId: 'user_1', mode: 'default', metadata: {} });
    return runtime;
  };

  it('is answered in the form of the contract, never as a fault of ours, and no error says what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(request, fc.option(fc.constant('token'), { nil: undefined, freq: 10 }), async (wire, token) => {
        const { status, headers, body } = await (await fresh()).respond(wire, token === undefined ? {} : { token });
        expect(STATUSES).toContain(status);
        if (status === 204 || (wire.method === 'HEAD' && status === 200)) {
          expect(body).toBe('');
          return;
        }
        const answer: unknown = headers['content-type']?.includes('ndjson') ? body : JSON.parse(body);
        if (status < 400) return;
        expect(body).not.toContain(SECRET);
        expect(answer).toMatchObject({ error: expect.anything() as unknown });
      }),
      runs(300),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
