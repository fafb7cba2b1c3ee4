import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { singular, slug } from '../slug.ts';
import { COUNTS } from '../words.ts';
import { announcedName, capitalName } from './name.ts';
import { type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];

/** People one has one of: a new name supersedes the old. */
const ONE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    wife: 'wife',
    husband: 'husband',
    hubby: 'husband',
    spouse: 'spouse',
    partner: 'partner',
    fiance: 'fiance',
    fiancé: 'fiance',
    fiancee: 'fiancee',
    fiancée: 'fiancee',
    girlfriend: 'girlfriend',
    boyfriend: 'boyfriend',
    mother: 'mother',
    mom: 'mother',
    mum: 'mother',
    mommy: 'mother',
    mummy: 'mother',
    mama: 'mother',
    father: 'father',
    dad: 'father',
    papa: 'father',
    daddy: 'father',
    boss: 'boss',
    manager: 'manager',
    therapist: 'therapist',
    doctor: 'doctor',
    'mother-in-law': 'mother-in-law',
    'father-in-law': 'father-in-law',
    'best friend': 'best-friend',
  }),
);
/** People one may have many of: each name has its own key. */
const MANY =
  'son|daughter|brother|sister|friend|cousin|uncle|aunt|auntie|niece|nephew|grandson|granddaughter|grandmother|grandma|grandfather|grandpa|roommate|flatmate|colleague|coworker|co-worker|neighbou?r|stepson|stepdaughter|brother-in-law|sister-in-law|son-in-law|daughter-in-law';
const PETS =
  'dog|puppy|pup|cat|kitten|kitty|parrot|hamster|rabbit|bunny|horse|pony|turtle|tortoise|goldfish|snake|lizard|gecko|guinea pig|ferret|bird|budgie|cockatiel|iguana|labrador|poodle|beagle|husky|bulldog|corgi|golden retriever|german shepherd|pug|spaniel|terrier|collie|dachshund|chihuahua|greyhound|whippet|labradoodle|cockapoo|hen|chicken|rooster|cockerel|duck|goose|goat|sheep|cow|buffalo|donkey|llama|alpaca|pig|tabby|siamese|maine coon|fish|parakeet|canary|macaw|chinchilla|gerbil|hedgehog|tarantula|axolotl|koi|ragdoll';
const AGE = String.raw`(?:(?:dear|lovely|dearest|little|older|elder|eldest|oldest|younger|youngest|big|baby|twin|new|good|close|old|amazing|beautiful|sweet|other|second|first|middle|best|rescue|black|white|brown|pet|adorable|cute|fur) ){0,2}?`;
const KIN = `${[...ONE.keys()].toSorted((a, b) => b.length - a.length).join('|')}|${MANY}`;
const NAMED = String.raw`(?:'?s'?|s')? (?:full |first |real )?names? (?:is|are|was)|'?s' name is| (?:is|are) (?:called|named)`;

function person(kin: string, name: string): Facts {
  const word = kin.toLowerCase();
  const one = ONE.get(word);
  if (one !== undefined) return holds(`user.relation.${one}.name`, `User's ${one.replace('best-friend', 'best friend')} is named ${name}`);
  const many = word.replace('neighbour', 'neighbor');
  return slug(name) === '' ? [] : holds(`user.relation.${slug(many)}.${slug(name)}`, `User's ${many} is named ${name}`);
}

const pet = (kind: string, name: string): Facts =>
  slug(name) === '' ? [] : holds(`user.pet.${slug(kind)}.${slug(name)}`, `User has a ${kind.toLowerCase()} named ${name}`);

const GONE = /\b(?:died|dead|passed (?:away|on)|put (?:him|her|them|it)? ?(?:down|to sleep)|ran away|crossed the rainbow)\b/iu;
const of = (kin: string, name: string, rest: string): Facts => {
  if (!new RegExp(`^(?:${PETS})$`, 'iu').test(kin)) return person(kin, name);
  return GONE.test(rest) ? over(`user.pet.${slug(kin)}.${slug(name)}`, `User no longer has a ${kin.toLowerCase()} named ${name}`) : pet(kin, name);
};

/** The name of someone close, said in passing. */
export const named = (kin: string, name: string): Facts => {
  const word = new RegExp(`(?:${KIN}|${PETS})$`, 'iu').exec(kin)?.[0];
  return word === undefined ? [] : of(word, name, '');
};

const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['kid', 'children'],
  ['child', 'children'],
  ['children', 'children'],
  ['sibling', 'siblings'],
]);
const RELATIVES =
  'little (?:girl|boy)|baby (?:girl|boy)|kids?|child(?:ren)?|sons?|daughters?|brothers?|sisters?|siblings?|twins|grandkids|grandchild(?:ren)?|grandsons?|granddaughters?|nieces?|nephews?|wife|husband|girlfriend|boyfriend|stepsons?|stepdaughters?';
const KIND_OF = String.raw`((?:(?:beautiful|wonderful|lovely|little|older|elder|younger|big|baby|twin|adopted|grown|grown-up|adult|young|small|teenage|teenaged|newborn|black|white|brown|golden|rescue|cute|pet|\d{1,2}[- ]year[- ]old|half|step) ){0,3})`;

