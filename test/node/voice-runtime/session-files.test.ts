import { appendFile, readFile, rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRuntime, type BuiltRuntime } from '../../conformance/built-runtime.ts';
import { temporaryFolder } from '../model/temporary-folder.ts';
import { silentHub, startProcess, type Reply, type RuntimeProcess } from './process.ts';

let built: BuiltRuntime;
beforeAll(async () => {
  built = await buildRuntime();
});
afterAll(() => built.remove());

/** Starts on a storage root of its own, again and again. */
async function starter(): Promise<() => Promise<RuntimeProcess>> {
  const folder = await temporaryFolder();
  const hub = await silentHub();
  const identity = { MEMOAIR_RUNTIME_WORKSPACE_ID: 'ws_1', MEMOAIR_RUNTIME_USER_ID: 'user_1' };
  return () =>
    startProcess(built.executable, { ...identity, MEMOAIR_RUNTIME_STORAGE_ROOT: folder, MEMOAIR_MODEL_CACHE: `${folder}/models`, MEMOAIR_MODEL_HUB: hub });
}

const session = (runtime: RuntimeProcess): Promise<Reply> =>
  runtime.post('/v1/runtime/session/start', { sessionId: 's1', workspaceId: 'ws_1', userId: 'user_1', metadata: {} });
const turn = async (runtime: RuntimeProcess, n: number): Promise<string> => {
  const reply = await runtime.post('/v1/runtime/turn/after', {
    sessionId: 's1',
    turnId: `t${n}`,
    userText: `My boat number ${n} needs paint`,
    assistantText: 'I see.',
  });
  return String(reply.body['localEventId']);
};

interface Line {
  readonly id: string;
  readonly kind: string;
}

/** Every line of the file, each of which has to be whole. */
async function linesOf(path: string): Promise<Line[]> {
  const text = await readFile(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): Line => JSON.parse(line));
}
const turnsIn = async (path: string): Promise<string[]> => (await linesOf(path)).filter(({ kind }) => kind === 'turn').map(({ id }) => id);

function pathsOf({ body }: Reply): { readonly sessionJsonl: string; readonly workingBrief: string } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract has it
  return body['paths'] as { sessionJsonl: string; workingBrief: string };
}

describe('the files that session/start names', () => {
  it('are on disk, with a line for each acknowledged turn and the brief at the end', async () => {
    const runtime = await (await starter())();
    const { sessionJsonl, workingBrief } = pathsOf(await session(runtime));
    expect([sessionJsonl, workingBrief].map((path) => isAbsolute(path))).toEqual([true, true]);
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) {
      ids.push(await turn(runtime, n));
      expect(await turnsIn(sessionJsonl)).toEqual(ids);
    }
    await runtime.post('/v1/runtime/session/end', { sessionId: 's1', reason: 'completed' });
    expect((await linesOf(sessionJsonl)).map(({ kind }) => kind)).toEqual(['session_start', ...ids.map(() => 'turn'), 'session_end']);
    expect(JSON.parse(await readFile(workingBrief, 'utf8'))).toMatchObject({ sessionId: 's1', turns: 6, brief: expect.stringContaining('boat') });
  });

  it('are whole after each of ten kills', async () => {
    const start = await starter();
    const ids: string[] = [];
    let runtime = await start();
    const { sessionJsonl } = pathsOf(await session(runtime));
    for (let n = 0; n < 50; n++) {
      ids.push(await turn(runtime, n));
      if (n % 5 !== 4) continue;
      await runtime.end('SIGKILL');
      runtime = await start();
    }
    await session(runtime);
    expect(await turnsIn(sessionJsonl)).toEqual(ids);
  }, 60_000);

  it.each([
    ['cut short', (path: string) => appendFile(path, '{"seq":99,"id":"ev')],
    ['gone', (path: string) => rm(path)],
  ])('are made again when they are %s', async (_, damage) => {
    const start = await starter();
    const runtime = await start();
    const { sessionJsonl } = pathsOf(await session(runtime));
    const ids = [await turn(runtime, 0), await turn(runtime, 1)];
    await runtime.end('SIGKILL');
    await damage(sessionJsonl);
    const again = await start();
    await session(again);
    ids.push(await turn(again, 2));
    expect(await turnsIn(sessionJsonl)).toEqual(ids);
  });
});
