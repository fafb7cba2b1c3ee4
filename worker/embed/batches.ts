import type { TokenIds } from './encoder.ts';

/** A text that waits for its vector. */
export interface WaitingText {
  readonly ids: TokenIds;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (reason: unknown) => void;
}

/** Tokens that may always go into one pass: about a document's worth, however slow the machine. */
const TOKENS = 64;
/** What one pass of documents may take in milliseconds: a query may have to wait for it. */
const PASS_MS = 40;
const MAX_TEXTS = 32;
/** Of a pass, the share that may be padding. */
const MAX_WASTE = 0.2;

/** Texts of documents in the order of their coming, taken by batches of about one length: padding is computed like text. */
export class Batches {
  #waiting: WaitingText[] = [];
  #msPerToken = PASS_MS / TOKENS;

  get size(): number {
    return this.#waiting.length;
  }

  add(text: WaitingText): void {
    this.#waiting.push(text);
  }

  /** The text that has waited longest, and others that fit in beside it. `alone`: only that one. Cancelled ones are rejected and left out. */
  take(alone: boolean): WaitingText[] {
    for (const { signal, reject } of this.#waiting) if (signal?.aborted) reject(signal.reason);
    this.#waiting = this.#waiting.filter(({ signal }) => !signal?.aborted);
    const [first, ...others] = this.#waiting;
    if (!first) return [];
    const limit = Math.max(TOKENS, PASS_MS / this.#msPerToken);
    const apart = ({ ids }: WaitingText): number => Math.abs(ids.length - first.ids.length);
    const batch = [first];
    if (alone) others.length = 0;
    let [longest, sum] = [first.ids.length, first.ids.length];
    for (const text of others.toSorted((a, b) => apart(a) - apart(b))) {
      const padded = Math.max(longest, text.ids.length) * (batch.length + 1);
      if (padded > limit || sum + text.ids.length < padded * (1 - MAX_WASTE)) break;
      batch.push(text);
      longest = Math.max(longest, text.ids.length);
      sum += text.ids.length;
      if (batch.length === MAX_TEXTS) break;
    }
    const taken = new Set(batch);
    this.#waiting = this.#waiting.filter((text) => !taken.has(text));
    return batch;
  }

  /** Learns from a pass how much may go into the next ones. */
  passed(batch: readonly WaitingText[], ms: number): void {
    const tokens = batch.length * Math.max(...batch.map(({ ids }) => ids.length));
    this.#msPerToken += 0.3 * (ms / tokens - this.#msPerToken);
  }

  clear(reason: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
