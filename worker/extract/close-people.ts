import type { ExtractedFact } from './extractor.ts';
import { holds, over } from './facts.ts';
import { NOT_NAMES } from './not-names.ts';
import { titleCase } from './phrases.ts';
import { slug } from './slug.ts';
import { firstPerson } from './verbs.ts';

/** Someone close, as the turn speaks of them. */
export interface Person {
  /** "daughter", "older brother", "dog": as told, and in the key. */
  readonly word: string;
  readonly name: string | null;
}

const WOMEN =
  'wife|girlfriend|mother|mom|mum|mummy|mama|mam|amma|daughter|sister|grandmother|grandma|granny|nan|nana|aunt|auntie|niece|granddaughter|fiancée|fiancee|mother-in-law|sister-in-law|daughter-in-law|stepdaughter|stepmother|stepmum|stepmom|great-aunt|ex-wife|little girl|baby girl';
const MEN =
  'husband|hubby|boyfriend|father|dad|daddy|papa|appa|son|brother|grandfather|grandpa|grandad|granddad|uncle|nephew|grandson|fiancé|fiance|father-in-law|brother-in-law|son-in-law|stepson|stepfather|stepdad|great-uncle|ex-husband|little boy|baby boy';
const EITHER =
  'eldest|youngest|oldest|little one|partner|spouse|kid|child|baby|toddler|cousin|twin|sibling|ex|best friend|dog|puppy|cat|kitten|parrot|rabbit|horse|pony|hamster|tortoise|labrador|beagle|poodle|husky|pug|budgie|guinea pig';
const MANY = 'parents|kids|children|grandparents|in-laws|sons|daughters|brothers|sisters|twins|grandkids|grandchildren|boys|girls|dogs|cats';
const ADJECTIVES = String.raw`(?:(?:dear|lovely|little|older|elder|eldest|oldest|younger|youngest|big|baby|twin|middle|new|late|other|first|second|step|half|old|beautiful|adopted|teenage) ){0,2}`;
const ONE = `${WOMEN}|${MEN}|${EITHER}`;
/** Family, friends and animals, as one speaks of them. */
export const CLOSE: string = `${ONE}|${MANY}`;

const CANONICAL: ReadonlyMap<string, string> = new Map([
  ['hubby', 'husband'],
  ...['mom', 'mum', 'mummy', 'mama', 'mam', 'amma'].map((word) => [word, 'mother'] as const),
  ...['dad', 'daddy', 'papa', 'appa'].map((word) => [word, 'father'] as const),
  ...['grandma', 'granny', 'nan', 'nana'].map((word) => [word, 'grandmother'] as const),
  ...['grandpa', 'grandad', 'granddad'].map((word) => [word, 'grandfather'] as const),
  ['auntie', 'aunt'],
  ['little girl', 'daughter'],
  ['baby girl', 'daughter'],
  ['little boy', 'son'],
  ['baby boy', 'son'],
  ['grandkids', 'grandchildren'],
  ['kids', 'children'],
]);
const canonical = (word: string): string => {
  const [last = ''] = new RegExp(`(?:${ONE}|${MANY})$`, 'iu').exec(word) ?? [];
  return last === '' ? word : `${word.slice(0, -last.length)}${CANONICAL.get(last) ?? last}`.replace(/^(?:dear|lovely|beautiful|new|old) /u, '');
};

