import type { FactRow } from '../store/schema.ts';
import type { ExtractedFact } from './extractor.ts';

const GROUP = '.any';
/** What an ending says beside the thing that ended. */
const SAYS = /^User (?:no longer|does not|has) (?:has|have|takes?|owns?|plays?|does|wears?|is)?(?: an?| the| their| it)?\s*/iu;

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
    const group = fact.matchKey.slice(0, -GROUP.length);
    const below = open.filter(({ matchKey }) => matchKey === group || matchKey!.startsWith(`${group}.`));
    const named = fact.text.replace(SAYS, '').replace(/\.$/u, '').toLowerCase();
    const kind = group.split('.').at(-1)!.replaceAll('-', ' ');
    const meant = named === '' ? (below.length === 1 ? below : []) : below.filter(({ text }) => named === kind || text.toLowerCase().includes(named));
    return meant.map(({ matchKey }) => ({ ...fact, matchKey: matchKey! }));
  });
}
