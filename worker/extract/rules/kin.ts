import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { singular, slug } from '../slug.ts';
import { COUNTS } from '../words.ts';
import { announcedName, capitalName } from './name.ts';

type Facts = readonly ExtractedFact[];

/** People one has one of: a new name supersedes the old. */
export const ONE: ReadonlyMap<string, string> = new Map(
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
  'son|daughter|brother|sister|friend|cousin|uncle|aunt|auntie|niece|nephew|grandson|granddaughter|grandmother|grandma|grandfather|grandpa|roommate|flatmate|stepson|stepdaughter|brother-in-law|sister-in-law|son-in-law|daughter-in-law';
/** Animals that people keep. */
export const PETS: string =
  'dog|puppy|pup|cat|kitten|kitty|parrot|hamster|rabbit|bunny|horse|pony|turtle|tortoise|goldfish|snake|lizard|gecko|guinea pig|ferret|bird|budgie|cockatiel|iguana|labrador|poodle|beagle|husky|bulldog|corgi|golden retriever|german shepherd|pug|spaniel|terrier|collie|dachshund|chihuahua|greyhound|whippet|labradoodle|cockapoo|hen|chicken|rooster|cockerel|duck|goose|goat|sheep|cow|buffalo|donkey|llama|alpaca|pig|tabby|siamese|maine coon|fish|parakeet|canary|macaw|chinchilla|gerbil|hedgehog|tarantula|axolotl|koi|ragdoll';
/** Adjectives before someone close. */
export const AGE: string = String.raw`(?:(?:dear|lovely|dearest|little|older|elder|eldest|oldest|younger|youngest|big|baby|twin|new|good|close|old|amazing|beautiful|sweet|other|second|first|middle|best|rescue|black|white|brown|pet|adorable|cute|fur) ){0,2}?`;
/** All of them, longest first. */
export const KIN: string = `${[...ONE.keys()].toSorted((a, b) => b.length - a.length).join('|')}|${MANY}`;
/** What stands between someone and their name. */
export const NAMED: string = String.raw`(?:'?s'?|s')? (?:full |first |real )?names? (?:is|are|was)|'?s' name is|(?: is| are|'s) (?:called|named)`;

/** Someone close has a name. */
function person(kin: string, name: string): Facts {
  const word = kin.toLowerCase();
  const one = ONE.get(word);
  if (one !== undefined) return holds(`user.relation.${one}.name`, `User's ${one.replace('best-friend', 'best friend')} is named ${name}`);
  const many = word.replace('neighbour', 'neighbor');
  return slug(name) === '' ? [] : holds(`user.relation.${slug(many)}.${slug(name)}`, `User's ${many} is named ${name}`);
}

/** An animal has a name. */
const pet = (kind: string, name: string): Facts =>
  slug(name) === '' ? [] : holds(`user.pet.${slug(kind)}.${slug(name)}`, `User has a ${kind.toLowerCase()} named ${name}`);

const GONE = /\b(?:died|dead|passed (?:away|on)|put (?:him|her|them|it)? ?(?:down|to sleep)|ran away|crossed the rainbow)\b/iu;
/** A name of someone or of an animal; an ending where `rest` says that it died. */
export const of = (kin: string, name: string, rest: string): Facts => {
  if (!new RegExp(`^(?:${PETS})$`, 'iu').test(kin)) return person(kin, name);
  return GONE.test(rest) ? over(`user.pet.${slug(kin)}.${slug(name)}`, `User no longer has a ${kin.toLowerCase()} named ${name}`) : pet(kin, name);
};

/** The name of someone close, said in passing. */
export const inPassing = (kin: string, name: string): Facts => {
  const word = new RegExp(`(?:${KIN}|${PETS})$`, 'iu').exec(kin)?.[0];
  return word === undefined ? [] : of(word, name, '');
};

const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['kid', 'children'],
  ['child', 'children'],
  ['children', 'children'],
  ['sibling', 'siblings'],
]);
/** Whom one has, in number. */
export const RELATIVES: string =
  'little (?:girl|boy)|baby (?:girl|boy)|kids?|child(?:ren)?|sons?|daughters?|brothers?|sisters?|siblings?|twins|grandkids|grandchild(?:ren)?|grandsons?|granddaughters?|nieces?|nephews?|wife|husband|girlfriend|boyfriend|stepsons?|stepdaughters?';
/** Adjectives before them. */
export const KIND_OF: string = String.raw`((?:(?:beautiful|wonderful|lovely|little|older|elder|younger|big|baby|twin|adopted|grown|grown-up|adult|young|small|teenage|teenaged|newborn|black|white|brown|golden|rescue|cute|pet|\d{1,2}[- ]year[- ]old|half|step) ){0,3})`;

/** "two little kids named Ann and Bo": whom the user has. */
export function has(count: string, adjectives: string, noun: string, rest: string): Facts {
  const named = /^(?:,? ?(?:named(?! after)|called|who is (?:called|named)|whose name is)|,? (?:his|her|its|their) name is) (?=\S)/iu.exec(rest);
  const name = named === null ? undefined : announcedName(rest.slice(named[0].length));
  const isPet = new RegExp(`^(?:${PETS})(?:e?s)?$|^(?:puppies|ponies|bunnies|kitties|huskies)$`, 'iu').test(noun);
  const kind = singular(noun.toLowerCase()).replace(/^children$/u, 'child');
  if (name !== undefined && /^(?:an?|one)$/iu.test(count)) return isPet ? pet(kind, name) : person(kind, name);
  if (
    !/^(?:$|[,.;:!()]|(?:and|but|so|who|named|called|with|at|too|that|now|in|living|aged|both|because|from|together|we|he|she|they|i|whose|already|last|this|yesterday|recently|today)(?![\p{L}]))/iu.test(
      rest,
    )
  )
    return [];
  const several = /^(?:an?|one|no)$/iu.test(count)
    ? undefined
    : /^(?:,|(?:called|named)|:)? ?(\p{Lu}[\p{L}'-]+(?:(?:, (?:and )?| and )\p{Lu}[\p{L}'-]+){1,3})(?=$|[.,;!)]| (?:and|but|who|we|so)(?![\p{L}]))/u.exec(
        rest,
      )?.[1];
  if (several !== undefined) {
    const names = several.split(/, (?:and )?| and /u).flatMap((each) => (isPet ? pet(kind, each) : person(kind.replace(/^(?:kid|child)$/u, 'child'), each)));
    if (names.length > 0)
      return [
        ...names,
        ...holds(
          isPet ? `user.pet.${slug(kind)}` : `user.relation.${NUMBERS.get(kind) ?? slug(kind)}`,
          `User has ${count.toLowerCase()} ${noun.toLowerCase()}`,
        ),
      ];
  }
  const key = isPet ? `user.pet.${slug(kind)}` : `user.relation.${NUMBERS.get(kind) ?? slug(kind)}`;
  return holds(key, `User has ${count.toLowerCase()} ${adjectives.toLowerCase()}${noun.toLowerCase()}`);
}

/** The next of a list of them. */
export const MORE: RegExp = new RegExp(
  String.raw`^(?:,|,? ?and) (${COUNTS}) ((?:[\p{L}-]+ ){0,3}?)(${RELATIVES}|(?:${PETS})(?:e?s)?|puppies|ponies|bunnies|kitties|geese)(?![\p{L}])`,
  'iu',
);

/** "… and a very loud rooster named Elvis": the rest of a list of people and animals, at most four. */
export function more(rest: string): Facts {
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
/** "married", "engaged to Ann": a state, and who with. */
export const status =
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
