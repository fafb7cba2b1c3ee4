import { deleteDB } from 'idb';
import { describe, expect, it } from 'vitest';
import type { KeySource } from '../../../src/contract/encryption.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { RuntimeOptions } from '../../../src/runtime/options.ts';
import { openEncrypted } from '../../../worker/store/encrypted/open-encrypted.ts';
import { openIndexedDb } from '../../../worker/store/indexed-db.ts';
import { SEALED_USER_TABLES, versionOnDisk, type TableName } from '../../../worker/store/schema.ts';
import type { Store } from '../../../worker/store/store.ts';
import { bySecret, DEVICE, IDENTITY, secretOf } from '../../worker/store/encrypted/unlocks.ts';
import { sharedStoreCases } from '../../worker/store/shared-store.cases.ts';
import { sealedStoreCases } from '../../worker/store/store.cases.ts';
import { openRaw, settled } from './raw.ts';

const quiet = (): void => undefined;

async function open(name: string, tables: readonly TableName[], source: KeySource): Promise<Store> {
  const store = await openIndexedDb({ name, tables: [...tables, 'keys'], sealed: true, onIncident: quiet });
  return openEncrypted({ store, identity: IDENTITY, source, tables, onIncident: quiet });
}

sealedStoreCases('IndexedDbStore, encrypted,', async (tables) => {
  const name = `sealed-${crypto.randomUUID()}`;
  const store = await open(name, tables, DEVICE);
  const dispose = async (): Promise<void> => {
    await store.close();
    await deleteDB(name);
  };
  return { store, reopen: () => open(name, tables, DEVICE), dispose };
});

sharedStoreCases('IndexedDbStore, encrypted by two tabs at once,', async (tables) => {
  const name = `sealed-${crypto.randomUUID()}`;
  const [first, second] = await Promise.all([open(name, tables, DEVICE), open(name, tables, DEVICE)]);
  const dispose = async (): Promise<void> => {
    await Promise.all([first.close(), second.close()]);
    await deleteDB(name);
  };
  return { first, second, dispose };
});

/** A page's runtime for one user, and a look at the rows that it leaves. */
class User {
  readonly userId = `user-${crypto.randomUUID()}`;
  readonly database = `memoair-web/user/ws_1/${this.userId}`;

  runtime(options: Partial<RuntimeOptions> = {}): Runtime {
    return createRuntime({ workspaceId: 'ws_1', userId: this.userId, modelUrl: null, storage: 'indexeddb', ...options });
  }

  async start(options?: Partial<RuntimeOptions>): Promise<Runtime> {
    const runtime = this.runtime(options);
    await runtime.startSession({ sessionId: 's', workspaceId: 'ws_1', userId: this.userId, mode: 'default', metadata: { channel: 'walrus' } });
    return runtime;
  }

  say(runtime: Runtime, turnId: string, userText: string): Promise<unknown> {
    return runtime.afterTurn({ sessionId: 's', turnId, userText, assistantText: 'Noted, marmalade.', toolCalls: [], metadata: {} });
  }

  async found(runtime: Runtime, query: string): Promise<string> {
    const request = { sessionId: 's', query, intent: 'answer_current_user', includeSources: false, timeoutMs: 5_000 } as const;
    return (await runtime.searchMemory(request)).contextText;
  }

  /** Everything that is stored, as the characters of its bytes and texts. */
  async dump(): Promise<string> {
    const database = await openRaw(this.database, (await indexedDB.databases()).find(({ name }) => name === this.database)!.version!);
    const rows = await Promise.all([...database.objectStoreNames].map((table) => settled(database.transaction(table).objectStore(table).getAll())));
    database.close();
    const latin = new TextDecoder('latin1');
    return JSON.stringify(rows, (_, value: unknown) => (value instanceof Uint8Array ? latin.decode(value) : value));
  }
}

const SECRETS = ['walrus', 'marmalade', 'Reykjav', 'reykjav', 'chestnut'];
const markersIn = (dump: string): string[] => SECRETS.filter((word) => dump.includes(word));
const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'opened',
    (thrown: { code?: unknown; details?: { reason?: unknown } }) => `${String(thrown.code)} ${String(thrown.details?.reason)}`,
  );

