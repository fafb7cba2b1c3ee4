import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sessionFiles, type SessionFiles } from '../../src/node/session-files.ts';
import { event } from '../worker/store/rows.ts';
import { temporaryFolder } from './model/temporary-folder.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };
const linesOf = async (path: string): Promise<unknown[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));

async function files(): Promise<SessionFiles & { readonly root: string; readonly jsonl: string }> {
  const root = await temporaryFolder();
  const made = sessionFiles({ identity, storageRoot: root });
  return { ...made, root, jsonl: made.pathsOf('s1').sessionJsonl };
}

describe('session.jsonl', () => {
  it('gets a line an event, in order, also when nobody waits between them', async () => {
    const { journal, jsonl } = await files();
    const events = Array.from({ length: 50 }, (_, i) => event(i + 1, { payload: { text: 'one\ntwo \u2028 \ud800' } }));
    await Promise.all(events.map((row) => journal.append(row)));
    expect(await linesOf(jsonl)).toEqual(events);
  });

  it('is for its owner alone, and so is its folder', async () => {
    const { journal, jsonl } = await files();
    await journal.append(event(1));
    expect((await stat(jsonl)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(jsonl))).mode & 0o777).toBe(0o700);
  });

  it('has nothing of what belongs to no session', async () => {
    const { journal, root } = await files();
    await journal.append(event(1, { sessionId: '' }));
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    ['was never written', ''],
    ['lacks its last line', `${JSON.stringify(event(1))}\n`],
    ['ends within a line', `${JSON.stringify(event(1))}\n${JSON.stringify(event(2)).slice(0, 20)}`],
    ['tells what was forgotten since', `${JSON.stringify(event(1, { payload: { text: 'forgotten' } }))}\n${JSON.stringify(event(2))}\n`],
  ])('that %s is made again', async (_, text) => {
    const { journal, jsonl } = await files();
    await mkdir(dirname(jsonl), { recursive: true });
    if (text !== '') await writeFile(jsonl, text);
    await journal.mend('s1', [event(1), event(2)]);
    expect(await linesOf(jsonl)).toEqual([event(1), event(2)]);
    expect(await readdir(dirname(jsonl))).toEqual(['session.jsonl']);
    await journal.append(event(4));
    expect(await linesOf(jsonl)).toHaveLength(3);
  });

  it('made again keeps what another process has added meanwhile', async () => {
    const { journal, jsonl } = await files();
    await Promise.all([journal.append(event(2)), journal.append(event(3))]);
    await journal.mend('s1', [event(1), event(2)]);
    expect(await linesOf(jsonl)).toEqual([event(1), event(2), event(3)]);
  });

  it('that is whole is left alone', async () => {
    const { journal, jsonl } = await files();
    await journal.append(event(1));
    const { ino } = await stat(jsonl);
    await journal.mend('s1', [event(1)]);
    expect((await stat(jsonl)).ino).toBe(ino);
  });
});

describe('working_brief.json', () => {
  it('holds the latest brief', async () => {
    const { journal, pathsOf } = await files();
    await journal.brief('s1', 'Earlier in this call: boats.', 5);
    await journal.brief('s1', 'Earlier in this call: boats, tea.', 6);
    expect(JSON.parse(await readFile(pathsOf('s1').workingBrief, 'utf8'))).toEqual({ sessionId: 's1', turns: 6, brief: 'Earlier in this call: boats, tea.' });
  });
});

describe('forgetting', () => {
  it('of a session deletes its files and no others; of all leaves the database', async () => {
    const { journal, pathsOf, root } = await files();
    await Promise.all([journal.append(event(1)), journal.append(event(2, { sessionId: 's2' }))]);
    const folder = join(root, 'ws_1', 'user_1');
    await appendFile(join(folder, 'memory.sqlite'), 'rows');
    await journal.forget('s1');
    expect((await readdir(folder)).toSorted()).toEqual(['memory.sqlite', 's2']);
    expect(await linesOf(pathsOf('s2').sessionJsonl)).toHaveLength(1);
    await journal.forget();
    expect(await readdir(folder)).toEqual(['memory.sqlite']);
    await journal.forget('never there');
  });
});
