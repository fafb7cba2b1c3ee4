import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { NodeEncryption } from '../../../src/node/encryption.ts';
import { readSettings } from '../../../src/node/environment.ts';
import { fileStores } from '../../../src/node/file-stores.ts';
import { nodeCipher } from '../../../src/node/node-cipher.ts';
import { nodeRuntimes } from '../../../src/node/runtimes.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import type { CipherOf } from '../../../worker/store/encrypted/data-key.ts';
import { openEncrypted } from '../../../worker/store/encrypted/open-encrypted.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { SEALED_USER_TABLES, type EpisodeRow, type FactRow, type TableName } from '../../../worker/store/schema.ts';
import { openSqlite } from '../../../worker/store/sqlite.ts';
import type { Store } from '../../../worker/store/store.ts';
import { bySecret, IDENTITY, secretOf } from '../../worker/store/encrypted/unlocks.ts';
import { event, fact, meta, put } from '../../worker/store/rows.ts';
import { sharedStoreCases } from '../../worker/store/shared-store.cases.ts';
import { sealedStoreCases } from '../../worker/store/store.cases.ts';
import { filesWith } from '../files-with.ts';
import { temporaryFolder } from '../model/temporary-folder.ts';
import { connect, databaseFile, openFile } from './sqlite-database.ts';

const quiet = (): void => undefined;

async function open(path: string, tables: readonly TableName[]): Promise<Store> {
  const store = await openSqlite({ name: 'memory.sqlite', tables: [...tables, 'keys'], sealed: true, connect: () => connect(path), patienceMs: 3_000 });
  return openEncrypted({ store, identity: IDENTITY, source: await bySecret('a'), tables, onIncident: quiet });
}

sealedStoreCases('SqliteStore, encrypted,', async (tables) => {
  const file = await databaseFile();
  const store = await open(file.path, tables);
  const dispose = async (): Promise<void> => {
    await store.close();
    await file.remove();
  };
  return { store, reopen: () => open(file.path, tables), dispose };
});

sharedStoreCases('SqliteStore, encrypted by two processes at once,', async (tables) => {
  const file = await databaseFile();
  const [first, second] = await Promise.all([open(file.path, tables), open(file.path, tables)]);
  const dispose = async (): Promise<void> => {
    await Promise.all([first.close(), second.close()]);
    await file.remove();
  };
  return { first, second, dispose };
});

const raw = (path: string): Promise<Store> => openSqlite({ name: 'memory.sqlite', tables: SEALED_USER_TABLES, sealed: true, connect: () => connect(path) });

const identity = { workspaceId: 'ws_1', userId: 'anna' };
const WORDS = ['Kestrelquill', 'kestrelquil', 'marmalade', 'walrus'];

class Person {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async start(encryption?: NodeEncryption, who = identity): Promise<Runtime> {
    const runtime = await nodeRuntimes({ storageRoot: this.root, embedder: null, ...(encryption ? { encryption } : {}) })(who);
    onTestFinished(() => runtime.close());
    await runtime.startSession({ sessionId: 's1', ...who, mode: 'default', metadata: { channel: 'walrus' } });
    return runtime;
  }

  async found(runtime: Runtime): Promise<string> {
    const request = { sessionId: 's1', query: 'what is the boat called', intent: 'answer_current_user', includeSources: false, timeoutMs: 5_000 } as const;
    return (await runtime.searchMemory(request)).contextText;
  }

  async marked(): Promise<string[]> {
    return (await Promise.all(WORDS.map((word) => filesWith(this.root, word)))).flat();
  }
}

const say = (runtime: Runtime, turnId: string, userText: string) =>
  runtime.afterTurn({ sessionId: 's1', turnId, userText, assistantText: 'Marmalade, marmalade.', toolCalls: [], metadata: {} });
const forgetUser = (runtime: Runtime) => runtime.respond({ method: 'DELETE', path: '/v1/local/user', contentType: null, authorization: null, body: null });
const refused = (reason: string) => ({ code: 'runtime.bootstrap_failed', details: { reason } });

