import type { ProfileSnapshot } from '../../src/contract/types.ts';
import { spoken } from '../search/utterances.ts';
import { NOTHING, type Lane } from './lane.ts';

/** The profile: one summary of who the user is, whatever the query. */
export function profileLane(current: () => ProfileSnapshot | null): Lane<ProfileSnapshot> {
  return {
    search: async ({ topK }) => {
      const profile = topK === 0 ? null : current();
      if (!profile) return NOTHING;
      const id = `profile:${profile.version}`;
      return { hits: [{ id, score: 1, item: profile }], lines: [{ id, item: id, text: lineOf(profile.summary), day: null }], lexicalOnly: false };
    },
  };
}

/** A summary of ours begins so; one that a cloud told may begin like somebody else's line. */
function lineOf(summary: string): string {
  return summary.startsWith('User: ') ? summary : spoken({ role: null, label: null, text: summary });
}
