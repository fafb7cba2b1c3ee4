import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { serveCloud } from '../../src/node/cloud/serve-cloud.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { filesWith } from './files-with.ts';
import { temporaryFolder } from './model/temporary-folder.ts';

const identity = { workspaceId: 'proj_1', userId: 'anna' };
const apiKey = 'memoair_pk_of-two-devices';
/** Of no word that anything else here holds. */
const SECRET = 'Kestrelquill';

const ask = (runtime: Runtime, method: string, path: string) =>
  runtime.respond({ method, path: `/v1/local/${path}`, contentType: null, authorization: null, body: null });
/** Twice: the first may answer for a look that began before it was asked for. */
const pull = async (runtime: Runtime): Promise<void> => {
  for (let look = 0; look < 2; look++) expect((await ask(runtime, 'POST', 'sync')).status).toBe(200);
};
const begin = (runtime: Runtime) => runtime.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: {} });
const say = (runtime: Runtime, turnId: string, userText: string) =>
  runtime.afterTurn({ sessionId: 's1', turnId, userText, assistantText: 'Noted.', toolCalls: [], metadata: {} });

async function idOf(runtime: Runtime, kind: string): Promise<string> {
  const { items } = JSON.parse((await ask(runtime, 'GET', `memory?lane=permanent&q=${SECRET}`)).body) as { items: { kind: string; memoryId: string }[] };
  return items.find((item) => item.kind === kind)!.memoryId;
}

/** Two devices of one person: on the first something is said, the second has pulled it into a session that goes on there. */
async function devices() {
  const root = await temporaryFolder();
  const cloud = await serveCloud({ apiKey, storageRoot: join(root, 'cloud') });
  onTestFinished(() => cloud.close());
  const device = async (name: string): Promise<Runtime> => {
    const runtime = await nodeRuntimes({ storageRoot: join(root, name), embedder: null, cloudBaseUrl: cloud.url, apiKey })(identity);
    onTestFinished(() => runtime.close());
    return runtime;
  };
  const phone = await device('phone');
  await begin(phone);
  await say(phone, 't1', `I live in ${SECRET}.`);
  await say(phone, 't2', 'Let us talk of the weather.');
  await phone.flush({ deadlineMs: 5_000 });
  const laptop = await device('laptop');
  const { paths } = await begin(laptop);
  await pull(laptop);
  await say(laptop, 't3', 'My sister Clara plays the cello in Graz.');
  return { phone, laptop, paths, folder: join(root, 'laptop') };
}

describe('what was forgotten on another device, in the files of this one', () => {
  it.each([
    ['a turn', async (runtime: Runtime) => `memory/${await idOf(runtime, 'episode')}`],
    ['a session', async () => 'sessions/s1'],
    ['everything', async () => 'user'],
  ])('is in none of them once it was pulled, while the runtime goes on: %s', async (_what, path) => {
    const { phone, laptop, folder } = await devices();
    expect(await filesWith(folder, SECRET)).not.toEqual([]);
    expect((await ask(phone, 'DELETE', await path(phone))).status).toBe(200);
    await phone.flush({ deadlineMs: 5_000 });
    await pull(laptop);
    expect(await filesWith(folder, SECRET)).toEqual([]);
  });

  it('is gone as a fact too, of which a turn that was said here tells', async () => {
    const { phone, laptop, folder } = await devices();
    await say(laptop, 't4', 'My name is Wilhelmina.');
    await laptop.flush({ deadlineMs: 5_000 });
    await pull(phone);
    const { items } = JSON.parse((await ask(phone, 'GET', 'memory?lane=permanent&q=Wilhelmina')).body) as { items: { kind: string; memoryId: string }[] };
    for (const { memoryId } of items) await ask(phone, 'DELETE', `memory/${memoryId}`);
    await phone.flush({ deadlineMs: 5_000 });
    expect(await filesWith(folder, 'Wilhelmina')).not.toEqual([]);
    await pull(laptop);
    expect(await filesWith(folder, 'Wilhelmina')).toEqual([]);
  });

  it('leaves both files of the session, with what else was said in it', async () => {
    const { phone, laptop, paths, folder } = await devices();
    await ask(phone, 'DELETE', `memory/${await idOf(phone, 'episode')}`);
    await phone.flush({ deadlineMs: 5_000 });
    await pull(laptop);
    expect(await filesWith(folder, SECRET)).toEqual([]);
    expect(await readFile(paths.sessionJsonl, 'utf8')).toContain('cello');
    expect(JSON.parse(await readFile(paths.workingBrief, 'utf8'))).toMatchObject({ sessionId: 's1' });
  });
});
