import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marksIn, MARKS } from './marks.ts';
import { gone, OTHER_SESSION, tellSecrets, WAYS, type Call } from './person.ts';
import type { Done, Order } from './process.ts';

const identity = { workspaceId: 'ws_1', userId: 'anna' };
/** Inside the checkout, since what is built finds its packages from where it lies. */
const ARTIFACTS = join(import.meta.dirname, '..', '.artifacts');

describe('the memory of a process that goes on', () => {
  let folder: string;
  let child: ChildProcess;
  let ids = 0;
  beforeAll(async () => {
    await mkdir(ARTIFACTS, { recursive: true });
    folder = await mkdtemp(join(ARTIFACTS, 'forgetting-'));
    await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), build: { outDir: folder } });
    child = fork(join(folder, 'process.js'), [join(folder, 'storage')], { execArgv: [] });
    await once(child, 'message');
  }, 60_000);
  afterAll(async () => {
    if (child?.kill()) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  });

  const order = async (asked: Order): Promise<Done> => {
    child.send(asked);
    const [done] = (await once(child, 'message')) as [Done];
    return done;
  };
  const call: Call = async (method, path, body) => {
    const { status, body: text } = await order({ id: ++ids, method, path, body: body === undefined ? null : JSON.stringify(body) });
    expect(status, `${method} ${path.split('?')[0]}: ${text}`).toBe(200);
    return JSON.parse(text);
  };
  /** Every string that is reachable, after a collection. */
  const heap = async (): Promise<Buffer> => {
    const snapshot = join(folder, 'heap.json');
    await order({ id: ++ids, snapshot });
    return readFile(snapshot);
  };

  it('is searched whole', async () => {
    await tellSecrets(call, identity);
    const before = marksIn(await heap()).join('\n');
    for (const mark of [MARKS.said, MARKS.answered, MARKS.fact, MARKS.imported, MARKS.asked]) expect(before).toContain(mark);
  });

  // a session goes as its turns do
  it.each(WAYS.filter(({ what }) => !what.startsWith('the session')))('holds no word of what was forgotten: $what', async (way) => {
    await tellSecrets(call, identity);
    await way.forget(call);
    // an engine keeps what an expression was tried on last: somebody says something else
    await call('POST', '/v1/runtime/session/start', { sessionId: OTHER_SESSION, ...identity });
    await call('POST', '/v1/runtime/turn/after', { sessionId: OTHER_SESSION, turnId: `after ${way.what}`, userText: 'It rains.', assistantText: 'It does.' });
    expect(marksIn(await heap(), gone(way))).toEqual([]);
    await call('DELETE', '/v1/local/user');
  });
});
