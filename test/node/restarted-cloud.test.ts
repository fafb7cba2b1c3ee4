import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { serveCloud, type ServedCloud } from '../../src/node/cloud/serve-cloud.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { temporaryFolder } from './model/temporary-folder.ts';

const identity = { workspaceId: 'proj_1', userId: 'anna' };
const apiKey = 'memoair_pk_of-a-cloud-set-up-anew';

const call = async (runtime: Runtime, method: string, path: string, body: string | null = null) => {
  const contentType = body === null ? null : 'application/json';
  return runtime.respond({ method, path: `/v1/local/${path}`, contentType, authorization: null, body });
};
/** Twice: the first may answer for a look that began before it was asked for. */
const pull = async (runtime: Runtime): Promise<void> => {
  for (let look = 0; look < 2; look++) await call(runtime, 'POST', 'sync');
};
const memories = async (runtime: Runtime): Promise<string[]> => {
  const { items } = JSON.parse((await call(runtime, 'GET', 'memory?lane=permanent')).body) as { items: { kind: string; text: string }[] };
  return items.flatMap(({ kind, text }) => (kind === 'fact' ? [text] : [])).sort();
};

/** A device whose cloud has lost everything and is there again, at the same address. */
async function device(): Promise<Runtime> {
  const root = await temporaryFolder();
  const serve = async (name: string, port: number): Promise<ServedCloud> => {
    const cloud = await serveCloud({ apiKey, storageRoot: join(root, name), port });
    onTestFinished(() => cloud.close());
    return cloud;
  };
  const former = await serve('former', 0);
  const runtime = await nodeRuntimes({ storageRoot: join(root, 'phone'), embedder: null, cloudBaseUrl: former.url, apiKey })(identity);
  onTestFinished(() => runtime.close());
  await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
  const say = (turnId: string, userText: string) =>
    runtime.afterTurn({ sessionId: 's', turnId, userText, assistantText: 'Noted.', toolCalls: [], metadata: {} });
  await say('t1', 'I live in Delhi.');
  await say('t2', 'My name is Anna.');
  await runtime.flush({ deadlineMs: 5_000 });
  await pull(runtime);
  await former.close();
  await serve('anew', Number(new URL(former.url).port));
  return runtime;
}

describe('a cloud that was set up anew behind a device', () => {
  it('is refused, which stats tell, until a person or the app says that it is the truth', async () => {
    const runtime = await device();
    await pull(runtime);
    expect(await memories(runtime)).toEqual(['User lives in Delhi.', "User's name is Anna."]);
    expect((await runtime.stats()).sync).toMatchObject({ reason: 'bootstrap_older' });
    expect((await call(runtime, 'POST', 'sync', '{"restart":true}')).status).toBe(200);
    expect(await memories(runtime)).toEqual([]);
    expect((await runtime.stats()).sync).not.toHaveProperty('reason');
  });

  it('gets what was here where that is exported before and imported after', async () => {
    const runtime = await device();
    const lines = (await call(runtime, 'GET', 'export')).body;
    await call(runtime, 'POST', 'sync', '{"restart":true}');
    const contentType = 'application/x-ndjson';
    expect(await runtime.respond({ method: 'POST', path: '/v1/local/memory/import', contentType, authorization: null, body: lines })).toMatchObject({
      status: 200,
    });
    expect(await runtime.flush({ deadlineMs: 5_000 })).toMatchObject({ pending: 0 });
    await pull(runtime);
    expect(await memories(runtime)).toEqual(['User lives in Delhi.', "User's name is Anna."]);
  });

  it('takes nothing for yes but true', async () => {
    const runtime = await device();
    expect((await call(runtime, 'POST', 'sync', '{"restart":"yes"}')).status).toBe(400);
    expect(await memories(runtime)).toEqual(['User lives in Delhi.', "User's name is Anna."]);
  });
});
