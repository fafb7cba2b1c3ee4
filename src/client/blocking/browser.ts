/**
 * The blocking mirrors of the SDK for a dedicated worker of a cross-origin isolated page.
 *
 * @module
 */
import { notHere } from './blocking-client.ts';
import { BlockingMemory, type BlockingPlatform, type MemoAirVoiceMemorySyncOptions } from './memory-sync.ts';

export type { BlockingClient } from './blocking-client.ts';
export { createBlockingClient, type BrowserBlockingClientOptions } from './browser-client.ts';
export type { BlockingRequest, BlockingResponse } from './calls.ts';
export type { MemoAirVoiceMemorySyncOptions, RuntimeManagerSync } from './memory-sync.ts';
export type { MemoryToolSync } from './tool-sync.ts';

const browser: BlockingPlatform = {
  createClient: () => {
    throw notHere(
      'A browser starts no thread for one that is blocked, so the client comes first: const client = await createBlockingClient({ runtime }), in a dedicated worker of a cross-origin isolated page. Pass it as client.',
    );
  },
  start: null,
};

/**
 * MemoAirVoiceMemory for code that cannot wait: the same methods, and each returns only when its answer is there. In a
 * browser it works in a dedicated worker of a cross-origin isolated page alone, and needs a `client`
 * ({@link createBlockingClient}).
 *
 * @throws TypeError when projectId, or userId without orgOnly, is missing or empty
 * @throws MemoAirVoiceMemoryError `runtime.not_found` without a client
 * @example
 * ```ts
 * const client = await createBlockingClient({ runtime: { workspaceId: 'proj_1', userId: 'caller_42' } });
 * using memory = new MemoAirVoiceMemorySync({ projectId: 'proj_1', userId: 'caller_42', client });
 * memory.startSession();
 * const context: string = memory.searchMemoryTool()('what timezone do I use');
 * ```
 */
export class MemoAirVoiceMemorySync extends BlockingMemory {
  constructor(options: MemoAirVoiceMemorySyncOptions) {
    super(options, browser);
  }
}
