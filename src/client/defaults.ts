/** Where the vendor's cloud is, when nothing else is said. */
export const DEFAULT_CLOUD_BASE_URL = 'https://backend.memoair.space';

/** Where a runtime is looked for, when nothing else is said. */
export const DEFAULT_RUNTIME_URL = 'http://127.0.0.1:7878';

/** Who a runtime without an end user belongs to. */
export const ORG_ONLY_USER_ID = '__org__';

/** Limits of the SDK's own calls. Seconds or milliseconds, as their names say. */
export const CALL_LIMITS = {
  startTimeoutS: 5,
  endTimeoutS: 5,
  afterTurnTimeoutS: 1,
  searchTimeoutMs: 250,
  hintTimeoutMs: 1_000,
  probeTimeoutMs: 500,
  managementTimeoutMs: 30_000,
} as const;

export const POOL_DEFAULTS = {
  maxConcurrentUsers: 20,
  runtimeIdleTtlS: 300,
  runtimePortRange: [7878, 7977],
  flushDeadlineMs: 5_000,
  reaperIntervalS: 30,
  startTimeoutS: 5,
} as const;

/** Documents of an answer to a knowledge base request of Vapi. */
export const DEFAULT_TOP_K = 5;
