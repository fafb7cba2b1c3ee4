import type { CallMemory, CallRef } from './call-memory.ts';
import type { SpokenTurn } from './spoken-turns.ts';

/** Turns that are stored at a time: one after the other, an hour of talk takes longer than a platform waits. */
const AT_ONCE = 8;

/** Stores what was said in a call, in its order, then ends its session. Done again, it changes nothing. */
export async function storeCall(memory: CallMemory, call: CallRef, turns: readonly SpokenTurn[], reason: string): Promise<void> {
  // without a date, when a turn is stored is when it was said
  const step = turns.every(({ occurredAt }) => occurredAt !== undefined) ? AT_ONCE : 1;
  for (let i = 0; i < turns.length; i += step) await Promise.all(turns.slice(i, i + step).map((turn) => memory.record({ ...call, ...turn })));
  await memory.end({ ...call, reason });
}
