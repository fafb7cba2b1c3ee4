import type { FactRow } from '../store/schema.ts';
import type { ExtractedFact } from './extractor.ts';
import { singular } from './slug.ts';
import { topicsOf } from './topics.ts';

const GROUP = '.any';
/** What an ending says beside the thing that ended. */
const SAYS = /^User (?:no longer|does not|has) (?:has|have|takes?|owns?|plays?|does|wears?|is)?(?: an?| the| their| it)?\s*/iu;

const ANYTHING = 'user.any';
const INSTEAD = 'user.instead.';
const COMMON =
  /^(?:the|and|his|her|our|new|old|one|two|days?|time|job|user|says?|note|they|them|their|has|have|had|who|for|with|from|any|all|are|was|were|not|now|named?|called|place|people|thing|more|takes?|likes?|loves?|gets?|goe?s?|went|put|works?|lives?|uses?|does|did|every|always|morning|week|year|this|that|when|out|off|over|into|about|asks|assistant|answers?|first|just|only|very|been|give|keep|activity|location|current|owns|health|preference|favorite|relation|employment)$/u;

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !COMMON.test(word))
    .map(singular);

const OTHER = /(?<![\p{L}'])(?:he|she|his|her|him)(?![\p{L}])/iu;
/** Who someone is: what happens to them does not end it. */
const WHO = /^user\.(?:relation\.[^.]+(?:\.[^.]+)?|pet\..+)$/u;

const familyOf = ({ matchKey }: FactRow): string =>
  matchKey!
    .split('.')
    .slice(0, /^user\.(?:note|relation|pet|preference)\./u.test(matchKey!) ? 3 : 2)
    .join('.');

/** The facts that a part of what was said names by words of their own; none where two might be meant. */
function named(part: string, open: readonly FactRow[]): readonly FactRow[] {
  const words = wordsOf(part.replace(/^User (?:says|no longer has)/u, ''));
  const score = ({ text, matchKey }: FactRow): number => {
    const said = new Set([
      ...wordsOf(text),
      ...matchKey!
        .split(/[.-]/u)
        .filter((word) => !COMMON.test(word))
        .map(singular),
    ]);
    return new Set(words.filter((word) => said.has(word))).size;
  };
  const scored = open.map((row) => ({ row, count: score(row) })).filter(({ count }) => count > 0);
  const most = Math.max(...scored.map(({ count }) => count));
  const best = scored.filter(({ count }) => count === most);
  const families = new Set(best.map(({ row }) => familyOf(row)));
  return families.size === 1 ? best.map(({ row }) => row) : [];
}

/** The fact about what one has one of, where what was said is about that too; none where two might be meant. */
function onTheSame(said: readonly ExtractedFact[], open: readonly FactRow[]): readonly FactRow[] {
  const topics = topicsOf(said.map(({ text }) => text).join(' '));
  const same = open.filter((row) => topicsOf(`${row.text} ${row.matchKey!.replaceAll('.', ' ')}`).some((topic) => topics.includes(topic)));
  return new Set(same.map(familyOf)).size === 1 ? same : [];
}

const plain = (text: string): string => text.replace(/^User says /u, '').replace(/\.$/u, '');

/** What was said, without the parts that tell of the end; none when nothing that lasts is left. */
function without(text: string, gone: readonly ExtractedFact[], instead: readonly ExtractedFact[]): string | undefined {
  let said = plain(text);
  const cut = gone.filter((part) => said.includes(plain(part.text)));
  if (cut.length === 0) return text;
  for (const part of cut) said = said.replace(plain(part.text), '\n');
  if (!instead.some((part) => said.includes(plain(part.text)))) return undefined;
  const rest = said
    .replace(/[\s,;:.–—]*(?:\s(?:so|and|but|because|which))?[\s,;:–—]*\n[\s,;:.–—]*(?:(?:so|and|but|because|which)\s)?/gu, '\n')
    .replace(/^\n+|\n+$/gu, '')
    .replace(/\n+/gu, ', ');
  return `User says ${rest}.`;
}

/** The endings that one of a group stands for; any other as it is. */
function endingOf(fact: ExtractedFact, open: readonly FactRow[]): readonly ExtractedFact[] {
  if (!fact.matchKey.endsWith(GROUP)) return [fact];
  const group = fact.matchKey.slice(0, -GROUP.length);
  const below = open.filter(({ matchKey }) => matchKey === group || matchKey!.startsWith(`${group}.`));
  const called = fact.text.replace(SAYS, '').replace(/\.$/u, '').toLowerCase();
  const kind = group.split('.').at(-1)!.replaceAll('-', ' ');
  const meant = called === '' ? (below.length === 1 ? below : []) : below.filter(({ text }) => called === kind || text.toLowerCase().includes(called));
  return meant.map(({ matchKey }) => ({ ...fact, matchKey: matchKey! }));
}

/**
 * What an ending of a whole group means for the facts that hold: "Misty passed away" is `user.pet.any`, and ends the pet
 * of that name; "they switched me to insulin" names nothing, and ends the only medicine there is. Under `user.any` it ends
 * the one fact that it names by a word, and what came in its place, under `user.instead`, holds from now on. An ending
 * under a key of its own, and every other fact, comes back as it is. One that means none of them is left out.
 */
export function resolveGroups(found: readonly ExtractedFact[], held: Iterable<FactRow>): readonly ExtractedFact[] {
  if (!found.some(({ matchKey, ends }) => ends && (matchKey.endsWith(GROUP) || matchKey.startsWith(`${ANYTHING}.`)))) return found;
  const open = [...held].filter(({ matchKey, validTo }) => matchKey !== null && validTo === null);
  const parts = found.filter(({ matchKey, ends }) => ends && matchKey.startsWith(`${ANYTHING}.`));
  const instead = found.filter(({ matchKey, ends }) => ends && matchKey.startsWith(INSTEAD));
  const ending = parts.filter(
    ({ matchKey, text }) => /\.(?:shifted|gone)-/u.test(matchKey) || (/\.past-/u.test(matchKey) && instead.some((other) => other.text !== text)),
  );
  const over = new Set(ending.flatMap((part) => named(part.text, open).filter((row) => part.matchKey.includes('gone') || !WHO.test(row.matchKey!))));
  const gone = ending.filter((part) => !part.matchKey.includes('shifted') && named(part.text, open).length > 0);
  const names = new Set([...over].flatMap(({ text }) => wordsOf(text)));
  let fresh = found.flatMap((fact) => {
    if (fact.ends) return [];
    const text = fact.matchKey.startsWith('user.note.') ? without(fact.text, gone, instead) : fact.text;
    return text === undefined ? [] : [{ ...fact, text }];
  });
  if (over.size === 0 && parts.length > 0 && fresh.length + instead.length > 0 && !parts.some(({ text }) => OTHER.test(text)))
    for (const row of onTheSame([...fresh, ...instead, ...parts], open)) over.add(row);
  if (over.size > 0 && fresh.length === 0) {
    const other = instead.filter(
      ({ text }) => !gone.some((part) => part.text === text) && !wordsOf(plain(text)).some((word) => names.has(word) && gone.length === 0),
    );
    fresh = other.map(({ matchKey, text }) => ({ matchKey: `user.note.${matchKey.slice(INSTEAD.length)}`, text, ends: false }));
  }
  return [
    ...fresh,
    ...found.flatMap((fact) => (!fact.ends || fact.matchKey.startsWith(`${ANYTHING}.`) || fact.matchKey.startsWith(INSTEAD) ? [] : endingOf(fact, open))),
    ...[...over]
      .filter(({ matchKey }) => !fresh.some((fact) => fact.matchKey === matchKey))
      .map(({ matchKey }) => ({ matchKey: matchKey!, text: 'User no longer has it.', ends: true })),
  ];
}
