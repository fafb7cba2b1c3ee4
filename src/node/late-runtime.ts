import { VERSION } from '../contract/defaults.ts';
import type { RespondOptions, Runtime } from '../contract/runtime.ts';
import type { HealthResponse, Identity } from '../contract/types.ts';
import type { WireRequest, WireResponse } from '../contract/wire.ts';
import { wireJson } from '../contract/wire-response.ts';

/**
 * Stands in for a runtime that is being opened. Health is answered from the first moment, since whoever started the process
 * waits for it; every other call waits for the runtime. When it could not be opened, each of those says so and tries again.
 */
export class LateRuntime {
  readonly #identity: Identity;
  readonly #start: () => Promise<Runtime>;
  readonly #startedAt: number = performance.now();
  #runtime: Promise<Runtime> | undefined;
  #state: 'opening' | 'open' | 'failed' = 'opening';
  #closing: Promise<void> | undefined;

  /** `start` is called at the first use, and again after a failure; it may reject with a RuntimeError. */
  constructor(identity: Identity, start: () => Promise<Runtime>) {
    this.#identity = identity;
    this.#start = start;
  }

  /** The runtime, opened when it is not. */
  open(): Promise<Runtime> {
    this.#runtime ??= this.#start().then(
      (runtime) => {
        this.#state = 'open';
        return runtime;
      },
      (thrown: unknown) => {
        this.#state = 'failed';
        this.#runtime = undefined;
        throw thrown;
      },
    );
    return this.#runtime;
  }

  async respond(request: WireRequest, options?: RespondOptions): Promise<WireResponse> {
    if (this.#state !== 'open' && request.method === 'GET' && request.path.split('?', 1)[0] === '/v1/runtime/health') return wireJson(this.#health());
    return (await this.open()).respond(request, options);
  }

  /** Idempotent. Waits for a runtime that is being opened, and closes it. */
  close(): Promise<void> {
    this.#closing ??= this.#runtime?.then((runtime) => runtime.close()).catch(() => undefined) ?? Promise.resolve();
    return this.#closing;
  }

  #health(): HealthResponse {
    return { status: 'ok', version: VERSION, active_sessions: 0, uptime_ms: Math.round(performance.now() - this.#startedAt), ...this.#identity };
  }
}
