import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { episode, fact } from '../rows.ts';

/** A user's memory: what was said, session by session, and facts. */
export function memoryOf(said: Readonly<Record<string, readonly string[]>>, facts: readonly ReturnType<typeof fact>[] = []): UserMemory {
  const memory = new UserMemory(new VectorArena());
  let seq = 0;
  for (const [sessionId, turns] of Object.entries(said)) {
    turns.forEach((userText, i) => {
      const at = `2026-03-01T10:${String(seq).padStart(2, '0')}:00.000Z`;
      memory.apply(episode(`${sessionId}${i}`, ++seq, { sessionId, userText, at }));
    });
  }
  for (const row of facts) memory.apply(row);
  return memory;
}
