/** How long calls of one kind took, in milliseconds. */
export interface Took {
  readonly calls: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Collects how long calls take, by kind. */
export class Times {
  #byKind = new Map<string, number[]>();

  async of<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      const took = this.#byKind.get(kind);
      if (took) took.push(performance.now() - from);
      else this.#byKind.set(kind, [performance.now() - from]);
    }
  }

  /** What was collected since the last time. */
  take(): Readonly<Record<string, Took>> {
    const taken = Object.fromEntries([...this.#byKind].map(([kind, ms]) => [kind, tookOf(ms)]));
    this.#byKind = new Map();
    return taken;
  }
}

function tookOf(ms: number[]): Took {
  ms.sort((a, b) => a - b);
  const at = (share: number): number => round(ms[Math.min(ms.length - 1, Math.floor(share * ms.length))]!);
  return { calls: ms.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
