import { loopbackPort, type LoopbackPorts } from '../loopback/ports.ts';
import { responder } from '../loopback/responder.ts';
import type { MemoAirVoiceMemory } from './memory.ts';
import type { RuntimeManager } from './memory-options.ts';
import { bringUp, closeQuietly, notFound, type StartContext, type StartRuntime } from './start-runtime.ts';

/** A runtime in this process that answers on the port of one memory's URL. */
export class LocalRuntime implements RuntimeManager {
  readonly #start: StartRuntime;
  readonly #context: Omit<StartContext, 'signal'>;
  readonly #ports: LoopbackPorts;
  #stop: (() => Promise<void>) | null = null;

  constructor(start: StartRuntime, context: Omit<StartContext, 'signal'>, ports: LoopbackPorts) {
    this.#start = start;
    this.#context = context;
    this.#ports = ports;
  }

  async ensureRunning(memory: MemoAirVoiceMemory, timeoutS: number): Promise<void> {
    const { runtimeUrl, runtimeToken } = memory;
    const port = loopbackPort(new URL(runtimeUrl));
    if (port === undefined) throw notFound(`${runtimeUrl} is no loopback address: a runtime of this process cannot answer there. Start one at that address.`);
    await this.close();
    const identity = { workspaceId: memory.projectId, userId: memory.userId };
    const runtime = await bringUp({ start: this.#start, identity, context: this.#context, runtimeUrl, timeoutS });
    // another one of this process was faster: its identity is looked at next
    if (this.#ports.isBound(port)) return closeQuietly(runtime);
    const free = this.#ports.bind(port, responder(runtime, runtimeToken === null ? {} : { token: runtimeToken }));
    this.#stop = async () => {
      free();
      await closeQuietly(runtime);
    };
  }

  /** Closes what it started. */
  async close(): Promise<void> {
    const stop = this.#stop;
    this.#stop = null;
    await stop?.();
  }
}
