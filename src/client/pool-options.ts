import type { LoopbackPorts } from '../loopback/ports.ts';
import { POOL_DEFAULTS } from './defaults.ts';
import type { GetToken, StartRuntime } from './start-runtime.ts';
import type { Timers } from './timers.ts';

/** Options of {@link RuntimePool}. Seconds or milliseconds, as their names say. */
export interface RuntimePoolOptions {
  /** Handed to the runtimes, as are `agentId` and `cloudBaseUrl`. */
  readonly apiKey?: string;
  readonly projectId: string;
  readonly agentId?: string;
  /** Default `https://backend.memoair.space`; empty: no cloud. */
  readonly cloudBaseUrl?: string;
  readonly getToken?: GetToken;
  /** Runtimes at a time, those that start or close included. Default 20. */
  readonly maxConcurrentUsers?: number;
  /** A runtime that nobody used for longer is closed. Default 300. */
  readonly runtimeIdleTtlS?: number;
  /** First and last port. Default 7878 to 7977. */
  readonly runtimePortRange?: readonly [number, number];
  /** What a runtime that closes may take to push what waits for the cloud. Default 5,000. */
  readonly flushDeadlineMs?: number;
  /** How often idle runtimes are looked for. Default 30. */
  readonly reaperIntervalS?: number;
  /** What a runtime may take to start. Default 5. */
  readonly startTimeoutS?: number;
  /** One runtime for the workspace, without an end user. Default false. */
  readonly orgOnly?: boolean;
  readonly storageRoot?: string;
  readonly runtimeBinary?: string;
  /** Starts the runtime of one user. Without it `acquire` rejects with `runtime.not_found`. */
  readonly startRuntime?: StartRuntime | undefined;
  /** Where the runtimes answer. Default: the page's ports. */
  readonly ports?: LoopbackPorts;
  readonly timers?: Timers;
  /** Hears that a user's runtime is about to close, while it still answers. It is waited for, 5 s at most. */
  readonly beforeClose?: (userId: string) => Promise<void>;
}

export interface PoolLimits {
  readonly maxConcurrentUsers: number;
  readonly runtimeIdleTtlS: number;
  readonly runtimePortRange: readonly [number, number];
  readonly flushDeadlineMs: number;
  readonly reaperIntervalS: number;
  readonly startTimeoutS: number;
}

/** @throws TypeError when a number is none that can be meant */
export function poolLimitsOf(options: RuntimePoolOptions): PoolLimits {
  const limits: PoolLimits = {
    maxConcurrentUsers: options.maxConcurrentUsers ?? POOL_DEFAULTS.maxConcurrentUsers,
    runtimeIdleTtlS: options.runtimeIdleTtlS ?? POOL_DEFAULTS.runtimeIdleTtlS,
    runtimePortRange: options.runtimePortRange ?? POOL_DEFAULTS.runtimePortRange,
    flushDeadlineMs: options.flushDeadlineMs ?? POOL_DEFAULTS.flushDeadlineMs,
    reaperIntervalS: options.reaperIntervalS ?? POOL_DEFAULTS.reaperIntervalS,
    startTimeoutS: options.startTimeoutS ?? POOL_DEFAULTS.startTimeoutS,
  };
  const [first, last] = limits.runtimePortRange;
  const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;
  if (!isPort(first) || !isPort(last) || first > last) throw new TypeError('runtimePortRange has to be two ports, the lower one first.');
  if (!Number.isInteger(limits.maxConcurrentUsers) || limits.maxConcurrentUsers < 1)
    throw new TypeError('maxConcurrentUsers has to be a whole number of 1 or more.');
  for (const name of ['runtimeIdleTtlS', 'flushDeadlineMs', 'reaperIntervalS', 'startTimeoutS'] as const)
    if (!(limits[name] >= 0)) throw new TypeError(`${name} has to be a number that is not negative.`);
  return limits;
}
