import type { SyncProgress } from '../../src/contract/local.ts';
import type { Clock } from '../clock.ts';
import { Backoff } from './backoff.ts';
import type { Lead, Leader } from './leader.ts';
import type { OutboxCounts } from './outbox.ts';
import type { PushOutcome } from './push.ts';
import type { SyncTimers } from './timers.ts';
import type { PauseReason, RetryReason } from './verdict.ts';

/** What a loop is made of. */
export interface PushLoopParts {
  /** One pass. */
  readonly push: (signal: AbortSignal, onTaken: (events: number) => void) => Promise<PushOutcome>;
  readonly count: () => Promise<OutboxCounts>;
  readonly lead: Lead;
  readonly clock: Clock;
  readonly timers: SyncTimers;
  /** 0 to below 1. */
  readonly random: () => number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Events of this run that the cloud has, of those that there are. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
}

/** What the loop is about; a `follower` leaves the pushing to the tab that leads. */
export type PushState = 'idle' | 'waiting' | 'pushing' | 'paused' | 'follower' | 'closed';

/** How the push stands. Codes, counts and dates alone. */
export interface PushStats extends OutboxCounts {
  readonly state: PushState;
  /** Why it waits or is paused. */
  readonly reason?: PauseReason | RetryReason | 'offline';
  /** When the cloud last took something, ISO 8601. */
  readonly lastPushAt: string | null;
}

/** A pause is looked into again after this: keys are replaced and clouds updated, and nobody tells a runtime. */
export const PAUSE_MS = 1_800_000;
/** How long a flush gives a cloud that was silent the last time. */
const SILENT_MS = 1_000;
/** A follower looks for what its leader does this often, and gives up on one that does nothing for that long. */
const LOOK_MS = 50;
const IDLE_LEADER_MS = 1_000;

/**
 * When to push. Owned by one signal; there is never more than one pass, and nothing that goes wrong in one gets out of here.
 *
 *                    wake, nudge, flush                           done
 *     start ──▶ idle ───────────────────▶ pushing ───────────────────────────────────▶ idle
 *                                          ▲  │ network, 5xx, 429, wrong answer
 *            backoff over, nudge, flush    │  ├──────────────▶ waiting(backoff or Retry-After)
 *            ──────────────────────────────┤  │ 401, 403, 404, 405, 501
 *            nudge, half an hour over      │  └──────────────▶ paused(reason)
 *            ──────────────────────────────┘
 *     any ── another tab leads ──▶ follower ── this one leads ──▶ pushing        any ── signal ──▶ closed
 *
 * Only a nudge or a flush cut a wait short, and neither does where the cloud has said how long to wait.
 */
export class PushLoop {
  readonly #parts: PushLoopParts;
  readonly #backoff: Backoff;
  readonly #leader: Leader;
  #state: PushState;
  #reason: PauseReason | RetryReason | null = null;
  #offline = false;
  #lastPushAt: string | null = null;
  #taken = 0;
  /** Told of something while it pushed. */
  #again = false;
  /** Given reason to try while it pushed: what fails now may have begun before that. */
  #nudged = false;
  /** Earliest moment, on the clock that never runs back, at which the cloud wants to hear of it again. */
  #notBefore = 0;
  #pass: { readonly cancel: AbortController; readonly ended: Promise<void> } | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(parts: PushLoopParts) {
    const { lead, random, signal } = parts;
    this.#parts = parts;
    this.#backoff = new Backoff(random);
    this.#leader = lead((leading) => this.#onLeader(leading));
    this.#state = this.#leader.leading ? 'idle' : 'follower';
    if (signal.aborted) this.#close();
    else signal.addEventListener('abort', () => this.#close(), { once: true });
    // what an earlier run has left
    this.wake();
  }

