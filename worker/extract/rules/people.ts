import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { singular, slug } from '../slug.ts';
import { COUNTS } from '../words.ts';
import { announcedName, capitalName } from './name.ts';
import { type Rule, head } from './rule.ts';
import { ONE, PETS, AGE, KIN, NAMED, of, RELATIVES, KIND_OF, has, MORE, more, status } from './kin.ts';

type Facts = readonly ExtractedFact[];

/** Family, friends and animals, where a clause begins with them. */
export const PEOPLE_RULES: readonly Rule[] = [
  {
    head: head(`my ${AGE}(${KIN}|${PETS})(?:${NAMED})`),
    read: (rest, found) => {
      const name = announcedName(rest);
      return name === undefined ? [] : of(found[1] ?? '', name, '');
    },
  },
  {
    head: head(`my (son|daughter|brother|sister|wife|husband|girlfriend|boyfriend|partner|mother|mom|mum|father|dad|boss|best friend|dog|cat) (?:is|'s)`),
    read: (rest, found) => {
      const name = /^\p{Lu}/u.test(rest) ? capitalName(rest) : undefined;
      return name === undefined || !/^(?:$|[,.!)])/u.test(name.after) || name.name.includes(' ') ? [] : of(found[1] ?? '', name.name, '');
    },
  },
  {
    head: head(
      String.raw`i (?:~have(?: got)?|do have|(?:have )?(?:just |recently )?(?:got|adopted)) (${COUNTS}) ${KIND_OF}(${RELATIVES}|(?:${PETS})(?:e?s)?|puppies|ponies|bunnies|kitties|huskies|geese)(?! (?:bowl|show|food|walker|sitter|house|sandwich|curry|person|allergy|lover|park|bed|toy|tank|fingers?|pie|tikka|wings?|soup|farm|carrier|litter|in the)\b)`,
    ),
    read: (rest, found) => [...has(found[1] ?? '', found[2] ?? '', found[3] ?? '', rest), ...more(rest)],
  },
  {
    head: head('i have(?: got)? (twins|twin (?:girls|boys|sons|daughters)|triplets)'),
    read: (_, found) => holds('user.relation.children', `User has ${(found[1] ?? '').toLowerCase()}`),
  },
  {
    head: head(String.raw`i (?:do not|don'?t) have (?:any )?(kids|children|siblings)(?! (?:any ?more|yet))`),
    read: (_, found) => has('no', '', found[1] ?? '', ''),
  },
  {
    head: head(`i (?:do not|don'?t|no longer) have (?:a|an|any|the|my) (${PETS})s?`),
    read: (rest, found) =>
      /no longer/iu.test(found[0]) || /^any ?more/iu.test(rest)
        ? [
            ...over(`user.pet.${slug(singular(found[1] ?? ''))}`, `User no longer has a ${(found[1] ?? '').toLowerCase()}`),
            ...over(`user.pet.${slug(singular(found[1] ?? ''))}.any`, `User no longer has a ${(found[1] ?? '').toLowerCase()}`),
          ]
        : [],
  },
  {
    head: new RegExp(
      String.raw`^(?:there(?:'s| is| are)(?: also)?) (${COUNTS}) ((?:[\p{L}-]+ ){0,2}?)((?:${PETS})(?:e?s)?)(?= (?:in the (?:family|house|home)|at home|living with me)(?![\p{L}])) `,
      'iu',
    ),
    read: (_, found) => has(found[1] ?? '', found[2] ?? '', found[3] ?? '', ''),
  },
  {
    head: new RegExp(String.raw`^(\p{L}[\p{L}'-]+)(?:,? (?:that's|that is|is|he's|she's|who's|was)|,) (?:my|our) ${AGE}(${KIN}|${PETS})(?![\p{L}'-])`, 'iu'),
    read: (rest, found) => {
      const name = announcedName(found[1] ?? '');
      const ends = /^\s*(?:$|[,.;!)]|(?:and|so|but|he|she|he's|she's|by|who|needs|is|has)(?![\p{L}']))/iu.test(rest);
      return name === undefined || !ends || /^(?:he|she|it|this|that|who|what|here|there|they|one|her|his|food|home|family|music|work)$/iu.test(found[1] ?? '')
        ? []
        : of(found[2] ?? '', name, '');
    },
  },
  {
    head: head(String.raw`my ${AGE}(${KIN}|${PETS}),?`),
    read: (rest, found, { lowerCase }) => {
      const name = lowerCase && /^\p{Ll}+$/u.test(rest) ? announcedName(rest) : undefined;
      return name === undefined ? [] : of(found[1] ?? '', name, '');
    },
  },
  {
    head: head('i am ~(?:seeing|dating|going out with)(?= (?:someone|somebody|an?|my)\\b)'),
    read: () => holds('user.relation.status', 'User is seeing someone'),
  },
  {
    head: head(
      'i (?:have )?(?:just |recently )?(?:broke up|broken up|split up|split|separated)(?: with my (?:\\p{L}+))?|my (?:wife|husband|girlfriend|boyfriend|partner|fianc(?:e|é|ee|ée)) and i (?:(?:have )?(?:just |recently )?(?:broke up|broken up|split up|split|separated)|are (?:separated|divorced))|my (?:girlfriend|boyfriend|partner) (?:broke up with|left|dumped) me',
    ),
    read: () =>
      ['girlfriend', 'boyfriend', 'partner', 'fiance', 'fiancee']
        .flatMap((who) => over(`user.relation.${who}.any`, `User no longer has a ${who}`))
        .concat(over('user.relation.status', 'User has separated')),
  },
  {
    head: head(String.raw`my ${AGE}(${KIN}|${PETS}) (?:(?:has |sadly |just |recently )*(?:passed away|died|passed on)|is no longer with us)`),
    read: (_, found) => {
      const kin = (found[1] ?? '').toLowerCase();
      if (new RegExp(`^(?:${PETS})$`, 'u').test(kin)) return over(`user.pet.${slug(kin)}.any`, `User no longer has a ${kin}`);
      return holds(`user.relation.${slug(ONE.get(kin) ?? kin)}.life`, `User's ${ONE.get(kin) ?? kin} has died`);
    },
  },
  {
    head: /^(\p{Lu}[\p{L}'-]+|\p{Ll}{3,}) (?:has |sadly |just )?(?:passed away|died|passed on|was put down|had to be put down|ran away|was put to sleep)(?![\p{L}])\s*/u,
    read: (_, found) => {
      const name = announcedName(found[1] ?? '');
      return name === undefined ? [] : over('user.pet.any', `User no longer has ${name}`);
    },
  },
  {
    head: head("i (?:do not|don'?t|no longer) have(?= \\p{Lu})"),
    read: (rest, found) => {
      const name = capitalName(rest.replace(/ any ?(?:more|longer).*$/iu, ','))?.name;
      return name === undefined || !(/no longer/iu.test(found[0]) || /any ?(?:more|longer)/iu.test(rest))
        ? []
        : [...over('user.pet.any', `User no longer has ${name}`), ...over('user.owns.any', `User no longer has ${name}`)];
    },
  },
  {
    head: head('i am ~(?:happily )?married|i have been ~(?:happily )?married(?= (?:for|since)\\b)|i (?:have )?(?:just |recently )?got married'),
    read: (rest) => {
      const facts = status('married')(rest);
      return facts.length === 0
        ? []
        : [...facts, ...['girlfriend', 'boyfriend', 'fiance', 'fiancee'].flatMap((who) => over(`user.relation.${who}.any`, `User no longer has a ${who}`))];
    },
  },
  { head: head('i am ~engaged|i (?:have )?(?:just |recently )?got engaged'), read: status('engaged') },
  { head: head('i am ~divorced|i (?:have )?(?:just |recently )?got divorced'), read: status('divorced') },
  { head: head('i am ~(?:a )?(?:widow|widowed|widower)'), read: status('widowed') },
  { head: head('i am ~single'), read: status('single') },
  {
    head: head('i am (?:no longer|not) (married|engaged|single)'),
    read: (rest, found) =>
      /no longer/iu.test(found[0]) || /^any ?more/iu.test(rest) ? over('user.relation.status', `User is no longer ${(found[1] ?? '').toLowerCase()}`) : [],
  },
];

const MENTION = new RegExp(String.raw`(?<![\p{L}'])(?:my|My|our|Our) ${AGE}(${KIN}|${PETS}),? (?=\p{Lu}\p{Ll})`, 'gu');

/** "I went to Goa with my wife Anna": a name in passing, anywhere in a clause. Only names written with a capital. */
export function mentions(clause: string): Facts {
  return [...clause.matchAll(MENTION)].flatMap((found) => {
    const rest = clause.slice(found.index + found[0].length).replace(/^(?:Uncle|Aunt|Auntie|Aunty|Grandma|Grandpa|Nana|Nan|Cousin|Miss) (?=\p{Lu})/u, '');
    const named = capitalName((rest.split(' ')[0] ?? '').replace(/'s$/u, ''));
    if (found[0].includes(',') && !/^\p{L}+,/u.test(rest)) return [];
    return named === undefined ? [] : of(found[1] ?? '', named.name, rest);
  });
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const MENTION_EXPRESSIONS: readonly RegExp[] = [MENTION, MORE];
