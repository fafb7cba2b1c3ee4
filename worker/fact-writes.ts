import type { FactChanges } from './facts.ts';
import { nextProfile } from './profile.ts';
import type { Write } from './store/store.ts';
import { PROFILE_KEY, type UserMemory } from './user-memory.ts';

/** The profile as it is from now on, where that is another. */
export function profileWrites(profile: UserMemory['profile'], memory: UserMemory): Write[] {
  return profile === memory.profile ? [] : [{ table: 'meta', put: { id: PROFILE_KEY, value: profile } }];
}

/** The rows of facts that change, and the profile where it changes with them. */
export function factWrites({ rows }: FactChanges, memory: UserMemory): Write[] {
  return [...rows.map((put): Write => ({ table: 'memories', put })), ...profileWrites(nextProfile(memory.profile, memory.factsWith(rows)), memory)];
}
