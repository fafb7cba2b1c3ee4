import type { Runtime } from '../contract/runtime.ts';
import type { Identity } from '../contract/types.ts';
import { MemoAirVoiceMemoryError, RuntimeManagerError } from './errors.ts';
import type { Timers } from './timers.ts';
import { untilAborted, within } from './within.ts';

/** What a runtime is started with, beside whom it belongs to. */
export interface StartContext {
  readonly apiKey: string | null;
  readonly agentId: string | null;
  /** Empty: no cloud. */
  readonly cloudBaseUrl: string;
  readonly orgOnly: boolean;
  /** Short-lived credentials instead of an API key, where the app gives them. */
  readonly getToken: GetToken | null;
  readonly storageRoot: string | null;
  readonly runtimeBinary: string | null;
  /** Aborts when nobody wants the runtime any more; one that comes nevertheless is closed. */
  readonly signal: AbortSignal;
}

/** Gives a token for the cloud, short-lived and for one user. Asked before each call: keep it as long as it is valid. */
export type GetToken = () => string | Promise<string>;

/**
 * Starts the runtime of one user: in a page `({ workspaceId, userId }) => createRuntime({ workspaceId, userId })`, in Node
 * `(identity) => createLocalRuntime(identity)`.
 */
export type StartRuntime = (identity: Identity, context: StartContext) => Runtime | Promise<Runtime>;

export interface BringUpOptions {
  readonly start: StartRuntime;
  readonly identity: Identity;
  readonly context: Omit<StartContext, 'signal'>;
  readonly runtimeUrl: string;
  readonly timeoutS: number;
  readonly signal?: AbortSignal | undefined;
  readonly timers?: Timers | undefined;
}

/**
 * Starts a runtime and waits until it answers as the one that was asked for. One that fails, is late, belongs to someone
 * else or is no longer wanted is closed, also when it comes afterwards.
 *
 * @throws MemoAirVoiceMemoryError `runtime.start_failed`, `runtime.identity_mismatch`; the reason of `signal`
 */
export async function bringUp(options: BringUpOptions): Promise<Runtime> {
  const { runtimeUrl, timeoutS, signal, timers } = options;
  const late = (): Error => startFailed(runtimeUrl, `The runtime was not ready within ${timeoutS} s.`, { timeoutS });
  let coming: Promise<Runtime> | undefined;
  try {
    return await within(timeoutS * 1000, (unwanted) => (coming = startAndAsk(options, unwanted)), { late, signal, timers });
  } catch (thrown) {
    // it may have come in the moment in which it was given up
    void coming?.then(closeQuietly, () => undefined);
    if (signal?.aborted) throw signal.reason;
    if (thrown instanceof MemoAirVoiceMemoryError) throw thrown;
    if (thrown instanceof RuntimeManagerError) throw notFound(thrown.message, thrown);
    throw startFailed(runtimeUrl, 'The runtime could not be started; the error that startRuntime gave is the cause of this one.', {}, thrown);
  }
}

async function startAndAsk({ start, identity, context, runtimeUrl }: BringUpOptions, unwanted: AbortSignal): Promise<Runtime> {
  const runtime = await start(identity, { ...context, signal: unwanted });
  try {
    const { workspaceId, userId } = await untilAborted(unwanted, runtime.health());
    if (workspaceId !== identity.workspaceId || userId !== identity.userId) throw identityMismatch(runtimeUrl, { workspaceId, userId }, identity);
    return runtime;
  } catch (thrown) {
    void closeQuietly(runtime);
    throw thrown;
  }
}

/** A runtime that is given up has nobody to tell that it could not close. */
export async function closeQuietly(runtime: Runtime): Promise<void> {
  try {
    await runtime.close();
  } catch {
    // nor that it is no runtime at all
  }
}

export function notFound(message: string, cause?: unknown): MemoAirVoiceMemoryError {
  return new MemoAirVoiceMemoryError({
    code: 'runtime.not_found',
    message,
    details: { hint: 'Give startRuntime, start a runtime at runtimeUrl, or install a loopback in this page.' },
    cause,
  });
}

function startFailed(runtimeUrl: string, message: string, details: Readonly<Record<string, unknown>>, cause?: unknown): MemoAirVoiceMemoryError {
  return new MemoAirVoiceMemoryError({ code: 'runtime.start_failed', message, details: { runtimeUrl, ...details }, cause });
}

/** A runtime is one user's: searching another's would answer with the wrong person's memory. */
export function identityMismatch(runtimeUrl: string, runtime: Identity, sdk: Identity): MemoAirVoiceMemoryError {
  return new MemoAirVoiceMemoryError({
    code: 'runtime.identity_mismatch',
    message: `The runtime at ${runtimeUrl} belongs to another workspace or user than this client. Start one runtime for each user, or give this client its own runtimeUrl.`,
    details: {
      runtimeUrl,
      runtimeWorkspaceId: runtime.workspaceId,
      runtimeUserId: runtime.userId,
      sdkWorkspaceId: sdk.workspaceId,
      sdkUserId: sdk.userId,
    },
  });
}