describe('an encrypted memory in files', () => {
  it.each<[string, (root: string) => NodeEncryption]>([
    ['a key file beside it', () => true],
    ['a key file elsewhere', (root) => ({ keyRoot: `${root}-keys` })],
    ['a passphrase', () => ({ passphrase: 'correct horse' })],
    ['a secret', () => ({ secret: secretOf('server') })],
  ])('holds no word of a conversation in any byte of any file, and is found again: %s', async (_what, encryptionFor) => {
    const person = new Person(await temporaryFolder());
    const encryption = encryptionFor(person.root);
    const first = await person.start(encryption);
    await say(first, 't1', 'My boat is called Kestrelquill.');
    expect(await person.marked()).toEqual([]);
    await first.endSession({ sessionId: 's1', reason: 'completed' });
    await first.close();
    expect(await person.marked()).toEqual([]);
    const second = await person.start(encryption);
    expect(await person.found(second)).toContain('Kestrelquill');
    if (typeof encryption === 'object' && 'keyRoot' in encryption) await rm(encryption.keyRoot, { recursive: true });
  });

  it('keeps its key file from everybody else, and is not opened without it', async () => {
    const person = new Person(await temporaryFolder());
    await (await person.start(true)).close();
    const folder = join(person.root, 'ws_1', 'anna');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.key'));
    expect(names).toEqual([expect.stringMatching(/^memory\.[0-9a-f]{16}\.key$/)]);
    const path = join(folder, names[0]!);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const key = await readFile(path, 'utf8');
    await rm(path);
    await expect(person.start(true)).rejects.toMatchObject(refused('StoreKeyError'));
    expect((await readdir(folder)).filter((name) => name.endsWith('.key'))).toEqual([]);
    await writeFile(path, `${key.slice(0, 30)}\n`);
    await expect(person.start(true)).rejects.toThrow('damaged');
    await writeFile(path, key);
    await chmod(path, 0o600);
    await (await person.start(true)).close();
  });

  it('that was stored as it was is encrypted when it is opened so, its session files are deleted, and who has it open is turned away', async () => {
    const person = new Person(await temporaryFolder());
    const plain = await person.start();
    await say(plain, 't1', 'My boat is called Kestrelquill.');
    expect(await person.marked()).not.toEqual([]);
    const sealed = await person.start({ passphrase: 'correct horse' });
    expect(await person.found(sealed)).toContain('Kestrelquill');
    await expect(say(plain, 't2', 'Marmalade again.')).rejects.toMatchObject(refused('StoreEncryptedError'));
    await plain.close();
    await sealed.close();
    expect(await person.marked()).toEqual([]);
    await expect(person.start()).rejects.toMatchObject(refused('StoreEncryptedError'));
    await expect(person.start({ passphrase: 'wrong horse' })).rejects.toMatchObject(refused('StoreKeyError'));
    expect(await person.found(await person.start({ passphrase: 'correct horse' }))).toContain('Kestrelquill');
  });

  it('of a user who was forgotten opens no more, not even from a copy with its database and today’s key file', async () => {
    const person = new Person(await temporaryFolder());
    const folder = join(person.root, 'ws_1', 'anna');
    const runtime = await person.start(true);
    await say(runtime, 't1', 'My boat is called Kestrelquill.');
    await runtime.close();
    const copy = await readFile(join(folder, 'memory.sqlite'));
    const again = await person.start(true);
    expect((await forgetUser(again)).status).toBe(200);
    await again.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: {} });
    await say(again, 't1', 'My boat is called Marmalade.');
    expect(await person.found(again)).toContain('Marmalade');
    await again.close();
    expect(await person.found(await person.start(true))).toContain('Marmalade');
    await writeFile(join(folder, 'memory.sqlite'), copy);
    for (const file of ['memory.sqlite-wal', 'memory.sqlite-shm']) await rm(join(folder, file), { force: true });
    await expect(person.start(true)).rejects.toMatchObject(refused('StoreKeyError'));
  });

  it('is not opened by the secret of another user’s memory, which is made of the same one', async () => {
    const person = new Person(await temporaryFolder());
    const encryption = { secret: secretOf('server') };
    const runtime = await person.start(encryption);
    await say(runtime, 't1', 'My boat is called Kestrelquill.');
    await runtime.close();
    await (await person.start(encryption, { workspaceId: 'ws_1', userId: 'ben' })).close();
    const anna = await readFile(join(person.root, 'ws_1', 'anna', 'memory.sqlite'));
    await writeFile(join(person.root, 'ws_1', 'ben', 'memory.sqlite'), anna);
    await expect(person.start(encryption, { workspaceId: 'ws_1', userId: 'ben' })).rejects.toMatchObject(refused('StoreKeyError'));
  });

  it('is read once, at its start: a recall decrypts nothing, and stats say that it is encrypted', async () => {
    let opened = 0;
    const counting: CipherOf = (key) => {
      const cipher = nodeCipher(key);
      return { ...cipher, decrypt: (...given) => (opened++, cipher.decrypt(...given)) };
    };
    const file = await databaseFile();
    onTestFinished(() => file.remove());
    const openUser = async (): Promise<Store> =>
      openEncrypted({ store: await raw(file.path), identity, source: await bySecret('a'), cipherOf: counting, onIncident: quiet });
    const start = async (): Promise<Runtime> => {
      const runtime = await createLocalRuntime({ ...identity, stores: { openUser, openOrg: async () => new MemoryStore() } });
      onTestFinished(() => runtime.close());
      await runtime.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: {} });
      return runtime;
    };
    const first = await start();
    await say(first, 't1', 'My boat is called Kestrelquill.');
    await first.close();
    const second = await start();
    const atTheStart = opened;
    expect(atTheStart).toBeGreaterThan(0);
    expect(await new Person('').found(second)).toContain('Kestrelquill');
    expect(opened).toBe(atTheStart);
    expect((await second.stats()).storage.encrypted).toBe(true);
  });

  it('tells nothing of its passphrase in health, stats, diagnostics or what is refused', async () => {
    const person = new Person(await temporaryFolder());
    const runtime = await person.start({ passphrase: 'correct walrus' });
    const told = [await runtime.health(), await runtime.stats()];
    await runtime.close();
    const thrown: unknown = await person.start({ passphrase: 'another walrus' }).catch((error: unknown) => error);
    const texts = [thrown, (thrown as Error).cause].map((error) => `${String(error)} ${JSON.stringify(error)} ${String((error as Error).stack)}`);
    expect(JSON.stringify([told, texts])).not.toContain('walrus');
    for (const encryption of [
      {},
      { passphrase: '' },
      { secret: new Uint8Array(3) },
      { passphrase: 'walrus', secret: secretOf('walrus') },
      'walrus',
      { keyRoot: 7 },
      { keyRoot: '/walrus', passphrase: 'walrus' },
      { keyRoot: '/walrus', secret: secretOf('walrus') },
      { keyRoot: join(person.root, 'walrus') },
      { keyRoot: join(person.root, 'ws_1', 'anna') },
    ]) {
      const wrong = (): unknown => fileStores({ identity, storageRoot: person.root, encryption: encryption as NodeEncryption });
      expect(wrong).toThrow(expect.objectContaining({ code: 'runtime.bad_request', message: expect.not.stringContaining('walrus') as string }));
    }
  });
});

