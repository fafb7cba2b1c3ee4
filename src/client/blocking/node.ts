/**
 * The blocking mirrors of the SDK for Node: they wait on `Atomics.wait` while a thread does the work.
 *
 * @module
 */
import { BlockingMemory, type BlockingPlatform, type MemoAirVoiceMemorySyncOptions } from './memory-sync.ts';
import { createBlockingClient } from './node-client.ts';
import { spawnRuntime } from './spawn-runtime.ts';

export type { BlockingClient } from './blocking-client.ts';
export type { BlockingRequest, BlockingResponse } from './calls.ts';
export type { MemoAirVoiceMemorySyncOptions, RuntimeManagerSync } from './memory-sync.ts';
export { createBlockingClient, type NodeBlockingClientOptions } from './node-client.ts';
export type { MemoryToolSync } from './tool-sync.ts';

const node: BlockingPlatform = { createClient: () => createBlockingClient(), start: spawnRuntime };

/**
 * MemoAirVoiceMemory for code that cannot wait: the same methods, and each returns only when its answer is there. The
 * calls are made by a thread of its own, so the runtime has to be in another thread or process than the one that waits:
 * an executable `voice-runtime`, which is started when none answers, or `serveRuntime` elsewhere.
 *
 * @throws TypeError when projectId, or userId without orgOnly, is missing or empty
 * @example
 * ```ts
 * import { MemoAirVoiceMemorySync } from 'memoair-web/blocking';
 *
 * using memory = new MemoAirVoiceMemorySync({ projectId: 'proj_1', userId: 'caller_42' });
 * memory.startSession();
 * const context: string = memory.searchMemoryTool()('what timezone do I use');
 * memory.afterTurn({ turnId: 'turn-1', userText: 'I live in Delhi.', assistantText: 'Noted.' });
 * ```
 */
export class MemoAirVoiceMemorySync extends BlockingMemory {
  constructor(options: MemoAirVoiceMemorySyncOptions) {
    super(options, node);
  }
}
