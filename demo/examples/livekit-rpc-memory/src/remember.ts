import type { Room } from 'livekit-client';
import type { Runtime } from 'memoair-web';
import { livekitClient } from 'memoair-web/integrations/livekit-client';
import { attachMemory, type AttachedMemory, type TalkRuntime } from 'memoair-web/voice';

/** What an agent was told. */
export type OnRecall = (query: string, contextText: string) => void;

/** Gives a room a memory: its agent asks by RPC, and each turn is kept with the words that were heard. Before the room connects. */
export function remember(room: Room, runtime: Runtime, onRecall: OnRecall): AttachedMemory {
  return attachMemory(livekitClient(room), { runtime: watched(runtime, onRecall) });
}

/** The same memory, of which the page shows what leaves it. */
function watched(runtime: Runtime, onRecall: OnRecall): TalkRuntime {
  return {
    identity: runtime.identity,
    startSession: (...given) => runtime.startSession(...given),
    searchMemory: async (request, options) => {
      const found = await runtime.searchMemory(request, options);
      onRecall(request.query, found.contextText);
      return found;
    },
    hint: (...given) => runtime.hint(...given),
    afterTurn: (...given) => runtime.afterTurn(...given),
    endSession: (...given) => runtime.endSession(...given),
  };
}
