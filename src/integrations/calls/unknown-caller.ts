import type { CallMemory } from './call-memory.ts';
import { idAt } from './fields.ts';
import { hashOf } from './signature.ts';

/** The user of whom nothing is known. Many people are it, so nothing is kept of it. */
const NOBODY = 'anonymous';

/** What stands for a number that the caller withheld; the digits are such words as a keypad spells them. */
const WORDS = /anonymous|blocked|private|restricted|unavailable|unknown|withheld/i;
const SPELLED: ReadonlySet<string> = new Set(['+266696687', '+2562533', '+7378742833', '+8656696', '+86282452253']);

/** The user that a caller is of whom nothing is known: one a call, or each would be read out what the others said. */
export async function unknownCaller(callId: string | null): Promise<string> {
  return callId === null ? NOBODY : `${NOBODY}:${(await hashOf(callId)).slice(0, 32)}`;
}

/** For what belongs to the workspace unknown callers can be one user, whose memory is open already. */
export function workspaceUser(userId: string): string {
  return userId.startsWith(`${NOBODY}:`) ? NOBODY : userId;
}

/** The number of who is at the other end; null where it was withheld. @throws RuntimeError runtime.bad_request */
export function numberAt(value: unknown, path: string): string | null {
  const number = idAt(value, path);
  return number === null || !/\d/.test(number) || WORDS.test(number) || SPELLED.has(number) ? null : number;
}

/** The same memory, but for {@link NOBODY} the workspace's alone: nothing else is recalled, in one session that stays, and nothing stored. */
export function withoutNobody(memory: CallMemory): CallMemory {
  return {
    recall: (call) => memory.recall(call.userId === NOBODY ? { ...call, lanes: ['org'], sessionId: NOBODY } : call),
    record: async (turn) => (turn.userId === NOBODY ? undefined : memory.record(turn)),
    end: async (call) => (call.userId === NOBODY ? undefined : memory.end(call)),
  };
}
