import { describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { temporaryFolder } from '../node/model/temporary-folder.ts';
import { tinyEmbedder } from '../soak/tiny-embedder.ts';
import { callOf } from './call.ts';
import { marksInFiles } from './files.ts';
import { MARKS } from './marks.ts';
import { tellSecrets } from './person.ts';

const identity = { workspaceId: 'ws_1', userId: 'anna' };

async function opened(storageRoot: string): Promise<Runtime> {
  const runtime = await nodeRuntimes({ storageRoot, embedder: tinyEmbedder })(identity);
  onTestFinished(() => runtime.close());
  return runtime;
}

/** What a person sees, and what a model is given. */
async function shown(runtime: Runtime): Promise<unknown> {
  const call = callOf(runtime);
  while ((await runtime.stats()).pendingEmbeddings > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const { items } = (await call('GET', '/v1/local/memory?limit=500')) as { items: { lane: string }[] };
  await call('POST', '/v1/runtime/session/start', { sessionId: 'look', ...identity });
  const answers = [];
  for (const query of ['what is my boat called', `who likes ${MARKS.imported}`, 'where do I live', 'sister'])
    answers.push(((await call('POST', '/v1/runtime/search_memory', { sessionId: 'look', query, timeoutMs: 5_000 })) as { contextText: string }).contextText);
  return {
    items: items.filter(({ lane }) => lane !== 'profile').sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    answers: answers.map(linesOf),
  };
}

/** What fits a query equally well stands in the order in which it came, and what was edited came once more. */
function linesOf(text: string): string[] {
  return text.split('\n').sort();
}

describe('what was exported before everything was forgotten', () => {
  it('gives the same list and the same answers elsewhere, and nothing of it is left here', async () => {
    const [here, there] = [await temporaryFolder(), await temporaryFolder()];
    const one = await opened(here);
    const call = callOf(one);
    await tellSecrets(call, identity);
    for (const sessionId of ['s-with-secrets', 's-that-stays']) await call('POST', '/v1/runtime/session/end', { sessionId, reason: 'completed' });
    const before = await shown(one);
    const wire = { method: 'GET', path: '/v1/local/export', contentType: null, authorization: null, body: null };
    const { body: file } = await one.respond(wire);
    await call('DELETE', '/v1/local/user');
    expect(await marksInFiles(here)).toEqual([]);
    const two = await opened(there);
    const taken = await two.respond({ ...wire, method: 'POST', path: '/v1/local/memory/import', contentType: 'application/x-ndjson', body: file });
    expect(taken.status).toBe(200);
    expect(await shown(two)).toEqual(before);
  });
});
