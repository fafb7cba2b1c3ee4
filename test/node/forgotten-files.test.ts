import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { fileStores } from '../../src/node/file-stores.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { sessionFiles } from '../../src/node/session-files.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import type { Journal } from '../../worker/journal.ts';
import { filesWith } from './files-with.ts';
import { temporaryFolder } from './model/temporary-folder.ts';

const identity = { workspaceId: 'ws_1', userId: 'anna' };
/** Of no word that anything else here holds. */
const SECRET = 'Kestrelquill';

const begin = (runtime: Runtime) => runtime.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: {} });
const say = (runtime: Runtime, turnId: string, userText: string) =>
  runtime.afterTurn({ sessionId: 's1', turnId, userText, assistantText: 'Noted.', toolCalls: [], metadata: {} });
const ask = (runtime: Runtime, method: string, path: string) =>
  runtime.respond({ method, path: `/v1/local/${path}`, contentType: null, authorization: null, body: null });

async function idOf(runtime: Runtime, kind: string): Promise<string> {
  const { items } = JSON.parse((await ask(runtime, 'GET', `memory?lane=permanent&q=${SECRET}`)).body) as { items: { kind: string; memoryId: string }[] };
  return items.find((item) => item.kind === kind)!.memoryId;
}

describe('what was forgotten, in the files', () => {
  const opened = async (storageRoot: string): Promise<Runtime> => {
    const runtime = await nodeRuntimes({ storageRoot, embedder: null })(identity);
    onTestFinished(() => runtime.close());
    return runtime;
  };

  it.each([
    ['a turn', async (runtime: Runtime) => `memory/${await idOf(runtime, 'episode')}`],
    ['a session', async () => 'sessions/s1'],
    ['everything', async () => 'user'],
  ])('is in none of them once the answer is there, while the runtime goes on: %s', async (_what, path) => {
    const root = await temporaryFolder();
    const runtime = await opened(root);
    await begin(runtime);
    await say(runtime, 't1', `My boat is called ${SECRET}.`);
    await say(runtime, 't2', 'Let us talk of the weather.');
    expect(await filesWith(root, SECRET)).not.toEqual([]);
    expect((await ask(runtime, 'DELETE', await path(runtime))).status).toBe(200);
    expect(await filesWith(root, SECRET)).toEqual([]);
  });

  it('is in none of them though another runtime has the same files open', async () => {
    const root = await temporaryFolder();
    const [runtime, other] = [await opened(root), await opened(root)];
    await begin(runtime);
    await say(runtime, 't1', `My boat is called ${SECRET}.`);
    await begin(other);
    expect((await ask(runtime, 'DELETE', 'sessions/s1')).status).toBe(200);
    expect(await filesWith(root, SECRET)).toEqual([]);
  });

  it('leaves both files of a session that goes on', async () => {
    const root = await temporaryFolder();
    const runtime = await opened(root);
    const { paths } = await begin(runtime);
    await say(runtime, 't1', `My boat is called ${SECRET}.`);
    await say(runtime, 't2', 'My sister Clara plays the cello in Graz.');
    await ask(runtime, 'DELETE', `memory/${await idOf(runtime, 'episode')}`);
    expect(await readFile(paths.sessionJsonl, 'utf8')).toContain('cello');
    expect(JSON.parse(await readFile(paths.workingBrief, 'utf8'))).toMatchObject({ sessionId: 's1', turns: 1 });
  });

  it('is not in a session’s file as a fact either', async () => {
    const root = await temporaryFolder();
    const runtime = await createLocalRuntime({
      ...identity,
      stores: fileStores({ identity, storageRoot: root }),
      ...sessionFiles({ identity, storageRoot: root }),
      extractor: () => [{ matchKey: 'user.boat', text: `User owns ${SECRET}.`, ends: false }],
    });
    onTestFinished(() => runtime.close());
    await begin(runtime);
    await say(runtime, 't1', 'You know which boat is mine.');
    expect((await ask(runtime, 'DELETE', `memory/${await idOf(runtime, 'fact')}`)).status).toBe(200);
    expect(await filesWith(root, SECRET)).toEqual([]);
  });

  it('is gone from a session’s files also when the process dies as soon as the store knows', async () => {
    const root = await temporaryFolder();
    const files = sessionFiles({ identity, storageRoot: root });
    const journal: Journal = {
      append: (event) => files.journal.append(event),
      brief: (...brief) => files.journal.brief(...brief),
      mend: (...mend) => files.journal.mend(...mend),
      forget: async (sessionId) => {
        if ((await runtime.stats()).counts.sessions === 0) throw new Error('died');
        await files.journal.forget(sessionId);
      },
    };
    const runtime: Runtime = await createLocalRuntime({ ...identity, stores: fileStores({ identity, storageRoot: root }), journal });
    onTestFinished(() => runtime.close());
    await begin(runtime);
    await say(runtime, 't1', `My boat is called ${SECRET}.`);
    expect((await ask(runtime, 'DELETE', 'sessions/s1')).status).toBe(500);
    expect(await filesWith(root, SECRET)).toEqual([]);
  });

  it('goes when it is asked for again after files that could not be removed', async () => {
    const root = await temporaryFolder();
    const files = sessionFiles({ identity, storageRoot: root });
    let stuck = true;
    const journal: Journal = {
      append: (event) => files.journal.append(event),
      brief: (...brief) => files.journal.brief(...brief),
      mend: (...mend) => files.journal.mend(...mend),
      forget: (sessionId) => (stuck ? Promise.reject(new Error('stuck')) : files.journal.forget(sessionId)),
    };
    const runtime = await createLocalRuntime({ ...identity, stores: fileStores({ identity, storageRoot: root }), journal });
    onTestFinished(() => runtime.close());
    await begin(runtime);
    await say(runtime, 't1', `My boat is called ${SECRET}.`);
    expect((await ask(runtime, 'DELETE', 'sessions/s1')).status).toBe(500);
    stuck = false;
    expect(await ask(runtime, 'DELETE', 'sessions/s1')).toMatchObject({ status: 200, body: JSON.stringify({ status: 'ok', forgotten: 0 }) });
    expect(await filesWith(root, SECRET)).toEqual([]);
  });
});
