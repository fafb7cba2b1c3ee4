import { loopbackPort, type LoopbackPorts } from '../loopback/ports.ts';
import { responder } from '../loopback/responder.ts';
import { MemoAirVoiceMemoryError } from './errors.ts';
import type { MemoAirVoiceMemory } from './memory.ts';
import type { RuntimeManager } from './memory-options.ts';
import { bringUp, closeQuietly, notFound, type StartContext, type StartRuntime } from './start-runtime.ts';

/** A runtime in this process that answers on the port of one memory's URL. */
export class LocalRuntime implements RuntimeManager {
  readonly #start: StartRuntime;
  readonly #context: Omit<StartContext, 'signal'>;
  readonly #ports: LoopbackPorts;
  #stop: (() => Promise<void>) | null = null;
  #coming: Promise<void> | null = null;
  #unwanted: AbortController = new AbortController();

  constructor(start: StartRuntime, context: Omit<StartContext, 'signal'>, ports: LoopbackPorts) {
    this.#start = start;
    this.#context = context;
    this.#ports = ports;
  }

  /** Calls that come at once wait for the same start. */
  ensureRunning(memory: MemoAirVoiceMemory, timeoutS: number): Promise<void> {
    return (this.#coming ??= this.#run(memory, timeoutS).finally(() => (this.#coming = null)));
  }

  async #run({ runtimeUrl, runtimeToken, projectId: workspaceId, userId }: MemoAirVoiceMemory, timeoutS: number): Promise<void> {
    const { signal } = (this.#unwanted = new AbortController());
    const port = loopbackPort(new URL(runtimeUrl));
    if (port === undefined) throw notFound(`${runtimeUrl} is no loopback address: a runtime of this process cannot answer there. Start one at that address.`);
    await this.#stopOld();
    const runtime = await bringUp({ start: this.#start, identity: { workspaceId, userId }, context: this.#context, runtimeUrl, timeoutS, signal });
    const taken = this.#ports.isBound(port);
    if (taken || signal.aborted) await closeQuietly(runtime);
    signal.throwIfAborted();
    // another one of this process was faster: its identity is looked at next
    if (taken) return;
    const free = this.#ports.bind(port, responder(runtime, runtimeToken === null ? {} : { token: runtimeToken }));
    this.#stop = async () => {
      free();
      await closeQuietly(runtime);
    };
  }

  /** Closes what it started, and gives up what it is starting. */
  async close(): Promise<void> {
    this.#unwanted.abort(new MemoAirVoiceMemoryError({ code: 'runtime.start_failed', message: 'The memory was closed while its runtime started.' }));
    await this.#coming?.catch(() => undefined);
    await this.#stopOld();
  }

  async #stopOld(): Promise<void> {
    const stop = this.#stop;
    this.#stop = null;
    await stop?.();
  }
}
