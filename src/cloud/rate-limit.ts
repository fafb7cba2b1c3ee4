import { CloudError } from './errors.ts';

/** A token bucket: calls that may come at once, and how fast it fills again. */
export interface CloudRate {
  readonly burst: number;
  /** Infinity: no limit. */
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Buckets that are looked after at a time; the fullest are as good as none. */
const MOST_BUCKETS = 10_000;

/** One bucket a credential and user. Held in memory: a limit is against haste, not a ledger. */
export class RateLimit {
  readonly #rate: CloudRate;
  readonly #elapsed: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: CloudRate, elapsed: () => number) {
    this.#rate = rate;
    this.#elapsed = elapsed;
  }

  /** Counts a call. @throws CloudError 429 with `Retry-After` */
  take(name: string): void {
    const { burst, perSecond } = this.#rate;
    if (perSecond === Infinity) return;
    const now = this.#elapsed();
    const bucket = this.#buckets.get(name) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    // last in the map: used last
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > MOST_BUCKETS) this.#buckets.delete(this.#buckets.keys().next().value!);
    if (bucket.left < 1) {
      const seconds = perSecond > 0 ? Math.ceil((1 - bucket.left) / perSecond) : 60;
      throw new CloudError('cloud.rate_limited', 'Too many calls. Wait as long as Retry-After says.', { headers: { 'retry-after': String(seconds) } });
    }
    bucket.left -= 1;
  }
}