function has(count: string, adjectives: string, noun: string, rest: string): Facts {
  const named = /^(?:,? ?(?:named|called|who is (?:called|named)|whose name is)|,? (?:his|her|its|their) name is) (?=\S)/iu.exec(rest);
  const name = named === null ? undefined : announcedName(rest.slice(named[0].length));
  const isPet = new RegExp(`^(?:${PETS})(?:e?s)?$|^(?:puppies|ponies|bunnies|kitties|huskies)$`, 'iu').test(noun);
  const kind = singular(noun.toLowerCase()).replace(/^children$/u, 'child');
  if (name !== undefined && /^(?:an?|one)$/iu.test(count)) return isPet ? pet(kind, name) : person(kind, name);
  if (
    !/^(?:$|[,.;:!()]|(?:and|but|so|who|named|called|with|at|too|that|now|in|living|aged|both|because|from|together|we|he|she|they|i|whose|already)(?![\p{L}]))/iu.test(
      rest,
    )
  )
    return [];
  const several = /^(?:an?|one|no)$/iu.test(count) ? undefined : /^(?:,|(?:called|named)|:)? ?(\p{Lu}[\p{L}'-]+(?:(?:, (?:and )?| and )\p{Lu}[\p{L}'-]+){1,3})(?=$|[.,;!)]| (?:and|but|who|we|so)(?![\p{L}]))/u.exec(rest)?.[1];
  if (several !== undefined) {
    const names = several.split(/, (?:and )?| and /u).flatMap((each) => (isPet ? pet(kind, each) : person(kind.replace(/^(?:kid|child)$/u, 'child'), each)));
    if (names.length > 0) return [...names, ...holds(isPet ? `user.pet.${slug(kind)}` : `user.relation.${NUMBERS.get(kind) ?? slug(kind)}`, `User has ${count.toLowerCase()} ${noun.toLowerCase()}`)];
  }
  const key = isPet ? `user.pet.${slug(kind)}` : `user.relation.${NUMBERS.get(kind) ?? slug(kind)}`;
  return holds(key, `User has ${count.toLowerCase()} ${adjectives.toLowerCase()}${noun.toLowerCase()}`);
}

const MORE = new RegExp(String.raw`^(?:,|,? ?and) (${COUNTS}) ((?:[\p{L}-]+ ){0,3}?)(${RELATIVES}|(?:${PETS})(?:e?s)?|puppies|ponies|bunnies|kitties|geese)(?![\p{L}])`, 'iu');

/** "… and a very loud rooster named Elvis": the rest of a list of people and animals, at most four. */
function more(rest: string): Facts {
  const facts: ExtractedFact[] = [];
  let left = rest;
  for (let i = 0; i < 4; i += 1) {
    const found = MORE.exec(left);
    if (found === null) break;
    left = left.slice(found[0].length).trim();
    facts.push(...has(found[1] ?? '', found[2] ?? '', found[3] ?? '', left));
    left = left.replace(/^(?:,? ?(?:named|called)) \S+(?= |$)/iu, '').trim();
  }
  return facts;
}

