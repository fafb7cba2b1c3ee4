import { ENGINE_SHARE, VERSION } from '../contract/defaults.ts';
import { emptyAnswer } from '../contract/empty-answer.ts';
import type { RespondOptions, Runtime } from '../contract/runtime.ts';
import type { HealthResponse, Identity } from '../contract/types.ts';
import type { WireRequest, WireResponse } from '../contract/wire.ts';
import { wireJson } from '../contract/wire-response.ts';
import { wireRecall } from '../runtime/recall-of.ts';
import { before } from '../../worker/deadline.ts';

/** What one probe is let wait, in milliseconds: the pool gives it half a second. */
const PROBE_MS = 300;
/** From so long after the start on, in milliseconds, health waits for nothing. */
const READY_MS = 700;

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
    if (this.#state === 'open') return (await this.open()).respond(request, options);
    if (request.method === 'GET' && request.path.split('?', 1)[0] === '/v1/runtime/health') return this.#alive();
    const recall = wireRecall(request);
    if (!recall || recall.hint) return (await this.open()).respond(request, options);
    return this.#inTime(recall.timeoutMs * ENGINE_SHARE, async () => (await this.open()).respond(request, options));
  }

  /** Says that it lives, but lets it open meanwhile: who hears it may search at once, and waits a quarter of a second for that. */
  async #alive(): Promise<WireResponse> {
    const patience = Math.min(PROBE_MS, READY_MS - (performance.now() - this.#startedAt));
    if (this.#state === 'opening' && patience > 0) await before(patience, this.open(), null).catch(() => null);
    return wireJson(this.#health());
  }

  /** A recall is answered, if need be with nothing: its caller's turn goes on. */
  #inTime(ms: number, work: () => Promise<WireResponse>): Promise<WireResponse> {
    const start = performance.now();
    return before(ms, work(), null).then((answer) => answer ?? wireJson(emptyAnswer(performance.now() - start, 'the memory is being opened')));
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
