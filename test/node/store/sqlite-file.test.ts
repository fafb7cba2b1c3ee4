import * as fc from 'fast-check';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareKeys } from '../../../worker/store/rows.ts';
import { SCHEMA_VERSION, USER_TABLES } from '../../../worker/store/schema.ts';
import type { SqliteDriver } from '../../../worker/store/sqlite-driver.ts';
import { openSqlite } from '../../../worker/store/sqlite.ts';
import { StoreBusyError, StoreDamagedError, StoreVersionError } from '../../../worker/store/store-errors.ts';
import { event, fact, meta, put, segment } from '../../worker/store/rows.ts';
import { connect, databaseFile, openFile, type DatabaseFile } from './sqlite-database.ts';

let file: DatabaseFile;
beforeEach(async () => {
  file = await databaseFile();
});
afterEach(() => file.remove());

const open = (connection?: () => SqliteDriver) => openFile(file.path, USER_TABLES, connection);

/** Runs `work` on a connection beside the store's. */
function aside<R>(work: (driver: SqliteDriver) => R): R {
  const driver = connect(file.path);
  try {
    return work(driver);
  } finally {
    driver.close();
  }
}

describe('keys', () => {
  it('of any text sort by code unit and are found again, lone surrogates and U+0000 among them', async () => {
    const unit = fc.constantFrom(
      'a',
      'B',
      '\u0000',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ud800',
      '\udbff',
      '\udc00',
      '\udfff',
      '\ue000',
      '\uffff',
      '😀',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.array(unit, { maxLength: 4 }).map((units) => units.join('')),
          { maxLength: 12 },
        ),
        async (keys) => {
          const other = await databaseFile();
          const store = await openFile(other.path, USER_TABLES);
          try {
            await store.commit(keys.map((key) => put('meta', meta(key, key))));
            const sorted = keys.toSorted(compareKeys);
            expect((await store.scan('meta')).map(({ id }) => id)).toEqual(sorted);
            for (const [i, key] of sorted.entries()) {
              expect(await store.get('meta', key)).toEqual(meta(key, key));
              expect((await store.scan('meta', { after: key })).map(({ id }) => id)).toEqual(sorted.slice(i + 1));
            }
          } finally {
            await store.close();
            await other.remove();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of the largest whole numbers stay exact', async () => {
    const store = await open();
    const large = [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER];
    await store.commit(large.map((seq) => put('events', event(seq))));
    expect((await store.scan('events', { after: 2 ** 31 })).map(({ seq }) => seq)).toEqual(large.slice(1));
    expect(await store.get('events', Number.MAX_SAFE_INTEGER)).toEqual(event(Number.MAX_SAFE_INTEGER));
    await store.close();
  });
});

describe('a commit', () => {
  it('waits for the disk, but for segments alone, which can be made again', async () => {
    const asked: string[] = [];
    const store = await open(() => {
      const driver = connect(file.path);
      const transaction: SqliteDriver['transaction'] = (work, durability) => {
        asked.push(durability);
        const result = driver.transaction(work, durability);
        // 2 is FULL, 1 is NORMAL
        asked.push(String(driver.exec('PRAGMA synchronous /* uncached */')[0]?.[0]));
        return result;
      };
      return { ...bound(driver), transaction };
    });
    asked.length = 0;
    await store.commit([put('events', event(1)), put('segments', segment('a'))]);
    await store.commit([put('segments', segment('b'))]);
    await store.commit([put('segments', segment('c'))], { head: { expected: 0, next: 1 } });
    expect(asked).toEqual(['strict', '2', 'relaxed', '1', 'strict', '2']);
    await store.close();
  });

  it('waits while another process writes, holds up no one in this thread, and keeps the order of those behind it', async () => {
    const store = await open();
    const other = connect(file.path);
    const done: string[] = [];
    let commits: Promise<unknown> = Promise.resolve();
    other.exec('BEGIN IMMEDIATE');
    commits = Promise.all(['a', 'b', 'c'].map((id) => store.commit([put('meta', meta('last', id))]).then(() => done.push(id))));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(done).toEqual([]);
    expect(await store.get('meta', 'last')).toBeUndefined();
    other.exec('COMMIT');
    await commits;
    expect(done).toEqual(['a', 'b', 'c']);
    expect(await store.get('meta', 'last')).toEqual(meta('last', 'c'));
    other.close();
    await store.close();
  });

  it('gives up with StoreBusyError when the other does not end, and leaves nothing', async () => {
    const store = await openSqlite({ name: 'memory.sqlite', tables: USER_TABLES, connect: () => connect(file.path), patienceMs: 20 });
    const other = connect(file.path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.commit([put('meta', meta('a', 1))])).rejects.toBeInstanceOf(StoreBusyError);
    other.exec('ROLLBACK');
    other.close();
    expect(await store.count('meta')).toBe(0);
    expect(await store.commit([put('meta', meta('a', 1))])).toEqual({ status: 'committed' });
    await store.close();
  });

  it('on a full disk rejects with QuotaExceededError, and what was there stays readable and writable', async () => {
    const store = await open(() => {
      const driver = connect(file.path);
      driver.exec('PRAGMA max_page_count = 60');
      return driver;
    });
    await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
    const writes = [put('events', event(2)), put('segments', segment('large', new Uint8Array(1_000_000)))];
    await expect(store.commit(writes, { head: { expected: 1, next: 2 } })).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(await store.scan('events')).toEqual([event(1)]);
    expect(await store.head()).toBe(1);
    expect(await store.commit([put('events', event(2))], { head: { expected: 1, next: 2 } })).toEqual({ status: 'committed' });
    await store.close();
  });
});

describe('what another connection commits', () => {
  it('is told once, and what the store itself commits is not', async () => {
    const [mine, theirs] = [await open(), await open()];
    expect(mine.changedElsewhere()).toBe(false);
    await mine.commit([put('meta', meta('a', 1))]);
    expect(mine.changedElsewhere()).toBe(false);
    expect(theirs.changedElsewhere()).toBe(true);
    expect(theirs.changedElsewhere()).toBe(false);
    await theirs.commit([put('meta', meta('a', 2))]);
    expect(mine.changedElsewhere()).toBe(true);
    await Promise.all([mine.close(), theirs.close()]);
    expect(mine.changedElsewhere()).toBe(false);
  });
});

describe('the schema', () => {
  it('of an earlier version gets what it lacks, loses what is no more and keeps its rows', async () => {
    aside((driver) => {
      driver.exec('CREATE TABLE memories (key BLOB PRIMARY KEY NOT NULL, row TEXT NOT NULL)');
      driver.exec('INSERT INTO memories VALUES (?, ?)', [new TextEncoder().encode('old'), JSON.stringify(fact('old', 7))]);
      driver.exec('CREATE TABLE vectors (key BLOB)');
      driver.setVersion(1);
    });
    const store = await open();
    expect(await store.scan('memories', { index: 'bySeq', after: 6 })).toEqual([fact('old', 7)]);
    expect(await store.count('events')).toBe(0);
    await store.close();
    aside((driver) => {
      expect(driver.version()).toBe(SCHEMA_VERSION);
      const tables = driver.exec("SELECT name FROM sqlite_schema WHERE type = 'table'").map(([name]) => String(name));
      expect(tables.toSorted()).toEqual(USER_TABLES.toSorted());
    });
  });

  it('leaves tables alone that it did not make', async () => {
    aside((driver) => driver.exec('CREATE TABLE theirs (a)'));
    await (await open()).close();
    expect(aside((driver) => driver.exec("SELECT count(*) FROM sqlite_schema WHERE name = 'theirs'"))).toEqual([[1]]);
  });

  it('of a newer version is refused, also when it became that while it was open', async () => {
    const store = await open();
    aside((driver) => driver.setVersion(SCHEMA_VERSION + 1));
    await expect(store.commit([put('meta', meta('a', 1))])).rejects.toBeInstanceOf(StoreVersionError);
    await store.close();
    await expect(open()).rejects.toSatisfy((error) => error instanceof StoreVersionError && error.message.includes('memory.sqlite'));
  });
});

describe('a damaged database', () => {
  it.each(['no database, but long enough to be read as the header of one, which is a hundred bytes and more, as here', 'short'])(
    'is refused and left as it is: %s',
    async (text) => {
      await writeFile(file.path, text);
      await expect(open()).rejects.toBeInstanceOf(StoreDamagedError);
      expect(await readFile(file.path, 'utf8')).toBe(text);
    },
  );

  it('says so and nothing of its rows when one of them cannot be read', async () => {
    const store = await open();
    await store.commit([put('meta', meta('a', 'a secret'))]);
    aside((driver) => driver.exec(`UPDATE meta SET row = 'a secret'`));
    await expect(store.get('meta', 'a')).rejects.toSatisfy(
      (error) => error instanceof StoreDamagedError && !`${error.message}${String(error.cause)}`.includes('secret'),
    );
    await store.close();
  });

  it('whose pages are overwritten is refused when they are read', async () => {
    const store = await open();
    await store.commit(Array.from({ length: 2000 }, (_, i) => put('events', event(i + 1))));
    await store.close();
    const bytes = await readFile(file.path);
    bytes.fill(0xa5, 4096 * 4);
    await writeFile(file.path, bytes);
    await truncate(file.path, bytes.length);
    const reading = (async () => (await open()).scan('events'))();
    await expect(reading).rejects.toBeInstanceOf(StoreDamagedError);
  });
});

/** The methods of a driver, to be laid over with others. */
function bound(driver: SqliteDriver): SqliteDriver {
  return {
    exec: (sql, parameters) => driver.exec(sql, parameters),
    transaction: (work, durability) => driver.transaction(work, durability),
    version: () => driver.version(),
    setVersion: (version) => driver.setVersion(version),
    commitsElsewhere: () => driver.commitsElsewhere?.() ?? 0,
    close: () => driver.close(),
  };
}
