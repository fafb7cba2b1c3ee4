/**
 * The right to use one user's runtime until it is released: meanwhile the runtime stays. Each acquire has a handle of its
 * own; those of the same user name the same runtime.
 */
export interface RuntimeHandle {
  readonly projectId: string;
  readonly userId: string;
  readonly port: number;
  readonly runtimeUrl: string;
  /** When it was last acquired or released, in milliseconds of the pool's own clock. */
  readonly lastUsedAt: number;
  /** Handles of this runtime that are not released. */
  readonly inFlight: number;
}

/** One user's place in a pool, from the moment it is asked for. */
export interface Slot {
  readonly userId: string;
  readonly abort: AbortController;
  started: Promise<void>;
  live: LiveRuntime | null;
  inFlight: number;
  lastUsedAt: number;
}

export interface LiveRuntime {
  readonly port: number;
  readonly runtimeUrl: string;
  /** Flushes, closes and frees the port; never rejects, and does not last for ever. */
  readonly shutDown: () => Promise<void>;
}

export function handleOf(projectId: string, slot: Slot, { port, runtimeUrl }: LiveRuntime): RuntimeHandle {
  return Object.freeze({
    projectId,
    userId: slot.userId,
    port,
    runtimeUrl,
    get lastUsedAt() {
      return slot.lastUsedAt;
    },
    get inFlight() {
      return slot.inFlight;
    },
  });
}