it('the executable is told of a folder of key files or of a passphrase, and not of both', () => {
  expect(readSettings([], {}).encryption).toBeUndefined();
  expect(readSettings(['--key-root', '/keys'], {}).encryption).toEqual({ keyRoot: '/keys' });
  const env = { MEMOAIR_RUNTIME_PASSPHRASE: 'correct walrus' };
  expect(readSettings([], env).encryption).toEqual({ passphrase: 'correct walrus' });
  expect(() => readSettings(['--key-root', '/keys'], env)).toThrow(/^(?!.*walrus).*two ways/);
});

it('the executable does not start with a setting that encrypts and was left empty', () => {
  for (const [args, set] of [
    [[], { MEMOAIR_RUNTIME_PASSPHRASE: '' }],
    [[], { MEMOAIR_RUNTIME_KEY_ROOT: '' }],
    [['--passphrase', ''], { MEMOAIR_RUNTIME_PASSPHRASE: 'correct walrus' }],
    [['--key-root', ''], {}],
  ] as const)
    expect(() => readSettings(args, set)).toThrow(expect.objectContaining({ name: 'SettingsError', message: expect.stringContaining('empty') as string }));
  expect(readSettings(['--passphrase', 'correct walrus'], { MEMOAIR_RUNTIME_PASSPHRASE: '' }).encryption).toEqual({ passphrase: 'correct walrus' });
});