const SAYS = String.raw`(?:is|has|was born|was diagnosed|lives|works|loves|likes|hates|enjoys|plays|studies|teaches|speaks|goes|runs|owns|drives|wears|takes|suffers|prefers|does not|doesn't|cannot|can't|does|collects|coaches|volunteers|practises|practices|swims|sings|dances|paints|uses|follows|just started|started|moved|turned|just turned|became|graduated|studied|keeps|rides|supports|trains|belongs|grew|comes|weighs|eats|has just|has been|had|needs|got|bakes)`;
const ONE_HEAD = new RegExp(
  String.raw`^(?:and )?my (${ADJECTIVES}(?:${ONE}))(?:'s (?=(?:an?|the|also|just|really|very|got|been|called|allergic|\p{L}+ing|vegan|vegetarian|veggie|diabetic|autistic|obsessed|scared|\p{L}+ed|\d|five|six|seven|eight|nine|ten|two|three|four|deaf|blind|into|in|on)(?![\p{L}]))|,? (\p{Lu}[\p{L}\p{M}-]*|\p{Ll}[\p{L}\p{M}-]+)'s (?=(?:an?|the|also|allergic|vegan|vegetarian|\d|\p{L}+ing)(?![\p{L}]))|,? (?!(?:${SAYS}|[\p{L}]+ly)(?![\p{L}']))(\p{Lu}[\p{L}\p{M}-]*|\p{Ll}[\p{L}\p{M}-]+),? (?=(?:also |just |really |actually )?${SAYS}(?![\p{L}']))| (?=(?:also |just |really |actually |still |only )?${SAYS}(?![\p{L}'])))`,
  'iu',
);
const MANY_HEAD = new RegExp(
  String.raw`^(?:and )?my (${ADJECTIVES}(?:${MANY})) (?:(?:both|also|all|still) )*(?=(?:are|have|live|work|love|like|hate|play|study|go|speak|moved|do not|don't|cannot|can't|eat|own|run|come|keep)(?![\p{L}']))`,
  'iu',
);
const WHOSE = new RegExp(
  String.raw`^my (${ADJECTIVES}(?:${ONE}))(?:'s|s') (?=(?:birthday|favou?rite|job|age|phone|car|hobby|blood|native|first language|religion|email|anniversary|shoe)(?![\p{L}]))`,
  'iu',
);

const nameOf = (given: string | undefined): string | null | undefined => {
  if (given === undefined) return null;
  return NOT_NAMES.has(given.toLowerCase()) || /ing$|ly$/u.test(given) || given.length < 2 ? undefined : titleCase(given);
};

/** A clause that is about someone close, said as if they spoke themselves; undefined for any other. */
export interface AboutOther {
  readonly person: Person;
  readonly plural: boolean;
  /** "is allergic to nuts" → "I am allergic to nuts". */
  readonly clause: string;
  /** "my wife's birthday": what stands before, in the text of a fact. */
  readonly whose: boolean;
}

