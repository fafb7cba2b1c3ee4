import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NodeEncryption } from '../../../src/node/encryption.ts';
import { fileStores } from '../../../src/node/file-stores.ts';
import { keyFiles } from '../../../src/node/key-file.ts';
import { sessionFolders } from '../../../src/node/session-folders.ts';
import type { Store } from '../../../worker/store/store.ts';
import { event, fact, put } from '../../worker/store/rows.ts';
import { temporaryFolder } from '../model/temporary-folder.ts';

const identity = { workspaceId: 'ws_1', userId: 'anna' };
const folderOf = (root: string): string => join(root, 'ws_1', 'anna');
const keysIn = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.key'));

async function open(storageRoot: string, encryption?: NodeEncryption): Promise<Store> {
  const store = await fileStores({ identity, storageRoot, ...(encryption ? { encryption } : {}) }).openUser();
  onTestFinished(() => store.close());
  return store;
}

const tombstone = { scope: 'user', memoryIds: [], sessionIds: [], turns: [], eventIds: [], briefsOf: [] };

/** As a runtime does it: again from where the log ends, when another one was first. */
async function forgetUser(store: Store): Promise<void> {
  for (;;) {
    const head = await store.head();
    const forgotten = { ...event(head + 1), kind: 'tombstone' as const, sessionId: '', payload: tombstone };
    const { status } = await store.commit([put('events', forgotten)], { head: { expected: head, next: head + 1 } });
    if (status === 'committed') return;
  }
}

describe('a key file', () => {
  it('of a user whom several processes forget at once still opens the memory', async () => {
    for (let round = 0; round < 6; round++) {
      const root = await temporaryFolder();
      const stores = await Promise.all([open(root, true), open(root, true), open(root, true)]);
      await Promise.all(
        stores.map(async (store, at) => {
          await new Promise((resolve) => setTimeout(resolve, at * round));
          await forgetUser(store);
        }),
      );
      await stores[0].commit([put('memories', fact('a', 1))]);
      await Promise.all(stores.map((store) => store.close()));
      expect(await (await open(root, true)).scan('memories')).toEqual([fact('a', 1)]);
    }
  });

  it('is not taken away by a process that renewed the key before, or without success', async () => {
    const folder = folderOf(await temporaryFolder());
    const [first, second] = [keyFiles(folder), keyFiles(folder)];
    await first.read(true);
    const [of1] = await Promise.all([first.renew(), second.renew()]);
    expect(await keysIn(folder)).toHaveLength(3);
    const later = await second.renew();
    const latest = (await keysIn(folder)).length;
    await of1.settled();
    await later.settled();
    expect([latest, (await keysIn(folder)).length]).toEqual([4, 1]);
    await of1.settled();
    expect(await keysIn(folder)).toHaveLength(1);
  });

  it('that another process has half written is no key yet', async () => {
    const folder = folderOf(await temporaryFolder());
    const files = keyFiles(folder);
    await files.read(true);
    await writeFile(join(folder, 'memory.half.key'), 'abc');
    expect((await files.read(false)).former).toEqual([]);
  });

  it('that cannot be written leaves a plain memory as it was', async () => {
    const root = await temporaryFolder();
    const plain = await open(root);
    await plain.commit([put('memories', fact('a', 1))]);
    await plain.close();
    const blocked = `${await temporaryFolder()}/blocked`;
    await writeFile(blocked, '');
    await expect(open(root, { keyRoot: blocked })).rejects.toMatchObject({ name: 'StoreKeyError' });
    expect(await (await open(root)).scan('memories')).toEqual([fact('a', 1)]);
  });

  it('in a folder that may be read alone opens a memory that has it', async () => {
    const [root, keyRoot] = [await temporaryFolder(), await temporaryFolder()];
    await (await open(root, { keyRoot })).close();
    const folder = folderOf(keyRoot);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.key$/)]);
    await chmod(folder, 0o500);
    onTestFinished(() => chmod(folder, 0o700));
    await (await open(root, { keyRoot })).close();
  });

  it('survives it when the files of sessions are deleted, as does all that is not theirs', async () => {
    const root = await temporaryFolder();
    const store = await open(root, { keyRoot: root });
    await store.commit([put('memories', fact('a', 1))]);
    await store.close();
    const session = join(folderOf(root), 's1');
    await mkdir(join(session, 'deeper'), { recursive: true });
    for (const name of ['session.jsonl', 'session.jsonl.77', 'working_brief.json', 'notes.txt', 'deeper/session.jsonl'])
      await writeFile(join(session, name), name);
    await (await open(root, { keyRoot: root })).close();
    expect(await readdir(session)).toEqual(['deeper', 'notes.txt']);
    expect(await readFile(join(session, 'deeper/session.jsonl'), 'utf8')).toBe('deeper/session.jsonl');
    await sessionFolders({ identity, storageRoot: root }).journal.forget();
    expect(await (await open(root, { keyRoot: root })).scan('memories')).toEqual([fact('a', 1)]);
  });
});
