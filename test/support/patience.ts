import { vi } from 'vitest';

/** Vitest gives up a wait after a second, which a crowded machine spends on less. A wait that is in vain ends with its test. */
const PATIENCE_MS = 20_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) => waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options });
