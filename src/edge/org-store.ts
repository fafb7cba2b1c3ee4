import type { Clock } from '../../worker/clock.ts';
import type { TableName, Tables } from '../../worker/store/schema.ts';
import { StoreClosedError, type CommitOutcome, type Guard, type ScanRange, type Store, type Write } from '../../worker/store/store.ts';
import type { OrgRows } from './org-object.ts';
import type { Page, Place } from './org-pages.ts';

/** Between two looks at what others wrote to the org lane, in milliseconds. Nobody waits for them. */
const LOOK_EVERY_MS = 10_000;

interface News {
  readonly after: number;
  readonly head: number;
  readonly chunks: readonly Tables['chunks'][];
}

/**
 * The org lane's rows in the object of their workspace, as a {@link Store} of a user's object. What others write there is read
 * ahead, behind the answers: a recall that catches up finds it here, and waits for no other object.
 */
export class OrgStore implements Store {
  readonly kind = 'sqlite';
  readonly #rows: () => OrgRows;
  readonly #clock: Pick<Clock, 'elapsed'>;
  #closed = false;
  /** Where the log ended when it was last told. */
  #head = 0;
  #lookedAt: number;
  #looking: Promise<void> | null = null;
  #news: News | null = null;

  /** `rows` is asked for each call: what it gives is good for the turn alone. */
  constructor(rows: () => OrgRows, clock: Pick<Clock, 'elapsed'>) {
    this.#rows = rows;
    this.#clock = clock;
    this.#lookedAt = clock.elapsed();
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return this.#open().get(table, key);
  }

  async scan<T extends TableName>(table: T, range: ScanRange = {}): Promise<Tables[T][]> {
    if (table !== 'chunks') return this.#scan(table, range);
    const news = this.#news;
    this.#news = null;
    if (news && range.index === 'bySeq' && range.after === news.after) return [...news.chunks] as Tables[T][];
    return this.#scan(table, range);
  }

  async #scan<T extends TableName>(table: T, { limit = Infinity, ...range }: ScanRange): Promise<Tables[T][]> {
    const rows: Tables[T][] = [];
    let last: Place | null = null;
    do {
      const page: Page<T> = await this.#open().page(table, range, last);
      rows.push(...page.rows);
      ({ last } = page);
    } while (last && rows.length < limit);
    return rows.slice(0, limit);
  }

  async count(table: TableName): Promise<number> {
    return this.#open().count(table);
  }

  /** Of what was read ahead, once: whoever asks again wants to know how it is now. */
  async head(): Promise<number> {
    const news = this.#news;
    if (news && news.head !== this.#head) return (this.#head = news.head);
    this.#news = null;
    return (this.#head = await this.#open().head());
  }

  async commit(writes: readonly Write[], guard?: Guard): Promise<CommitOutcome> {
    return this.#open().commit(writes, guard);
  }

  /** Says whether there is something that was read ahead, and sees to it that others' writes are. */
  changedElsewhere(): boolean {
    if (this.#clock.elapsed() - this.#lookedAt >= LOOK_EVERY_MS) void this.look();
    return this.#news !== null;
  }

  /** Reads ahead what others wrote. What fails is tried again later: the lane goes on with what it has. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = null;
        this.#lookedAt = this.#clock.elapsed();
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const after = this.#head;
    const head = await this.#open().head();
    if (head === after) return;
    const chunks = await this.#scan('chunks', { index: 'bySeq', after });
    // someone may have asked meanwhile, and know as much
    if (this.#head === after) this.#news = { after, head, chunks };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #open(): OrgRows {
    if (this.#closed) throw new StoreClosedError();
    return this.#rows();
  }
}
