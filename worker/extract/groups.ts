import type { FactRow } from '../store/schema.ts';
import type { ExtractedFact } from './extractor.ts';
import { singular } from './slug.ts';

const GROUP = '.any';
/** What an ending says beside the thing that ended. */
const SAYS = /^User (?:no longer|does not|has) (?:has|have|takes?|owns?|plays?|does|wears?|is)?(?: an?| the| their| it)?\s*/iu;

const ANYTHING = 'user.any';
const COMMON = /^(?:the|and|his|her|our|new|old|one|two|day|time|job|user|says|they|their|has|have|who|for|with|from|any|all|place|people|thing|stuff|more)$/u;

/** The one fact that an ending of anything names by a word of its own; none where two might be meant. */
function named(ending: ExtractedFact, open: readonly FactRow[]): readonly ExtractedFact[] {
  const words = ending.text
    .replace('User no longer has ', '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !COMMON.test(word));
  const score = ({ text, matchKey }: FactRow): number => {
    const said = new Set([...text.toLowerCase().split(/[^\p{L}\p{N}]+/u), ...matchKey!.split(/[.-]/u)].map(singular));
    return words.filter((word) => said.has(singular(word))).length;
  };
  const scored = open.map((row) => ({ row, count: score(row) })).filter(({ count }) => count > 0);
  const most = Math.max(...scored.map(({ count }) => count));
  const best = scored.filter(({ count }) => count === most);
  const families = new Set(best.map(({ row }) => row.matchKey!.split('.').slice(0, 3).join('.')));
  return families.size === 1 ? best.map(({ row }) => ({ ...ending, matchKey: row.matchKey!, text: 'User no longer has it.' })) : [];
}

/**
 * What an ending of a whole group means for the facts that hold: "Misty passed away" is `user.pet.any`, and ends the pet
 * of that name; "they switched me to insulin" names nothing, and ends the only medicine there is. An ending under a key of
 * its own, and every other fact, comes back as it is. One that means none of them is left out.
 */
export function resolveGroups(found: readonly ExtractedFact[], held: Iterable<FactRow>): readonly ExtractedFact[] {
  if (!found.some(({ matchKey, ends }) => ends && matchKey.endsWith(GROUP))) return found;
  const open = [...held].filter(({ matchKey, validTo }) => matchKey !== null && validTo === null);
  return found.flatMap((fact) => {
    if (!fact.ends || !fact.matchKey.endsWith(GROUP)) return [fact];
    if (fact.matchKey === ANYTHING) return named(fact, open);
    const group = fact.matchKey.slice(0, -GROUP.length);
    const below = open.filter(({ matchKey }) => matchKey === group || matchKey!.startsWith(`${group}.`));
    const called = fact.text.replace(SAYS, '').replace(/\.$/u, '').toLowerCase();
    const kind = group.split('.').at(-1)!.replaceAll('-', ' ');
    const meant = called === '' ? (below.length === 1 ? below : []) : below.filter(({ text }) => called === kind || text.toLowerCase().includes(called));
    return meant.map(({ matchKey }) => ({ ...fact, matchKey: matchKey! }));
  });
}
