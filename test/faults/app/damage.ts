/** What happens to a database from outside the runtime. */
import { deleteDB, openDB, type IDBPDatabase } from 'idb';

/** A table whose latest row is damaged, or what else goes wrong. */
export type Damage =
  | 'memory'
  | 'event'
  | 'session'
  | 'turn'
  | 'outbox'
  | 'head'
  | 'profile'
  | 'segment cut off'
  | 'segment altered'
  | 'segments gone'
  | 'chunk';

const nameOf = (workspace: string, user: string): string => `memoair-web/user/${workspace}/${user}`;
const last = async (database: IDBPDatabase, table: string): Promise<Record<string, unknown>> =>
  ((await database.getAll(table)) as object[]).at(-1) as Record<string, unknown>;

const RUBBISH = { at: null, kind: 7, text: 42, payload: 'rubbish', metadata: 3, chunks: 'rubbish', eventId: {}, sessionId: {} };

async function spoil(database: IDBPDatabase, table: string, kept: readonly string[]): Promise<void> {
  const row = await last(database, table);
  await database.put(table, { ...RUBBISH, ...Object.fromEntries(kept.map((key) => [key, row[key]])) });
}

const WAYS: Readonly<Record<Damage, (database: IDBPDatabase) => Promise<unknown>>> = {
  memory: async (database) => {
    const rows = (await database.getAll('memories')) as { readonly id: string; readonly seq: number; readonly kind: string }[];
    const row = rows
      .filter(({ kind }) => kind === 'episode')
      .sort((a, b) => a.seq - b.seq)
      .at(-1);
    await database.put('memories', { id: row?.id, seq: row?.seq, kind: 'episode', at: null });
  },
  event: (database) => spoil(database, 'events', ['seq']),
  session: (database) => spoil(database, 'sessions', ['id', 'seq']),
  turn: (database) => spoil(database, 'turns', ['id']),
  outbox: (database) => spoil(database, 'outbox', ['seq']),
  head: (database) => database.put('meta', { id: 'head', value: 'rubbish' }),
  profile: (database) => database.put('meta', { id: 'profile', value: 'rubbish' }),
  'segment cut off': async (database) => {
    for (const row of (await database.getAll('segments')) as { bytes: Uint8Array }[]) await database.put('segments', { ...row, bytes: row.bytes.slice(0, 40) });
  },
  'segment altered': async (database) => {
    for (const row of (await database.getAll('segments')) as { bytes: Uint8Array }[]) {
      row.bytes[row.bytes.length >> 1]! ^= 255;
      await database.put('segments', row);
    }
  },
  'segments gone': (database) => database.clear('segments'),
  chunk: (database) => spoil(database, 'chunks', ['id', 'seq']),
};

export async function damage(workspace: string, user: string, what: Damage): Promise<void> {
  const database = await openDB(what === 'chunk' ? `memoair-web/org/${workspace}` : nameOf(workspace, user));
  try {
    if (what.startsWith('segment') && (await database.count('segments')) === 0) throw new Error('There is no segment to damage.');
    await WAYS[what](database);
  } finally {
    database.close();
  }
}

export const deleteDatabase = (workspace: string, user: string): Promise<void> => deleteDB(nameOf(workspace, user));

const FILLER = 'what the app stores beside';

/** Stores what cannot be made smaller until the browser refuses even a few bytes. */
export async function fillStorage(): Promise<void> {
  const database = await openDB(FILLER, 1, { upgrade: (fresh) => void fresh.createObjectStore('bytes', { autoIncrement: true }) });
  try {
    for (let size = 1 << 19; size >= 64; size >>= 1) {
      const bytes = new Uint8Array(size);
      for (let from = 0; from < size; from += 65_536) crypto.getRandomValues(bytes.subarray(from, from + 65_536));
      for (let refused = false; !refused;)
        refused = await database.put('bytes', bytes).then(
          () => false,
          () => true,
        );
    }
  } finally {
    database.close();
  }
}

export const emptyStorage = (): Promise<void> => deleteDB(FILLER);
