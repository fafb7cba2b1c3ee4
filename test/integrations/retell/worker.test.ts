import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerConfig } from '../../../demo/edge/build/worker-config.ts';
import { serveEdge, type ServedEdge } from '../../../demo/edge/serve.ts';
import { signed as signedByVapi, SECRET } from '../vapi/line.ts';
import { endOfCallReport, toolCallsMessage, user } from '../vapi/messages.ts';
import { inbound, KEY, signed } from './line.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

describe('the bridges in a Worker', () => {
  let edge: ServedEdge;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-bridges-'));
    await build({ ...workerConfig(path('worker/main.ts'), folder), logLevel: 'error' });
    edge = await serveEdge({
      worker: folder,
      workerd: path('../../../demo/edge/workerd'),
      objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject' },
      variables: { RETELL_SIGNING_SECRET: KEY, VAPI_SECRET: SECRET },
      model: null,
      storage: null,
      port: 0,
    });
  }, 240_000);
  afterAll(async () => {
    await edge?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const post = async (where: string, header: string, sign: (body: string) => string, message: object): Promise<{ status: number; body: unknown }> => {
    const body = JSON.stringify(message);
    const response = await fetch(`${edge.url}${where}`, { method: 'POST', headers: { [header]: sign(body) }, body });
    return { status: response.status, body: await response.json() };
  };
  const retell = (name: string, message: object, sign = (body: string): string => signed(body)): ReturnType<typeof post> =>
    post(`/retell/${name}`, 'x-retell-signature', sign, message);
  const vapi = (message: object): ReturnType<typeof post> => post('/vapi/webhook', 'x-vapi-signature', (body) => signedByVapi(body), message);

  it('keep what was said on one platform for the next call on the other', async () => {
    const call = inbound('+491');
    const turn = { call, args: { user_text: 'My dog is called Bruno.', assistant_text: 'Noted.' } };
    for (const { status, body } of await Promise.all([retell('record_turn', turn), retell('record_turn', turn)]))
      expect([status, body]).toEqual([200, { status: 'ok' }]);
    expect(await retell('search_memory', { call, args: { query: 'what is my dog called?' } })).toMatchObject({
      body: { contextText: expect.stringContaining('Bruno') },
    });
    expect(await retell('webhook', { event: 'call_ended', call })).toMatchObject({ status: 200 });
    expect(await vapi(endOfCallReport([user('I live in Delhi.')], { number: '+491' }))).toEqual({ status: 200, body: {} });
    const found = await vapi(toolCallsMessage('search_memory', { query: 'my dog, and where do I live?' }, { number: '+491', call: { id: 'later' } }));
    expect(JSON.stringify(found)).toMatch(/Bruno.*Delhi|Delhi.*Bruno/);
  });

  it('refuse what the platform did not sign', async () => {
    const message = { call: inbound('+491'), args: { query: 'what is my dog called?' } };
    expect(await retell('search_memory', message, (body) => signed(`${body} `))).toMatchObject({
      status: 401,
      body: { error: { details: { reason: 'mismatch' } } },
    });
    expect(await retell('search_memory', message, (body) => signed(body, KEY, Date.now() - 360_000))).toMatchObject({ status: 401 });
  });
});
