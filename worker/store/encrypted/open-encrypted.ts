import type { KeySource } from '../../../src/contract/encryption.ts';
import type { Identity } from '../../../src/contract/types.ts';
import { USER_TABLES, type TableName } from '../schema.ts';
import { StoreKeyError } from '../store-errors.ts';
import type { Store, Write } from '../store.ts';
import { webCipher, type CipherOf } from './data-key.ts';
import { EncryptedStore } from './encrypted-store.ts';
import { FIRST_KEY, Keyring } from './keyring.ts';
import { draftOf, isSealed, looksSealed, RowSeal } from './sealed-rows.ts';

/** What an encrypted store is opened with. */
export interface OpenEncryptedOptions {
  /** Opened with `sealed` and `SEALED_USER_TABLES`. Closed when it cannot be opened. */
  readonly store: Store;
  readonly identity: Identity;
  readonly source: KeySource;
  /** Default: WebCrypto's. */
  readonly cipherOf?: CipherOf;
  /** The tables that `store` has, `keys` aside. Default: `USER_TABLES`. */
  readonly tables?: readonly TableName[];
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/**
 * Opens the sealed rows of a store. A store without a key gets one; plain rows that stand in it then are sealed, all of them in the
 * commit that writes the key, so that a start which ends half-way leaves them as they were for the next one.
 *
 * @throws StoreKeyError when what is given does not open it: no row was changed then
 */
export async function openEncrypted({
  store,
  identity,
  source,
  cipherOf = webCipher,
  tables = USER_TABLES,
  onIncident,
}: OpenEncryptedOptions): Promise<EncryptedStore> {
  try {
    const user = JSON.stringify([identity.workspaceId, identity.userId]);
    const keys = new Keyring(store, user, source, cipherOf);
    // two that open it for the first time find the key of the one that was first
    const seal = new RowSeal(user, store.kind === 'sqlite');
    while (!(await keys.read())) await createIn(store, keys, seal, tables, onIncident);
    return new EncryptedStore({ store, keys, seal, tables, onIncident });
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

async function createIn(store: Store, keys: Keyring, seal: RowSeal, tables: readonly TableName[], onIncident: (what: string) => void): Promise<void> {
  const head = await store.head();
  const plain = await plainRows(store, tables);
  // whoever was first has sealed all rows with the key that it wrote
  if (await keys.read()) return;
  if (!plain) throw new StoreKeyError('Its key is gone: put a copy of the whole database in its place.');
  const { key, writes } = await keys.create();
  const sealed = await Promise.all(
    plain.map(async ({ table, put }): Promise<Write> => {
      const draft = draftOf(table, put);
      return { table, put: draft ? await seal.seal(table, draft, key) : put } as Write;
    }),
  );
  const first = { absent: FIRST_KEY };
  const { status } = await store.commit([...sealed, ...writes], plain.length === 0 ? first : { ...first, head: { expected: head, next: head } });
  if (status !== 'committed' || plain.length === 0) return;
  keys.use(key);
  // the words are in the log of SQLite still; others may keep it busy, and the next start of a forgotten user empties it too
  await store.scrub?.().catch(() => onIncident('words from before the encryption may still be in the log of the database'));
}

type Put = Extract<Write, { put: unknown }>;

/** Null for a store whose rows are sealed. */
async function plainRows(store: Store, tables: readonly TableName[]): Promise<Put[] | null> {
  const rows: Put[] = [];
  for (const table of tables.filter(isSealed)) {
    for (const put of await store.scan(table)) {
      if (looksSealed(table, put)) return null;
      rows.push({ table, put } as Put);
    }
  }
  return rows.filter(({ table, put }) => draftOf(table, put) !== null);
}
