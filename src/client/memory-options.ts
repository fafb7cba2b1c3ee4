import type { LoopbackPorts } from '../loopback/ports.ts';
import type { MemoAirVoiceMemory } from './memory.ts';
import type { Fetch } from './peer.ts';
import type { StartRuntime } from './start-runtime.ts';

/** Starts what answers at `memory.runtimeUrl`. */
export interface RuntimeManager {
  /** Resolves when the runtime is there. @throws RuntimeManagerError when there is none to start */
  ensureRunning(memory: MemoAirVoiceMemory, timeoutS: number): Promise<void>;
}

/** Options of the vendor's SDK that find and download a native binary. They are taken and have no effect here. */
export interface BinaryOptions {
  readonly runtimeVersion?: string;
  readonly runtimeRepo?: string;
  readonly runtimeCacheDir?: string;
}

/** Options of {@link MemoAirVoiceMemory}. */
export interface MemoAirVoiceMemoryOptions extends BinaryOptions {
  /** The project, which the wire calls workspace. */
  readonly projectId: string;
  /** Whose memory it is. Required, but for `orgOnly`. */
  readonly userId?: string;
  readonly agentId?: string;
  /** Handed to a runtime that is started; this class itself talks to no cloud. */
  readonly apiKey?: string;
  /** Instead of `apiKey`; handed on likewise. */
  readonly internalToken?: string;
  /** Default `http://127.0.0.1:7878`. */
  readonly runtimeUrl?: string;
  /** Bearer token that the runtime asks for. */
  readonly runtimeToken?: string;
  /** Default: a UUID, one for this object. */
  readonly sessionId?: string;
  /** Sent as it is when a session starts. Default `{ variant: 'default' }`. */
  readonly satham?: Readonly<Record<string, unknown>>;
  /** Carries the calls. Default: the `fetch` of the page at the time of the call, behind the ports of this page. */
  readonly client?: Fetch;
  /** Starts a runtime when none answers. Default true. */
  readonly autoStartRuntime?: boolean;
  /** Handed to `startRuntime`. */
  readonly runtimeBinary?: string;
  /** Default `https://backend.memoair.space`; empty: no cloud. */
  readonly cloudBaseUrl?: string;
  /** Handed to `startRuntime`: where a runtime keeps its files. */
  readonly storageRoot?: string;
  /** Starts the runtime instead of `startRuntime`. */
  readonly runtimeManager?: RuntimeManager;
  /** The shared index of the workspace alone: no profile, no working or permanent memory, no turns kept. Default false. */
  readonly orgOnly?: boolean;
  /** Starts a runtime in this process; it answers on the loopback port of `runtimeUrl`. */
  readonly startRuntime?: StartRuntime;
  /** Loopback ports that are answered inside this process. Default: the page's. */
  readonly ports?: LoopbackPorts;
}

/** Says once which options were given that mean nothing here. */
export function warnAboutBinary(className: string, options: BinaryOptions): void {
  const given = (['runtimeVersion', 'runtimeRepo', 'runtimeCacheDir'] as const).filter((name) => options[name] !== undefined);
  if (given.length > 0) console.warn(`${className}: ${given.join(', ')} have no effect here: there is no binary to download.`);
}

/** @throws TypeError when a value that has to be there is not text, or empty */
export function required(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${name} is required.`);
  return value;
}

/** A base URL, without the slashes at its end. */
export function baseUrlOf(url: string): string {
  return url.replace(/\/+$/, '');
}
