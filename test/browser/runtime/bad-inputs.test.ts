import { commands } from 'vitest/browser';
import { afterAll, describe, expect, it } from 'vitest';
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { bodyOf, contextFaults, expand, expressible, type BadInput, type Variables } from '../../support/bad-inputs.ts';

const file = await commands.readSharedIfThere('bad-inputs.json');
const cases = file === null ? [] : (JSON.parse(file) as { cases: BadInput[] }).cases.filter(expressible);
if (file === null) console.warn('The bad-input cases are not beside this checkout: they were NOT run through the shim.');

describe.runIf(file !== null)('bad inputs through the shim in Chromium', () => {
  const identity = { workspaceId: 'ws_123', userId: `user-${crypto.randomUUID()}` };
  const runtime = createRuntime({ ...identity, modelUrl: null });
  const fetch = createLoopbackFetch(runtime);
  afterAll(() => runtime.close());

  const send = async (request: BadInput['request'], variables: Variables): Promise<{ status: number; text: string; type: string }> => {
    const path = expand(request.path, variables) as string;
    const headers = new Headers({ 'content-type': 'application/json' });
    for (const [name, value] of Object.entries((expand(request.headers ?? {}, variables) ?? {}) as Record<string, string | null>)) {
      if (value === null) headers.delete(name);
      else headers.set(name, value);
    }
    const body = bodyOf(request, variables);
    const response = await fetch(`http://127.0.0.1:7878${path}`, {
      method: request.method,
      headers,
      ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
    });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
  };
  const post = (path: string, body: unknown, variables: Variables) => send({ method: 'POST', path, body }, variables);

  it('are more than a hundred', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases.map((one, n) => [`${one.id} ${one.name}`, one, n] as const))('%s', async (_title, one, n) => {
    const sid = `bad-${n}`;
    const variables: Variables = { sid, sidUpper: sid.toUpperCase(), tid: `t${n}`, n: String(n), ...identity, userIdFlipped: identity.userId.toUpperCase() };
    if (one.session !== false)
      await post('/v1/runtime/session/start', { sessionId: sid, ...identity, satham: { variant: 'default', embedDim: 384 } }, variables);
    for (const request of one.setup ?? []) await send(request, variables);
    const answer = await send(one.request, variables);
    expect([...one.expect.status, ...(one.alt ?? [])]).toContain(answer.status);
    if (answer.status >= 400 && one.noEnvelope !== true) {
      expect(answer.type).toMatch(/application\/json/);
      const { error } = JSON.parse(answer.text) as { error: Record<string, unknown> };
      expect(error).toMatchObject({
        code: one.expect.code && !one.alt?.includes(answer.status) ? one.expect.code : expect.stringMatching(/^runtime\./),
        message: expect.any(String),
        details: expect.any(Object),
      });
    }
    for (const secret of one.notInBody ?? []) expect(answer.text).not.toContain(secret);
    if (answer.status === 200 && one.probe) {
      const probe = await post(
        '/v1/runtime/search_memory',
        { sessionId: sid, turnId: 'probe', query: one.probe.query, includeSources: true, timeoutMs: 5000, topK: { permanent: 6, org: 4, working: 4 } },
        variables,
      );
      expect(probe.status).toBe(200);
      expect(contextFaults((JSON.parse(probe.text) as { contextText: string }).contextText, one.probe)).toEqual([]);
    }
    for (const request of one.cleanup ?? []) await send(request, variables);
    await post('/v1/runtime/session/end', { sessionId: sid, reason: 'completed' }, variables);
    expect((await runtime.health()).status).toBe('ok');
  });
});
