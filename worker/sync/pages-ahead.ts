import type { KnownTerms } from '../search/hybrid.ts';
import type { Asked } from './apply-pending.ts';
import type { BootstrapPage, ToldVersions } from './assert-bootstrap.ts';
import { versionsOf } from './pull-state.ts';

/** A page, and what stood where before it was asked for. */
export interface Answer {
  readonly asked: Asked;
  readonly page: BootstrapPage;
}

/** A page that is ready to be taken. */
export interface ReadyPage extends Answer {
  /** Terms of its chunks. */
  readonly counted: KnownTerms;
}

export interface PagesAheadParts {
  readonly ask: (since: string, versions: ToldVersions) => Promise<Answer>;
  readonly ready: (page: BootstrapPage) => Promise<KnownTerms>;
}

interface Asking {
  readonly since: string;
  readonly ready: Promise<ReadyPage>;
  /** Where the page after it begins, once that is known and there is one. */
  next: { readonly since: string; readonly versions: ToldVersions } | null;
}

/** Pages on their way while one is taken: one that is made ready, and one that the cloud works on. */
const AHEAD = 2;

/** Asks for pages before it is their turn: each as soon as the one before it has said where it begins. */
export class PagesAhead {
  readonly #parts: PagesAheadParts;
  /** The page that was given last, and those after it. */
  #chain: Asking[] = [];

  constructor(parts: PagesAheadParts) {
    this.#parts = parts;
  }

  /** The page after `since`, on its way or asked for now. What went wrong with it is told here, when its turn comes. */
  next(since: string, versions: ToldVersions): Promise<ReadyPage> {
    if (this.#chain[1]?.since === since) this.#chain.shift();
    else this.#begin(since, versions);
    this.#askOn();
    return this.#chain[0]!.ready;
  }

  #begin(since: string, versions: ToldVersions): void {
    this.#chain = [];
    this.#push(since, versions);
  }

  #push(since: string, versions: ToldVersions): void {
    const asking: Asking = { since, ready: this.#get(since, versions, () => asking), next: null };
    asking.ready.catch(() => undefined);
    this.#chain.push(asking);
  }

  async #get(since: string, versions: ToldVersions, own: () => Asking): Promise<ReadyPage> {
    const answer = await this.#parts.ask(since, versions);
    const { page } = answer;
    if (page.more) own().next = { since: page.syncToken, versions: versionsOf(page, versions) };
    this.#askOn();
    return { ...answer, counted: await this.#parts.ready(page) };
  }

  #askOn(): void {
    const next = this.#chain.length > AHEAD ? null : this.#chain.at(-1)?.next;
    if (next) this.#push(next.since, next.versions);
  }
}
