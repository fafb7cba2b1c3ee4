import type { CallMemory, CallRef } from './call-memory.ts';
import type { SpokenTurn } from './spoken-turns.ts';

/** Stores what was said in a call, in its order, then ends its session. Done again, it changes nothing. */
export async function storeCall(memory: CallMemory, call: CallRef, turns: readonly SpokenTurn[], reason: string): Promise<void> {
  for (const turn of turns) await memory.record({ ...call, ...turn });
  await memory.end({ ...call, reason });
}
