import { VERSION } from '../contract/defaults.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { Runtime } from '../contract/runtime.ts';
import { serveRuntime, type NodeServer } from '../loopback/node-server.ts';
import { StoreError } from '../../worker/store/store-errors.ts';
import type { VoiceRuntimeSettings } from './environment.ts';
import { LateRuntime } from './late-runtime.ts';
import type { Log } from './log.ts';

/** A running `voice-runtime`. */
export interface Serving {
  readonly url: string;
  /** Stops listening, then lets go of the memory. Idempotent; never longer than the time in which whoever asks gives up. */
  stop(): Promise<void>;
}

/** The pool kills what is still there two seconds after SIGTERM. Whatever was acknowledged is on disk by then. */
const STOP_MS = 1500;

/** The address cannot be listened on. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/**
 * Listens, and only then opens the memory: a port that is taken leaves the storage alone, and health answers meanwhile. A
 * memory that cannot be opened leaves the process up, so that callers are told why; it is tried again with each call.
 *
 * @throws AddressError, or RuntimeError for an address that is not loopback
 */
export async function serve(settings: VoiceRuntimeSettings, open: () => Promise<Runtime>, log: Log): Promise<Serving> {
  const { workspaceId, userId } = settings;
  for (const notice of settings.notices) log.warn('setting', { notice });
  const runtime = new LateRuntime({ workspaceId, userId }, async () => opened(open, log));
  const server = await listen(settings, runtime);
  log.info('listening', { version: VERSION, url: server.url, mode: settings.mode, token: settings.token !== undefined });
  // what a caller hears is told in the log too
  runtime.open().catch(() => undefined);
  let stopping: Promise<void> | undefined;
  return { url: server.url, stop: () => (stopping ??= stop(server, runtime, log)) };
}

async function opened(open: () => Promise<Runtime>, log: Log): Promise<Runtime> {
  const start = performance.now();
  try {
    const runtime = await open();
    log.info('memory open', { ms: Math.round(performance.now() - start) });
    return runtime;
  } catch (thrown) {
    const cause = thrown instanceof RuntimeError && thrown.cause instanceof Error ? thrown.cause : thrown;
    // the message of an unknown error may quote what it met
    log.error('memory not open', {
      reason: cause instanceof Error ? cause.name : 'unknown',
      ...(cause instanceof StoreError ? { message: cause.message } : {}),
    });
    throw thrown;
  }
}

async function listen({ host, port, token }: VoiceRuntimeSettings, runtime: LateRuntime): Promise<NodeServer> {
  try {
    return await serveRuntime(runtime, { host, port, token });
  } catch (thrown) {
    const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (thrown instanceof RuntimeError || typeof code !== 'string') throw thrown;
    const what = code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be listened on (${code})`;
    throw new AddressError(`${host}:${port} ${what}. Name another one with MEMOAIR_RUNTIME_BIND_ADDR or --bind-addr. No memory was opened.`, {
      cause: thrown,
    });
  }
}

async function stop(server: NodeServer, runtime: LateRuntime, log: Log): Promise<void> {
  const start = performance.now();
  const done = server
    .close()
    .then(() => runtime.close())
    .then(() => true);
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), STOP_MS).unref());
  const whole = await Promise.race([done, late]);
  log.info('stopped', { ms: Math.round(performance.now() - start), whole });
}