const COUPLE = /^(?:$|[,.;:!()]|(?:and|but|so|now|with|last|since|in \d+|for|this|again|yesterday|recently|on|because|at)(?![\p{L}']))/iu;
const status =
  (state: string) =>
  (rest: string): Facts => {
    const to = /^to (?:my (?:\p{L}+ )?)?(?=\S)/iu.exec(rest);
    const name = to === null ? undefined : capitalName(rest.slice(to[0].length))?.name;
    if (name === undefined && !COUPLE.test(rest) && to === null) return [];
    if (
      to !== null &&
      name === undefined &&
      !/^to my (?:\p{L}+ ){0,2}(?:wife|husband|partner|boyfriend|girlfriend|sweetheart|friend|love|fiancée?)\b/iu.test(rest)
    )
      return [];
    return [...holds('user.relation.status', `User is ${state}`), ...(name === undefined ? [] : person(state === 'engaged' ? 'partner' : 'spouse', name))];
  };

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
    head: head(String.raw`i (?:~have(?: got)?|do have|(?:have )?(?:just |recently )?(?:got|adopted)) (${COUNTS}) ${KIND_OF}(${RELATIVES}|(?:${PETS})(?:e?s)?|puppies|ponies|bunnies|kitties|huskies|geese)(?! (?:bowl|show|food|walker|sitter|house|sandwich|curry|person|allergy|lover|park|bed|toy|tank|fingers?|pie|tikka|wings?|soup|farm|carrier|litter|in the)\b)`),
    read: (rest, found) => [...has(found[1] ?? '', found[2] ?? '', found[3] ?? '', rest), ...more(rest)],
  },
  {
    head: head('i have(?: got)? (twins|twin (?:girls|boys|sons|daughters)|triplets)'),
    read: (_, found) => holds('user.relation.children', `User has ${(found[1] ?? '').toLowerCase()}`),
  },
  {
    head: head(String.raw`i am ~an? (?:proud )?(?:mum|mom|mother|dad|father|parent|mama|papa)(?: of| to)(?= (?:${COUNTS}|twins)(?![\p{L}]))`),
    read: (rest) => {
      const count = /^(?:\p{L}+|\d+)(?: (?:kids|children|boys|girls|daughters|sons))?/u.exec(rest)?.[0] ?? '';
      return holds('user.relation.children', `User has ${count}${/ |twins/u.test(count) ? '' : ' children'}`);
    },
  },
  {
    head: head('i am ~(an only child|the (?:eldest|oldest|youngest|middle)(?: (?:of \\p{L}+|child|sibling|son|daughter))?)'),
    read: (rest, found) => (/^(?:$|[,.;!)]|(?:and|so|but|in)\b)/iu.test(rest) ? holds('user.relation.birth-order', `User is ${(found[1] ?? '').toLowerCase()}`) : []),
  },
  {
    head: head(String.raw`i (?:do not|don'?t) have (?:any )?(kids|children|siblings)(?! (?:any ?more|yet))`),
    read: (_, found) => has('no', '', found[1] ?? '', ''),
  },
  {
    head: head(`i (?:do not|don'?t|no longer) have (?:a|an|any|the|my) (${PETS})s?`),
    read: (rest, found) =>
      /no longer/iu.test(found[0]) || /^any ?more/iu.test(rest)
        ? [...over(`user.pet.${slug(singular(found[1] ?? ''))}`, `User no longer has a ${(found[1] ?? '').toLowerCase()}`), ...over(`user.pet.${slug(singular(found[1] ?? ''))}.any`, `User no longer has a ${(found[1] ?? '').toLowerCase()}`)]
        : [],
  },
  {
    head: new RegExp(String.raw`^(?:there(?:'s| is| are)(?: also)?) (${COUNTS}) ((?:[\p{L}-]+ ){0,2}?)((?:${PETS})(?:e?s)?)(?= (?:in the (?:family|house|home)|at home|living with me)(?![\p{L}])) `, 'iu'),
    read: (_, found) => has(found[1] ?? '', found[2] ?? '', found[3] ?? '', ''),
  },
  {
    head: new RegExp(String.raw`^(\p{L}[\p{L}'-]+)(?:,? (?:that's|that is|is|he's|she's|who's|was)|,) (?:my|our) ${AGE}(${KIN}|${PETS})(?![\p{L}'-])`, 'iu'),
    read: (rest, found) => {
      const name = announcedName(found[1] ?? '');
      const ends = /^\s*(?:$|[,.;!)]|(?:and|so|but|he|she|he's|she's|by|who|needs|is|has)(?![\p{L}']))/iu.test(rest);
      return name === undefined || !ends || /^(?:he|she|it|this|that|who|what|here|there|they|one|her|his|food|home|family|music|work)$/iu.test(found[1] ?? '') ? [] : of(found[2] ?? '', name, '');
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
    head: head('i (?:have )?(?:just |recently )?(?:broke up|broken up|split up|split|separated)(?: with my (?:\\p{L}+))?|my (?:wife|husband|girlfriend|boyfriend|partner|fianc(?:e|é|ee|ée)) and i (?:(?:have )?(?:just |recently )?(?:broke up|broken up|split up|split|separated)|are (?:separated|divorced))|my (?:girlfriend|boyfriend|partner) (?:broke up with|left|dumped) me'),
    read: () => ['girlfriend', 'boyfriend', 'partner', 'fiance', 'fiancee'].flatMap((who) => over(`user.relation.${who}.any`, `User no longer has a ${who}`)).concat(over('user.relation.status', 'User has separated')),
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
      return name === undefined || !(/no longer/iu.test(found[0]) || /any ?(?:more|longer)/iu.test(rest)) ? [] : [...over('user.pet.any', `User no longer has ${name}`), ...over('user.owns.any', `User no longer has ${name}`)];
    },
  },
  {
    head: new RegExp(String.raw`^(?:i|we) had to (?:put|give up|rehome)(?: down)?(?: my| our| the)? (${PETS})`, 'iu'),
    read: (_, found) => over(`user.pet.${slug(found[1] ?? '')}.any`, `User no longer has a ${(found[1] ?? '').toLowerCase()}`),
  },
  {
    head: head('i am ~(?:happily )?married|i (?:have )?(?:just |recently )?got married'),
    read: (rest) => {
      const facts = status('married')(rest);
      return facts.length === 0 ? [] : [...facts, ...['girlfriend', 'boyfriend', 'fiance', 'fiancee'].flatMap((who) => over(`user.relation.${who}.any`, `User no longer has a ${who}`))];
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
    const rest = clause.slice(found.index + found[0].length);
    const named = capitalName((rest.split(' ')[0] ?? '').replace(/'s$/u, ''));
    if (found[0].includes(',') && !/^\p{L}+,/u.test(rest)) return [];
    return named === undefined ? [] : of(found[1] ?? '', named.name, rest);
  });
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const MENTION_EXPRESSIONS: readonly RegExp[] = [MENTION, MORE];