  /** Something was committed, here or in another tab. */
  wake(): void {
    this.#again = true;
    if (this.#state !== 'idle') return;
    if (this.#offline) this.#wait(this.#backoff.next());
    else this.#start();
  }

  /**
   * There is reason to think that it goes now, or (`offline`) that it does not: the browser's events, a page that is looked at
   * again, a token that the app has got. A hint that is wrong costs a wait, never an event.
   */
  nudge(hint: 'online' | 'offline' = 'online'): void {
    this.#offline = hint === 'offline';
    if (this.#offline) return;
    if (this.#state === 'pushing') this.#nudged = true;
    else if (this.#mayTry(true)) this.#start();
  }

  /** Leaves the pushing to others, before this page is frozen. */
  release(): void {
    this.#leader.release();
  }

  /** Takes part again. */
  resume(): void {
    this.#leader.resume();
  }

  /**
   * Pushes now, and answers when nothing waits any more, when it does not go on, or after `deadlineMs`: at once while it is
   * paused or out of reach. What is left goes on being pushed. `pushed` counts what the cloud has taken meanwhile.
   *
   * @throws what the store throws when it cannot be counted
   */
  async flush(deadlineMs: number): Promise<{ readonly pushed: number; readonly pending: number }> {
    if (this.#state === 'follower' && !this.#offline && deadlineMs > 0) return this.#watchLeader(deadlineMs);
    const before = this.#taken;
    this.#again = true;
    if (this.#state !== 'pushing' && !this.#offline && this.#mayTry(false)) this.#start();
    if (this.#pass && deadlineMs > 0) {
      const limit = this.#reason === 'timeout' ? Math.min(deadlineMs, SILENT_MS) : deadlineMs;
      await this.#within(limit, this.#pass.ended);
    }
    const { pending } = await this.#parts.count();
    return { pushed: this.#taken - before, pending };
  }

  async stats(): Promise<PushStats> {
    const state = this.#state;
    const reason = state === 'paused' ? this.#reason : state !== 'waiting' ? null : this.#offline ? 'offline' : this.#reason;
    return { state, ...(reason === null ? {} : { reason }), lastPushAt: this.#lastPushAt, ...(await this.#parts.count()) };
  }

  /** Resolves when no pass is under way: after the signal, when none ever will be. */
  async settled(): Promise<void> {
    while (this.#pass) await this.#pass.ended;
  }

  /** Whether a pass may begin out of turn. */
  #mayTry(paused: boolean): boolean {
    if (this.#parts.clock.elapsed() < this.#notBefore) return false;
    return this.#state === 'idle' || this.#state === 'waiting' || (paused && this.#state === 'paused');
  }

  #start(): void {
    // the one before has been told to end, and begins this one when it has
    if (this.#pass) return;
    this.#cancelTimer();
    this.#state = 'pushing';
    this.#nudged = false;
    const cancel = new AbortController();
    this.#pass = { cancel, ended: this.#run(cancel.signal) };
  }

  async #run(signal: AbortSignal): Promise<void> {
    let outcome: PushOutcome;
    do {
      this.#again = false;
      outcome = await this.#tryPass(signal);
    } while (outcome.status === 'done' && this.#again && !signal.aborted);
    this.#pass = null;
    // told to end by whoever set the state since
    if (!signal.aborted) this.#take(outcome);
    // a wait may have ended while the pass did not
    else if (this.#state === 'idle' || this.#state === 'waiting') this.#start();
  }

  async #tryPass(signal: AbortSignal): Promise<PushOutcome> {
    const { push, count, clock, onProgress } = this.#parts;
    try {
      let pushed = 0;
      let total: number | null = null;
      if (onProgress) total = (await count()).pending;
      return await push(signal, (events) => {
        pushed += events;
        this.#taken += events;
        this.#lastPushAt = new Date(clock.now()).toISOString();
        this.#backoff.reset();
        onProgress?.({ pushed, total: Math.max(pushed, total ?? 0) });
      });
    } catch {
      // the store's: it may be busy or full now and not then
      return { status: 'retry', reason: 'store', afterMs: null };
    }
  }

  #take(outcome: PushOutcome): void {
    if (outcome.status === 'done') {
      this.#state = 'idle';
      this.#reason = null;
      this.#backoff.reset();
      return;
    }
    this.#reason = outcome.reason;
    const paused = outcome.status === 'paused';
    const asked = paused ? null : outcome.afterMs;
    this.#notBefore = this.#parts.clock.elapsed() + (asked ?? 0);
    if (this.#nudged && asked === null) return this.#start();
    this.#wait(paused ? PAUSE_MS : Math.max(asked ?? 0, this.#backoff.next()), paused ? 'paused' : 'waiting');
  }

  #wait(ms: number, state: 'waiting' | 'paused' = 'waiting'): void {
    this.#state = state;
    this.#cancelTimer = this.#parts.timers.after(ms, () => this.#start(), true);
  }

  #onLeader(leading: boolean): void {
    if (this.#state === 'closed') return;
    this.#cancelTimer();
    this.#pass?.cancel.abort();
    this.#reason = null;
    this.#state = leading ? 'idle' : 'follower';
    if (leading) this.wake();
  }

  #close(): void {
    this.#state = 'closed';
    this.#cancelTimer();
    this.#pass?.cancel.abort();
    this.#leader.close();
  }

  /** A follower can only look on: the outbox is drained by the tab that leads, or by this one once it leads. */
  async #watchLeader(deadlineMs: number): Promise<{ readonly pushed: number; readonly pending: number }> {
    const { count, clock } = this.#parts;
    const first = (await count()).pending;
    const end = clock.elapsed() + deadlineMs;
    let pending = first;
    let moved = clock.elapsed();
    while (pending > 0 && this.#state === 'follower' && clock.elapsed() < Math.min(end, moved + IDLE_LEADER_MS)) {
      await this.#within(LOOK_MS, new Promise<never>(() => undefined));
      const now = (await count()).pending;
      if (now < pending) moved = clock.elapsed();
      pending = now;
    }
    const looked = Math.max(0, first - pending);
    const left = end - clock.elapsed();
    if (pending === 0 || left <= 0 || this.#state === 'follower' || this.#state === 'closed') return { pushed: looked, pending };
    // it leads now
    const own = await this.flush(left);
    return { pushed: looked + own.pushed, pending: own.pending };
  }

  #within(ms: number, work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#parts.timers.after(ms, resolve);
      void work.finally(() => {
        stop();
        resolve();
      });
    });
  }
}
