import { ModelError, reasonOf } from './errors.ts';

/** A `fetch`, or what stands in for it. */
export type Fetch = typeof globalThis.fetch;

export interface DownloadOptions {
  /** The exact length; more is refused while it comes. */
  readonly bytes: number;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  readonly onBytes?: (received: number) => void;
  /** How long to wait for the first byte of the body, connection included. */
  readonly firstByteMs?: number;
  /** How long to wait for each further one. */
  readonly stallMs?: number;
}

const FIRST_BYTE_MS = 10_000;
const STALL_MS = 30_000;

/**
 * Downloads a file of known length into memory.
 *
 * @throws ModelError `model.download_failed`, or the signal's reason
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const watchdog = new Watchdog(options.firstByteMs ?? FIRST_BYTE_MS);
  try {
    const response = await options.fetch(url, { signal: AbortSignal.any([options.signal, watchdog.signal]) });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw failed(url, `HTTP ${response.status}`);
    }
    return await readBody(url, response.body, options, () => watchdog.restart(options.stallMs ?? STALL_MS));
  } catch (cause) {
    options.signal.throwIfAborted();
    if (cause instanceof ModelError) throw cause;
    throw failed(url, watchdog.signal.aborted ? 'the server stopped answering' : reasonOf(cause), cause);
  } finally {
    watchdog.stop();
  }
}

async function readBody(url: string, body: ReadableStream<Uint8Array>, options: DownloadOptions, alive: () => void): Promise<Uint8Array> {
  const file = new Uint8Array(options.bytes);
  let received = 0;
  for await (const chunk of body) {
    alive();
    if (received + chunk.length > file.length) throw failed(url, `it is longer than the ${file.length} bytes expected`);
    file.set(chunk, received);
    received += chunk.length;
    options.onBytes?.(received);
  }
  if (received < file.length) throw failed(url, `it ended after ${received} of ${file.length} bytes`);
  return file;
}

/** Aborts its signal when it is not restarted in time. */
class Watchdog {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = this.#arm(ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(ms: number): void {
    this.stop();
    this.#timer = this.#arm(ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), ms);
  }
}

function failed(url: string, why: string, cause?: unknown): ModelError {
  return new ModelError('model.download_failed', `${url} could not be downloaded: ${why}.`, cause === undefined ? {} : { cause });
}
