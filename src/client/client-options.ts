import type { LoopbackPorts } from '../loopback/ports.ts';
import { warnOfKeyInPage } from '../runtime/key-in-page.ts';
import { required, type BinaryOptions } from './memory-options.ts';
import type { Fetch } from './peer.ts';
import type { GetToken, StartRuntime } from './start-runtime.ts';

/** Options of {@link MemoAirVoiceClient}. Seconds or milliseconds, as their names say. */
export interface MemoAirVoiceClientOptions extends BinaryOptions {
  /** The account's key. For servers: a page takes `getToken`, or sends its calls through a proxy of its own. Not needed with `getToken`, nor without a cloud. */
  readonly apiKey?: string;
  readonly projectId: string;
  readonly agentId: string;
  /** The one user of this client. @deprecated Pass `user` with each call. */
  readonly userId?: string;
  /** Default `https://backend.memoair.space`. Empty: no cloud; indexes are built and listed by a runtime of this process. */
  readonly cloudBaseUrl?: string;
  /** Default 20. */
  readonly maxConcurrentUsers?: number;
  /** Default 300. */
  readonly runtimeIdleTtlS?: number;
  /** First and last port. Default 7878 to 7977. */
  readonly runtimePortRange?: readonly [number, number];
  /** The shared index of the workspace alone. Default false. */
  readonly orgOnly?: boolean;
  /** Handed to `startRuntime`. */
  readonly storageRoot?: string;
  /** Handed to `startRuntime`. */
  readonly runtimeBinary?: string;
  /** Gives a short-lived token for the cloud, instead of `apiKey`. Asked before each call to the cloud. */
  readonly getToken?: GetToken;
  /** Starts the runtime of one user. */
  readonly startRuntime?: StartRuntime;
  /** What a runtime may take to start. Default 5. */
  readonly startTimeoutS?: number;
  /** A runtime that is up already, one user's: it is talked to, and none is started. */
  readonly runtimeUrl?: string;
  /** Bearer token that the runtime at `runtimeUrl` asks for. */
  readonly runtimeToken?: string;
  /** Carries what is for no runtime of this process. Default: the `fetch` of the page at the time of the call. */
  readonly fetch?: Fetch;
  /** Where the runtimes of this process answer. Default: the page's ports. */
  readonly ports?: LoopbackPorts;
}

/** @throws TypeError when apiKey, projectId or agentId is missing or empty */
export function assertClientOptions(options: MemoAirVoiceClientOptions): void {
  if (!options.getToken && options.cloudBaseUrl !== '') required('apiKey', options.apiKey);
  required('projectId', options.projectId);
  required('agentId', options.agentId);
  if (options.apiKey && !options.getToken) warnOfKeyInPage();
}
