import type { Runtime } from '../../src/contract/runtime.ts';
import type { Identity } from '../../src/contract/types.ts';

/** As much of a runtime as a pool touches, for tests that make thousands. */
export class StandIn {
  closed = 0;
  flushed = 0;
  readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  readonly health = async (): Promise<unknown> => ({ status: 'ok', ...this.identity });
  flush = async (): Promise<unknown> => {
    this.flushed++;
    return { status: 'ok', pushed: 0, pending: 0 };
  };
  readonly close = async (): Promise<void> => {
    this.closed++;
  };

  get asRuntime(): Runtime {
    return this as unknown as Runtime;
  }
}