const inFirstPerson = (predicate: string): string | undefined => {
  const [, adverb = '', verb = '', rest = ''] = /^((?:(?:also|just|really|actually|still|only) )*)(\S+)(.*)$/iu.exec(predicate) ?? [];
  const lower = verb.toLowerCase();
  if (/^(?:was|moved|turned|became|graduated|studied|started|had|got|grew|cannot|can't)$/u.test(lower)) return `I ${adverb}${verb}${rest}`;
  const first = firstPerson(lower);
  if (first === undefined) return undefined;
  const age =
    /^ (?:only |nearly |almost )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?=$|[,.]| (?:and|now|but|so))/iu.exec(
      rest,
    );
  return `I ${adverb}${first}${first === 'am' && age !== null ? ` ${age[0].trim().replace(/^(?:only|nearly|almost) /iu, '')} years old` : rest}`;
};

/** Reads whom a clause is about. */
export function aboutOther(clause: string): AboutOther | undefined {
  const whose = WHOSE.exec(clause);
  if (whose !== null)
    return {
      person: { word: canonical((whose[1] ?? '').toLowerCase()), name: null },
      plural: false,
      whose: true,
      clause: `my ${clause.slice(whose[0].length)}`,
    };
  const many = MANY_HEAD.exec(clause);
  if (many !== null)
    return {
      person: { word: canonical((many[1] ?? '').toLowerCase()), name: null },
      plural: true,
      whose: false,
      clause: `I ${clause.slice(many[0].length).replace(/^are /iu, 'am ')}`,
    };
  const one = ONE_HEAD.exec(clause);
  if (one === null) return undefined;
  const name = nameOf(one[2] ?? one[3]);
  if (name === undefined) return undefined;
  const short = /'s\s*$/u.test(one[0]);
  const predicate = `${short ? (/^(?:got|been)\b/iu.test(clause.slice(one[0].length)) ? 'has ' : 'is ') : ''}${clause.slice(one[0].length)}`;
  const first = inFirstPerson(predicate);
  return first === undefined ? undefined : { person: { word: canonical((one[1] ?? '').toLowerCase()), name }, plural: false, whose: false, clause: first };
}

/** Facts of the one who spoke in `about.clause`, told of the person that they are about. */
export function toldOf(about: AboutOther, facts: readonly ExtractedFact[]): readonly ExtractedFact[] {
  const { word, name } = about.person;
  const pet = /(?:dog|puppy|cat|kitten|parrot|rabbit|horse|pony|hamster|tortoise|labrador|beagle|poodle|husky|pug|budgie|guinea pig|dogs|cats)$/u.test(word);
  const base = `user.${pet ? 'pet' : 'relation'}.${slug(word)}${name === null ? '' : `.${slug(name)}`}`;
  const who = `User's ${word}${name === null ? '' : ` ${name}`}`;
  return facts.flatMap(({ matchKey, text, ends }) => {
    const key = `${base}.${matchKey.replace(/^user\./u, '').replace(/^relation\./u, 'family.')}`;
    const told = text.startsWith("User's ")
      ? `${who}${who.endsWith('s') ? "'" : "'s"} ${text.slice(7, -1)}`
      : `${who} ${about.plural ? asPlural(text.slice(5, -1)) : text.slice(5, -1)}`;
    return ends ? over(key, told) : holds(key, told);
  });
}

const asPlural = (predicate: string): string =>
  predicate.replace(/^(\S+)/u, (verb) => (verb === 'is' ? 'are' : verb === 'does' ? 'do' : (firstPerson(verb) ?? verb).replace(/^am$/u, 'are')));

const MENTIONED = new RegExp(
  String.raw`(?<![\p{L}'])(?:my|have an?|have got an?|have one|got an?|our) (${ADJECTIVES}(?:${ONE}|boss|manager|doctor|teacher|landlord|landlady|dentist|roommate|flatmate|tutor|trainer))(?![\p{L}-]|'s? (?!name))(?:,? (?:named |called )?(\p{Lu}[\p{L}\p{M}-]+))?|(?<![\p{L}'])(?:seeing|dating|met|going out with|found) (someone)(?![\p{L}])`,
  'giu',
);

/** Who "he", "she" or "they" of the next clause is: the one close person that this clause speaks of. */
export function spokenOf(clause: string): readonly Person[] {
  return [...clause.matchAll(MENTIONED)].slice(0, 4).map((found) => ({
    word: found[3] === undefined ? (found[1] ?? '').toLowerCase() : 'partner',
    name: /^\p{Lu}/u.test(found[2] ?? '') ? (found[2] ?? null) : null,
  }));
}

const FEMALE = new RegExp(`(?:${WOMEN})$`, 'u');
const MALE = new RegExp(`(?:${MEN})$`, 'u');
const PRONOUN =
  /^(?:and |but )?(?:(she|he)(?:'s (?=(?:an?|the|also|just|really|very|got|been|called|allergic|\p{L}+ing|vegan|vegetarian|veggie|diabetic|autistic|obsessed|scared|\d|five|six|seven|eight|nine|ten|two|three|four|deaf|blind|into)(?![\p{L}]))| (?=\p{L})))/iu;

/** "she's allergic to nuts" after "my daughter": "my daughter is allergic to nuts". The clause itself where nobody is meant. */
export function withNoun(clause: string, people: readonly Person[]): string {
  const name = /^(?:and )?(her|his|their) name(?:'s| is) /iu.exec(clause);
  const found = PRONOUN.exec(clause) ?? name;
  if (found === null) return clause;
  const woman = /^(?:she|her)$/iu.test(found[1] ?? '');
  const meant = people.filter(({ word }) => /^their$/iu.test(found[1] ?? '') || (woman ? !MALE.test(word) : !FEMALE.test(word)));
  const [person] = meant;
  if (meant.length !== 1 || person === undefined) return clause;
  const rest = clause.slice(found[0].length);
  if (found === name) return `my ${person.word}'s name is ${rest}`;
  const verb = found[0].includes("'s") ? (/^(?:got|been)\b/iu.test(rest) ? 'has ' : 'is ') : '';
  return `my ${person.word}${person.name === null ? '' : ` ${person.name}`} ${verb}${rest}`;
}

/** Is this clause about "he" or "she"? */
export const isPronoun = (clause: string): boolean => PRONOUN.test(clause);

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const PEOPLE_EXPRESSIONS: readonly RegExp[] = [ONE_HEAD, MANY_HEAD, WHOSE, MENTIONED, PRONOUN];
