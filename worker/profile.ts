import type { ProfileSnapshot } from '../src/contract/types.ts';
import type { FactRow } from './store/schema.ts';

/** Key prefixes in the order in which a profile tells them. */
const ORDER = [
  'user.name',
  'user.pronouns',
  'user.age',
  'user.birthday',
  'user.location',
  'user.timezone',
  'user.allergy',
  'user.health',
  'user.medication',
  'user.diet',
  'user.preference',
  'user.employment',
  'user.education',
  'user.household',
  'user.relation',
  'user.pet',
  'user.language',
  'user.origin',
  'user.religion',
  'user.observance',
  'user.plan',
  'user.activity',
  'user.favorite',
  'user.likes',
  'user.dislikes',
];
const MAX_CHARS = 600;
const MAX_PARTS = 24;
/** Of one kind before all others: thirty likes do not hide where the user works. What is left over follows at the end. */
const MOST_OF_A_KIND = 5;

/** The user in one line, made of the facts that hold now; empty when none is known. */
export function profileSummary(facts: Iterable<FactRow>): string {
  const known = [...facts]
    .filter((fact) => fact.validTo === null && fact.matchKey?.startsWith('user.'))
    .map((fact) => ({ rank: rankOf(fact.matchKey!), fact }));
  known.sort(
    (a, b) => a.rank - b.rank || (a.fact.validFrom < b.fact.validFrom ? 1 : a.fact.validFrom > b.fact.validFrom ? -1 : 0) || (a.fact.id < b.fact.id ? -1 : 1),
  );
  const told = new Map<number, number>();
  const first: typeof known = [];
  const over: typeof known = [];
  for (const each of known) {
    const before = told.get(each.rank) ?? 0;
    told.set(each.rank, before + 1);
    (before < MOST_OF_A_KIND ? first : over).push(each);
  }
  const parts: string[] = [];
  let length = 0;
  for (const { fact } of [...first, ...over].slice(0, MAX_PARTS)) {
    const part = fact.text.replace(/^User(?:'s)? /, '').replace(/\.$/, '');
    if (length + part.length + 2 > MAX_CHARS) break;
    parts.push(part);
    length += part.length + 2;
  }
  return parts.length === 0 ? '' : `User: ${parts.join('; ')}.`;
}

function rankOf(matchKey: string): number {
  const rank = ORDER.findIndex((prefix) => matchKey.startsWith(prefix));
  return rank === -1 ? ORDER.length : rank;
}

/** The next profile: the same object while the summary is unchanged, otherwise one version on. */
export function nextProfile(current: ProfileSnapshot | null, facts: Iterable<FactRow>): ProfileSnapshot | null {
  const summary = profileSummary(facts);
  if (summary === (current?.summary ?? '')) return current;
  return { version: (current?.version ?? 0) + 1, summary };
}
