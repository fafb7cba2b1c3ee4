import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveCloud } from '../../src/node/cloud/serve-cloud.ts';
import { openCloudFile } from '../../src/node/cloud/open-cloud-file.ts';
import { Device, event, HEADERS, KEY, temporaryFolder, testCloud, turn } from './harness.ts';

async function bytesIn(folder: string): Promise<string> {
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
  return files.join('\n');
}

const MARKS = ['quixotic', 'zanzibar', 'user_to_forget', 'session_to_forget', 'marjoram', 'kumquat'];

describe('the file of a cloud', () => {
  it('holds no byte of a user who was erased, nor does the log beside it', async () => {
    const { folder, dispose } = await temporaryFolder();
    const store = await openCloudFile(folder);
    const { device } = await testCloud(store);
    const user = device.with({ 'x-user-id': 'user_to_forget' });
    const stays = device.with({ 'x-user-id': 'user_2' });
    await stays.push([turn(1, 'I live in Lisbon.')]);
    const said = Array.from({ length: 300 }, (_, n) =>
      turn(n, `I love quixotic tea number ${n} from zanzibar. ${'padding '.repeat(60)}`, { sessionId: 'session_to_forget' }),
    );
    await user.push(said, 'key-of-marjoram');
    await user.push([
      event(400, 'memory_import', { items: [{ memoryId: 'kumquat', matchKey: 'user.likes.kumquat', text: 'User likes kumquat.' }] }),
      event(401, 'session_start', { metadata: { user: { name: 'Marjoram' } } }, { sessionId: 'session_to_forget' }),
    ]);
    expect(await bytesIn(folder)).toContain('quixotic');
    await user.call('DELETE', '/v1/voice-sdk/user');
    const left = (await bytesIn(folder)).toLowerCase();
    expect(MARKS.filter((mark) => left.includes(mark))).toEqual([]);
    expect((await stays.pullAll()).said).toEqual(['I live in Lisbon.']);
    await store.close();
    await dispose();
  });

  it('holds no word of what a tombstone took away', async () => {
    const { folder, dispose } = await temporaryFolder();
    const store = await openCloudFile(folder);
    const { device } = await testCloud(store);
    const facts = [{ matchKey: 'user.likes.kumquat', text: 'User likes kumquat.', ends: false, memoryId: 'm1' }];
    await device.push([turn(1, 'Plain words.', { payload: { facts } }), turn(2, 'I love quixotic tea from zanzibar.', { sessionId: 's2' })]);
    await device.push([event(3, 'tombstone', { memoryIds: ['m1'], sessionIds: ['s2'] })]);
    const left = await bytesIn(folder);
    expect(MARKS.filter((mark) => left.includes(mark))).toEqual([]);
    expect(left).toContain('Plain words.');
    await store.close();
    await dispose();
  });

  it('is for its owner alone', async () => {
    const { folder, dispose } = await temporaryFolder();
    const root = join(folder, 'new', 'root');
    const store = await openCloudFile(root);
    if (process.platform !== 'win32') {
      expect(((await stat(join(root, 'cloud.sqlite'))).mode & 0o777).toString(8)).toBe('600');
      expect(((await stat(root)).mode & 0o777).toString(8)).toBe('700');
    }
    await store.close();
    await dispose();
  });

  it('keeps memory, tokens and sync tokens over a restart', async () => {
    const { folder, dispose } = await temporaryFolder();
    const start = () => serveCloud({ apiKey: KEY, storageRoot: folder });
    const to = (url: string): Device =>
      new Device(async (request) => {
        const { pathname, search } = new URL(request.url);
        return fetch(url + pathname + search, { method: request.method, headers: request.headers, body: request.body ? await request.text() : null });
      }, HEADERS);
    const first = await start();
    const device = to(first.url);
    await device.push([turn(1, 'I live in Delhi.')]);
    const held = await device.pullAll();
    const { token } = (await (await device.call('POST', '/v1/voice-sdk/token')).json()) as { token: string };
    await first.close();
    await first.close();
    const second = await start();
    const holder = to(second.url).with({ authorization: `Bearer ${token}` });
    const page = await holder.pull(held.token);
    expect([page.full, page.permanent.items]).toEqual([false, []]);
    expect((await holder.pullAll()).facts).toEqual(['User lives in Delhi.']);
    await second.close();
    await dispose();
  });
});
