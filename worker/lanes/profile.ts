import type { ProfileSnapshot } from '../../src/contract/types.ts';
import { NOTHING, type Lane } from './lane.ts';

/** The profile: one summary of who the user is, whatever the query. */
export function profileLane(current: () => ProfileSnapshot | null): Lane<ProfileSnapshot> {
  return {
    search: async ({ topK }) => {
      const profile = topK === 0 ? null : current();
      if (!profile) return NOTHING;
      const id = `profile:${profile.version}`;
      return { hits: [{ id, score: 1, item: profile }], lines: [{ id, item: id, text: profile.summary, day: null }], lexicalOnly: false };
    },
  };
}
