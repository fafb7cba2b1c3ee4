import type { FactChanges } from './facts.ts';
import { nextProfile } from './profile.ts';
import type { Write } from './store/store.ts';
import { PROFILE_KEY, type UserMemory } from './user-memory.ts';

/** The rows of facts that change, and the profile where it changes with them. */
export function factWrites({ rows }: FactChanges, memory: UserMemory): Write[] {
  const profile = nextProfile(memory.profile, memory.factsWith(rows));
  return [
    ...rows.map((put): Write => ({ table: 'memories', put })),
    ...(profile === memory.profile ? [] : [{ table: 'meta', put: { id: PROFILE_KEY, value: profile } } satisfies Write]),
  ];
}
