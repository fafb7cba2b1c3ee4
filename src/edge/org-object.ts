/// <reference path="./cloudflare-workers.d.ts" />
import { DurableObject } from 'cloudflare:workers';
import { ORG_TABLES, type TableName, type Tables } from '../../worker/store/schema.ts';
import { openSqlite } from '../../worker/store/sqlite.ts';
import type { CommitOutcome, Guard, Store, Write } from '../../worker/store/store.ts';
import { objectDriver } from './object-driver.ts';
import { pageOf, type Page, type PagedRange, type Place } from './org-pages.ts';
import type { ObjectState } from './platform.ts';

/** The rows of a workspace's org lane, as the objects of its users call them. */
export interface OrgRows extends Pick<Store, 'get' | 'count' | 'head' | 'commit'> {
  /** A scan, a page a call. */
  page<T extends TableName>(table: T, range: PagedRange, last: Place | null): Promise<Page<T>>;
}

/** The name of the object that holds a workspace's org lane. */
export const orgName = (workspaceId: string): string => JSON.stringify([workspaceId]);

/**
 * A Durable Object that keeps the org lane of one workspace: its rows alone. The objects of the users read them over calls,
 * and write under the same guards as several processes would that have one file open.
 */
export class OrgObject<Env = unknown> extends DurableObject<Env> implements OrgRows {
  readonly #store: Promise<Store>;

  constructor(state: ObjectState, env: Env) {
    super(state, env);
    const name = 'org.sqlite';
    this.#store = openSqlite({ name, tables: ORG_TABLES, connect: () => objectDriver(state.storage, { name }) });
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return (await this.#store).get(table, key);
  }

  async page<T extends TableName>(table: T, range: PagedRange, last: Place | null): Promise<Page<T>> {
    return pageOf(await this.#store, table, range, last);
  }

  async count(table: TableName): Promise<number> {
    return (await this.#store).count(table);
  }

  async head(): Promise<number> {
    return (await this.#store).head();
  }

  async commit(writes: readonly Write[], guard?: Guard): Promise<CommitOutcome> {
    return (await this.#store).commit(writes, guard);
  }
}
