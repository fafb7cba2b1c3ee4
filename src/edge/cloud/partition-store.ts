import { TERMS } from '../../cloud/cloud-rows.ts';
import type { CloudReader, CloudStore } from '../../cloud/cloud-store.ts';
import { openSqliteCloudStore } from '../../cloud/sqlite-cloud-store.ts';
import { objectDriver } from '../object-driver.ts';
import type { ObjectStorage } from '../platform.ts';

const NAME = 'cloud.sqlite';

/** Options of {@link openPartitionStore}. */
export interface PartitionStoreOptions {
  readonly storage: ObjectStorage;
  /** Whether a partition is the one of this object. */
  readonly mine: (partition: string) => boolean;
  /** Hears that there are chunks without a vector: in the turn of a commit that left them so, and at the first look at those of before. */
  readonly onBare: ((partition: string) => void) | null;
}

/** The store of the one partition that a Durable Object holds. Others lie in other objects, and are refused. */
export async function openPartitionStore({ storage, mine, onBare }: PartitionStoreOptions): Promise<CloudStore> {
  let looked = false;
  let leftBare: string | null = null;
  const onCommit = (): void => {
    if (leftBare !== null) onBare?.(leftBare);
    leftBare = null;
  };
  const store = await openSqliteCloudStore({ name: NAME, connect: () => objectDriver(storage, { name: NAME, onCommit }) });
  const isBare = (rows: CloudReader): boolean => onBare !== null && rows.find('chunks', TERMS.bare, 1).length > 0;
  const check = (partition: string): void => {
    if (!mine(partition)) throw new Error('This object holds another partition.');
  };
  return {
    read: (partition, work) => {
      check(partition);
      return store.read(partition, (rows) => {
        if (!looked && isBare(rows)) onBare?.(partition);
        looked = true;
        return work(rows);
      });
    },
    transaction: (partition, work) => {
      check(partition);
      return store.transaction(partition, (rows) => {
        const result = work(rows);
        leftBare = isBare(rows) ? partition : null;
        return result;
      });
    },
    scrub: () => store.scrub(),
    close: () => store.close(),
  };
}
