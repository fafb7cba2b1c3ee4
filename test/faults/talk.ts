import { randomUUID } from 'node:crypto';
import type { OpenOptions, Seen } from './app/main.ts';
import type { Tab } from './browsers/browser.ts';

/** Birds that no two turns of a talk share. */
const wordsOf = (n: number): string => `collects stamps of kestrel${n}x`;

/** One person who talks to the page, and who keeps account of every turn that the page has acknowledged. */
export class Talk {
  /** Its own, because what is known to a workspace is kept apart from its users. */
  readonly workspace: string = `proj-${randomUUID()}`;
  readonly user = 'user_1';
  readonly sessionId = 'through-it-all';
  /** Numbers of the turns that were acknowledged. */
  readonly acknowledged: number[] = [];
  tab: Tab;
  readonly #url: string;
  readonly #options: Omit<OpenOptions, 'user' | 'workspace'>;
  #said = 0;

  constructor(tab: Tab, url: string, options: Omit<OpenOptions, 'user' | 'workspace'> = {}) {
    this.tab = tab;
    this.#url = url;
    this.#options = options;
  }

  /** Loads the page, opens the runtime and a session, and says some turns. */
  async begin(turns = 3): Promise<this> {
    await this.open();
    for (let n = 0; n < turns; n++) await this.say();
    return this;
  }

  /** Loads the page in a tab and opens the runtime and the session there. Resolves with the session's answer. */
  async open(tab: Tab = this.tab, other: Partial<OpenOptions> = {}): Promise<Seen> {
    this.tab = tab;
    await tab.load(this.#url);
    await tab.call('open', { ...this.#options, ...other, workspace: this.workspace, user: this.user });
    return this.start();
  }

  start(): Promise<Seen> {
    return this.ask('POST', '/v1/runtime/session/start', { sessionId: this.sessionId, workspaceId: this.workspace, userId: this.user });
  }

  ask(method: string, path: string, body?: object): Promise<Seen> {
    return this.tab.call('ask', method, path, body);
  }

  /** Says the next turn, or that one again. */
  async say(n: number = ++this.#said): Promise<Seen> {
    const seen = await this.ask('POST', '/v1/runtime/turn/after', {
      sessionId: this.sessionId,
      turnId: `turn-${n}`,
      userText: `Friend number ${n} ${wordsOf(n)}.`,
      assistantText: 'I see.',
    });
    if (seen.status === 200 && !this.acknowledged.includes(n)) this.acknowledged.push(n);
    return seen;
  }

  /** The number of the turn said last. */
  get said(): number {
    return this.#said;
  }

  /** Says the turn that was said last until it is acknowledged, and the recall finds it. Milliseconds that it took. */
  async again(): Promise<number> {
    const start = performance.now();
    while ((await this.say(this.#said)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.tab.call('recall', this.sessionId, wordsOf(this.#said));
    return performance.now() - start;
  }

  /** Recalls what was acknowledged last. Milliseconds since the runtime was made, in the page; null when it is not found. */
  recall(): Promise<number | null> {
    return this.tab.call('recall', this.sessionId, wordsOf(this.acknowledged.at(-1) ?? 0));
  }

  /** Turns that the memory lists, by number and how often. */
  async listed(): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await this.ask('GET', `/v1/local/memory?lane=permanent&limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      const { items, nextCursor } = body as {
        readonly items: readonly { readonly turnId?: string; readonly kind: string }[];
        readonly nextCursor: string | null;
      };
      for (const { turnId, kind } of items) {
        const n = kind === 'episode' ? Number(turnId?.replace('turn-', '')) : NaN;
        if (!Number.isNaN(n)) counts.set(n, (counts.get(n) ?? 0) + 1);
      }
      cursor = nextCursor;
    }
    return counts;
  }

  /** What stats and the page were told of, each once. */
  async incidents(): Promise<readonly string[]> {
    const { body } = await this.ask('GET', '/v1/local/stats');
    const { incidents = [] } = body as { readonly incidents?: readonly { readonly what: string }[] };
    return [...new Set([...(await this.tab.call('incidents')), ...incidents.map(({ what }) => what)])];
  }

  /** Waits until every turn has its vector, packed. */
  async embedded(): Promise<void> {
    for (;;) {
      const { body } = await this.ask('GET', '/v1/local/stats');
      const { model, pendingEmbeddings } = body as { readonly model: { readonly state: string }; readonly pendingEmbeddings: number };
      if (model.state === 'ready' && pendingEmbeddings === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