describe('sealed rows', () => {
  const folder = async () => {
    const file = await databaseFile();
    onTestFinished(() => file.remove());
    return file.path;
  };

  it('that stand under another key, in another table or under another number are damaged rows, and the others are read', async () => {
    const path = await folder();
    const incidents: string[] = [];
    const store = await open(path, SEALED_USER_TABLES.slice(0, -1));
    await store.commit([
      put('memories', fact('a', 1)),
      put('memories', fact('b', 2)),
      put('events', event(1)),
      put('events', event(2)),
      put('meta', meta('m', 1)),
    ]);
    await store.close();
    const beneath = await raw(path);
    const [a, b] = await beneath.scan('memories');
    const [first] = await beneath.scan('events');
    await beneath.commit([
      put('memories', { ...a!, id: 'b' }),
      put('memories', { ...b!, id: 'c', seq: 9 }),
      put('events', { ...first!, seq: 2 }),
      put('meta', meta('n', 'plain')),
    ]);
    await beneath.close();
    const store2 = await openSqlite({ name: 'memory.sqlite', tables: SEALED_USER_TABLES, sealed: true, connect: () => connect(path) });
    const again = await openEncrypted({ store: store2, identity: IDENTITY, source: await bySecret('a'), onIncident: (what) => incidents.push(what) });
    const rows = await again.scan('memories');
    expect(rows.map((row) => ['text' in row, row.id])).toEqual([
      [true, 'a'],
      [false, 'b'],
      [false, 'c'],
    ]);
    expect((await again.scan('events')).map(({ payload }) => payload)).toEqual([event(1).payload, { damaged: true }]);
    expect(await again.scan('meta')).toEqual([meta('m', 1)]);
    expect(incidents).toHaveLength(3);
    await again.close();
  });

  it('of a turn that were altered on disk are made again from the log, and stats tell', async () => {
    const person = new Person(await temporaryFolder());
    const first = await person.start(true);
    await say(first, 't1', 'My boat is called Kestrelquill.');
    await first.close();
    const beneath = await raw(join(person.root, 'ws_1', 'anna', 'memory.sqlite'));
    const [row] = await beneath.scan('memories');
    const sealed = String(Reflect.get(row!, 'sealed'));
    const altered: FactRow | EpisodeRow = Object.assign(row!, { sealed: `${sealed.slice(0, 60)}${sealed[60] === 'A' ? 'B' : 'A'}${sealed.slice(61)}` });
    await beneath.commit([put('memories', altered)]);
    await beneath.close();
    const second = await person.start(true);
    expect(await person.found(second)).toContain('Kestrelquill');
    expect((await second.stats()).incidents.map(({ what }) => what)).toEqual([
      '1 encrypted rows of memories were altered or sealed with another key',
      'a damaged row was made again from the event log',
    ]);
  });

  it('are each sealed anew: the same row twice is two different rows on disk', async () => {
    const path = await folder();
    const store = await open(path, SEALED_USER_TABLES.slice(0, -1));
    const sealed = async (): Promise<unknown> => {
      await store.commit([put('meta', meta('a', 'the same'))]);
      const beneath = await raw(path);
      const row = await beneath.get('meta', 'a');
      await beneath.close();
      return row;
    };
    expect(await sealed()).not.toEqual(await sealed());
    await store.close();
  });

  it('are all there or none when the process ends while a plain database is encrypted', async () => {
    const path = await folder();
    const plain = await openFile(path, SEALED_USER_TABLES.slice(0, -1));
    await plain.commit([put('memories', fact('a', 1)), put('events', event(1))], { head: { expected: 0, next: 1 } });
    await plain.close();
    // as it is after the version is written and before the rows are
    await (await raw(path)).close();
    await expect(openFile(path, SEALED_USER_TABLES.slice(0, -1))).rejects.toMatchObject({ name: 'StoreEncryptedError' });
    const store = await open(path, SEALED_USER_TABLES.slice(0, -1));
    expect([await store.scan('memories'), await store.scan('events'), await store.head()]).toEqual([[fact('a', 1)], [event(1)], 1]);
    await store.close();
  });

  it('whose key is gone are not taken for plain ones', async () => {
    const path = await folder();
    const store = await open(path, SEALED_USER_TABLES.slice(0, -1));
    await store.commit([put('meta', meta('a', 1))]);
    await store.close();
    const beneath = await raw(path);
    await beneath.commit([{ table: 'keys', remove: 'current' }]);
    await beneath.close();
    await expect(open(path, SEALED_USER_TABLES.slice(0, -1))).rejects.toMatchObject({ name: 'StoreKeyError' });
  });
});
