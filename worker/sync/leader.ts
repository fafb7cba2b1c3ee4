/** Says whether this tab is the one that talks to the cloud. */
export interface Leader {
  readonly leading: boolean;
  /**
   * Lets go until `resume`, and tells so at once: a page that is frozen or kept for going back runs no code, and would hold
   * the others up while it does nothing.
   */
  release(): void;
  /** Stands for it again. */
  resume(): void;
  /** Lets go for good. Idempotent. */
  close(): void;
}

/** Makes a leader; `onChange` is called with every change after that, never while it is made. */
export type Lead = (onChange: (leading: boolean) => void) => Leader;

/** For who shares the outbox with nobody, or with processes that may push at once: an event has its effect once. */
export const alone: Lead = (onChange) => {
  let leading = true;
  let closed = false;
  const turn = (on: boolean): void => {
    if (leading === on || closed) return;
    leading = on;
    onChange(on);
  };
  return {
    get leading() {
      return leading;
    },
    release: () => turn(false),
    resume: () => turn(true),
    close: () => {
      turn(false);
      closed = true;
    },
  };
};

/** The name of the lock. It holds the identity, so that nobody waits for the tabs of another user. */
export function leaderLock(identity: { readonly workspaceId: string; readonly userId: string }): string {
  return `memoair/sync/${JSON.stringify([identity.workspaceId, identity.userId])}`;
}

/** What is used of `navigator.locks`. */
export interface Locks {
  request(name: string, options: { readonly signal: AbortSignal }, held: () => Promise<void>): Promise<unknown>;
}

/**
 * The holder of a Web Lock leads. The browser hands the lock to the next in line when a tab lets go, crashes or is closed.
 * Where there are no locks, or this page is refused them, everyone leads, which costs calls and nothing else.
 */
export function lockLeader(name: string, locks: Locks | null): Lead {
  return locks ? (onChange) => new LockLeader(name, locks, onChange) : alone;
}

class LockLeader implements Leader {
  readonly #name: string;
  readonly #locks: Locks;
  readonly #onChange: (leading: boolean) => void;
  /** The standing for the lock that counts; what comes of an earlier one does not. */
  #standing: { readonly end: () => void } | null = null;
  #leading = false;
  #closed = false;

  constructor(name: string, locks: Locks, onChange: (leading: boolean) => void) {
    this.#name = name;
    this.#locks = locks;
    this.#onChange = onChange;
    this.resume();
  }

  get leading(): boolean {
    return this.#leading;
  }

  release(): void {
    this.#standing?.end();
    this.#standing = null;
    this.#turn(false);
  }

  resume(): void {
    if (!this.#closed && !this.#standing) this.#stand();
  }

  close(): void {
    this.#closed = true;
    this.release();
  }

  #stand(): void {
    const waiting = new AbortController();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    // aborting a request that was granted does nothing: the lock is held for as long as its promise is open
    const standing = { end: () => (waiting.abort(), letGo()) };
    this.#standing = standing;
    const lead = (): void => {
      if (this.#standing === standing) this.#turn(true);
    };
    void Promise.resolve()
      .then(() => this.#locks.request(this.#name, { signal: waiting.signal }, () => (lead(), held)))
      .catch(lead);
  }

  #turn(leading: boolean): void {
    if (this.#leading === leading) return;
    this.#leading = leading;
    this.#onChange(leading);
  }
}