describe("a page's encrypted memory", () => {
  it('is found again by the key that the browser keeps, and no word of it is in the rows', async () => {
    const user = new User();
    const first = await user.start({ encryption: true });
    await user.say(first, 't1', 'I live in Reykjavik and my horse is called Chestnut.');
    await first.endSession({ sessionId: 's', reason: 'completed' });
    await first.close();
    expect(markersIn((await user.dump()).toLowerCase())).toEqual([]);
    const second = await user.start({ encryption: true });
    expect(await user.found(second, 'where does the user live')).toContain('Reykjavik');
    await second.close();
  });

  it('keeps its key where nobody can take its bytes out', async () => {
    const user = new User();
    await (await user.start({ encryption: true })).close();
    const database = await openRaw(user.database, versionOnDisk(true));
    const row = await settled<{ value: { key: CryptoKey } }>(database.transaction('keys').objectStore('keys').get('current'));
    database.close();
    expect([row.value.key.extractable, row.value.key.type]).toEqual([false, 'secret']);
    await expect(crypto.subtle.exportKey('raw', row.value.key)).rejects.toMatchObject({ name: 'InvalidAccessError' });
  });

  it('opens by its passphrase alone, says so, and loses nothing by a wrong one; the passphrase may change', async () => {
    const user = new User();
    const first = await user.start({ encryption: { passphrase: 'correct horse' } });
    await user.say(first, 't1', 'I live in Reykjavik.');
    await first.close();
    const refused = 'runtime.bootstrap_failed StoreKeyError';
    expect(await reasonOf(user.start({ encryption: { passphrase: 'wrong horse' } }))).toBe(refused);
    expect(await reasonOf(user.start({ encryption: true }))).toBe(refused);
    expect(await reasonOf(user.start({ encryption: { secret: secretOf('a') } }))).toBe(refused);
    expect(await reasonOf(user.start())).toBe('runtime.bootstrap_failed StoreEncryptedError');
    const changed = await user.start({ encryption: { passphrase: 'new horse', former: { passphrase: 'correct horse' } } });
    expect(await user.found(changed, 'where does the user live')).toContain('Reykjavik');
    await changed.close();
    expect(await reasonOf(user.start({ encryption: { passphrase: 'correct horse' } }))).toBe(refused);
    const again = await user.start({ encryption: { passphrase: 'new horse' } });
    expect(await user.found(again, 'where does the user live')).toContain('Reykjavik');
    await again.close();
  });

  it('opens by bytes that a function of the page gives, asked once; one that fails leaves no trace of what it knows', async () => {
    const user = new User();
    let asked = 0;
    const secret = async (): Promise<Uint8Array> => (asked++, secretOf('prf'));
    const first = await user.start({ encryption: { secret } });
    await user.say(first, 't1', 'I live in Reykjavik.');
    await first.close();
    expect(asked).toBe(1);
    const failing = user.start({ encryption: { secret: () => Promise.reject(new Error('the walrus knows')) } });
    const thrown: unknown = await failing.then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ code: 'runtime.bootstrap_failed', details: { reason: 'StoreKeyError' } });
    expect(JSON.stringify([thrown, String(thrown), String((thrown as Error).cause)])).not.toContain('walrus');
    const second = await user.start({ encryption: { secret } });
    expect(await user.found(second, 'where does the user live')).toContain('Reykjavik');
    await second.close();
  });

  it('that was stored as it was is encrypted when it is opened so, and a tab that has it open as it was is turned away', async () => {
    const user = new User();
    const plain = await user.start();
    await user.say(plain, 't1', 'I live in Reykjavik.');
    expect(markersIn(await user.dump())).toContain('Reykjav');
    const sealed = await user.start({ encryption: true });
    expect(await user.found(sealed, 'where does the user live')).toContain('Reykjavik');
    expect(markersIn((await user.dump()).toLowerCase())).toEqual([]);
    await expect(user.say(plain, 't2', 'I have a chestnut.')).rejects.toMatchObject({ details: { reason: 'StoreEncryptedError' } });
    expect(markersIn((await user.dump()).toLowerCase())).toEqual([]);
    await Promise.all([plain.close(), sealed.close()]);
  });

  it('is one memory in two workers, also after one of them has forgotten the user and destroyed the key', async () => {
    const user = new User();
    const workerUrl = new URL('../../../worker/main.ts?worker_file&type=module', import.meta.url);
    const [mine, theirs] = await Promise.all([user.start({ encryption: true }), user.start({ encryption: true, workerUrl })]);
    await user.say(mine, 't1', 'I live in Reykjavik.');
    await expect.poll(() => user.found(theirs, 'where does the user live')).toContain('Reykjavik');
    const before = await openRaw(user.database, versionOnDisk(true));
    const old = await settled(before.transaction('events').objectStore('events').getAll());
    before.close();
    await mine.respond({ method: 'DELETE', path: '/v1/local/user', contentType: null, authorization: null, body: null });
    await theirs.startSession({ sessionId: 's', workspaceId: 'ws_1', userId: user.userId, mode: 'default', metadata: {} });
    await user.say(theirs, 't1', 'My horse is called Chestnut.');
    await expect.poll(() => user.found(mine, 'what is the horse called')).toContain('Chestnut');
    expect(await user.found(mine, 'where does the user live')).not.toContain('Reykjavik');
    await Promise.all([mine.close(), theirs.close()]);
    // what a disk may still hold, put back
    const after = await openRaw(user.database, versionOnDisk(true));
    const tx = after.transaction('events', 'readwrite');
    for (const row of old) tx.objectStore('events').put(row);
    await new Promise((resolve) => tx.addEventListener('complete', resolve));
    after.close();
    const again = await openIndexedDb({ name: user.database, tables: SEALED_USER_TABLES, sealed: true, onIncident: quiet });
    const store = await openEncrypted({ store: again, identity: { workspaceId: 'ws_1', userId: user.userId }, source: DEVICE, onIncident: quiet });
    const events = await store.scan('events');
    expect(JSON.stringify(events)).not.toContain('Reykjavik');
    expect(events.filter(({ payload }) => payload['damaged'] === true)).toHaveLength(old.length);
    await store.close();
  });
});

it('two tabs that open by a secret at the same time find one key', async () => {
  const name = `sealed-${crypto.randomUUID()}`;
  const stores = await Promise.all(['a', 'a', 'a'].map(async (word) => open(name, SEALED_USER_TABLES.slice(0, -1), await bySecret(word))));
  await stores[0]!.commit([{ table: 'meta', put: { id: 'x', value: 'one' } }]);
  expect(await Promise.all(stores.map((store) => store.get('meta', 'x')))).toEqual([1, 2, 3].map(() => ({ id: 'x', value: 'one' })));
  await Promise.all(stores.map((store) => store.close()));
  await deleteDB(name);
});
