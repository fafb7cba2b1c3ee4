import { MemoAirVoiceAgent } from './agent.ts';
import type { MemoAirVoiceClientOptions } from './client-options.ts';
import { MemoAirVoiceClient } from './client.ts';
import type { MemoAirVoiceMemoryOptions } from './memory-options.ts';
import { MemoAirVoiceMemory } from './memory.ts';
import type { RuntimePoolOptions } from './pool-options.ts';
import { RuntimePool } from './pool.ts';
import type { StartRuntime } from './start-runtime.ts';

/** The SDK's classes where runtimes are started in one way, unless an option says otherwise. */
export interface Platform {
  readonly MemoAirVoiceClient: typeof MemoAirVoiceClient;
  readonly MemoAirVoiceMemory: typeof MemoAirVoiceMemory;
  readonly MemoAirVoiceAgent: typeof MemoAirVoiceAgent;
  readonly RuntimePool: typeof RuntimePool;
}

/** Binds the SDK's classes to the way in which this platform starts a runtime. */
export function platform(start: StartRuntime): Platform {
  const on = <T extends { readonly startRuntime?: StartRuntime | undefined }>(options: T): T => ({ ...options, startRuntime: options.startRuntime ?? start });
  class Client extends MemoAirVoiceClient {
    constructor(options: MemoAirVoiceClientOptions, quiet?: boolean) {
      super(on(options), quiet);
    }
  }
  class Memory extends MemoAirVoiceMemory {
    constructor(options: MemoAirVoiceMemoryOptions) {
      super(on(options));
    }
  }
  class Agent extends MemoAirVoiceAgent {
    protected override makeClient(options: MemoAirVoiceClientOptions): MemoAirVoiceClient {
      return new Client(options, true);
    }
  }
  class Pool extends RuntimePool {
    constructor(options: RuntimePoolOptions) {
      super(on(options));
    }
  }
  return {
    MemoAirVoiceClient: named(Client, 'MemoAirVoiceClient'),
    MemoAirVoiceMemory: named(Memory, 'MemoAirVoiceMemory'),
    MemoAirVoiceAgent: named(Agent, 'MemoAirVoiceAgent'),
    RuntimePool: named(Pool, 'RuntimePool'),
  };
}

/** A class is shown under its public name. */
function named<T extends object>(made: T, name: string): T {
  return Object.defineProperty(made, 'name', { value: name });
}
