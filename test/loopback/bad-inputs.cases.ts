import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, contextFaults, expand, expressible, type BadInput, type Variables } from '../support/bad-inputs.ts';
import type { Subject } from './contract.cases.ts';

/** What no way to the contract may stumble over. `file` holds the cases as JSON; null where they are not beside this checkout. */
export function badInputCases(name: string, file: string | null, open: () => Promise<Subject>): void {
  const cases = file === null ? [] : (JSON.parse(file) as { cases: BadInput[] }).cases.filter(expressible);
  if (file === null) console.warn(`The bad-input cases are not beside this checkout: they were NOT run ${name}.`);

  describe.runIf(file !== null)(`bad inputs ${name}`, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    const send = async (request: BadInput['request'], variables: Variables): Promise<{ status: number; text: string; type: string }> => {
      const path = expand(request.path, variables) as string;
      const headers = new Headers({ 'content-type': 'application/json' });
      for (const [header, value] of Object.entries((expand(request.headers ?? {}, variables) ?? {}) as Record<string, string | null>)) {
        if (value === null) headers.delete(header);
        else headers.set(header, value);
      }
      const body = bodyOf(request, variables);
      const response = await subject.fetch(`${subject.base}${path}`, {
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
      const { workspaceId, userId } = subject;
      const variables: Variables = { sid, sidUpper: sid.toUpperCase(), tid: `t${n}`, n: String(n), workspaceId, userId, userIdFlipped: userId.toUpperCase() };
      if (one.session !== false)
        await post('/v1/runtime/session/start', { sessionId: sid, workspaceId, userId, satham: { variant: 'default', embedDim: 384 } }, variables);
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
      expect((await subject.fetch(`${subject.base}/v1/runtime/health`)).status).toBe(200);
    });
  });
}
