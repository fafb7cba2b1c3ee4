import { CLOSE } from './close-people.ts';
import { DONE, FAITHS, PASTIMES, PEOPLES, PLAYED } from './lists-doing.ts';
import { LANGUAGES, OCCUPATIONS } from './lists.ts';
import { CONDITION, DRUG, STATES } from './rules/condition.ts';
import { CLOCK, HAS_OFTEN, MOMENT } from './rules/when.ts';
import { singular } from './slug.ts';
import { WEIGHTS } from './weights.ts';
import { type WordSet, words } from './words.ts';

const splitList = (list: string): readonly string[] => list.split('|').filter((word) => /^[\p{L}-]+$/u.test(word));
const KIN: WordSet = new Set([...splitList(CLOSE), 'missus', 'lodger', 'flatmate', 'housemate', 'roommate', 'carer']);
const ORIGINS: WordSet = new Set([...splitList(FAITHS), ...splitList(PEOPLES)]);
const NUMBERS = words(
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred half first second third fourth fifth sixth seventh eighth ninth tenth twentieth',
);
const DAYS = /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$/u;
const MONTHS = words('january february april june july august september october november december');
const DOERS: WordSet = new Set([...PLAYED, ...DONE, ...PASTIMES]);
const ILL = new RegExp(`(?<![\\p{L}'-])(?:${STATES})(?![\\p{L}-])`, 'iu');

/** Small words, which keep their own face beside their neighbours. */
const SMALL = words(`
  i me my mine we us our ours myself you your it its he she him her his they them their this that these those there here who what which where when why how
  a an the and or but so because if as than then of in on at to for from with by about into up down out off over under
  am is are was were be been being 's 're have has had got do does did don't doesn't didn't can can't could will would should might must may used
  not no never always still now every all any only just both too either one another since
`);

const OWN = /(?<![\p{L}'])(?:i|me|my|mine|myself|we|us|our|ours)(?![\p{L}])/iu;
const TOKEN = /\p{N}+(?:\p{L}{2})?|'s|'re|\p{L}+(?:n't)?|\?/gu;

function classOf(word: string, own: string): string | undefined {
  if (NUMBERS.has(word) || /^\p{N}/u.test(word)) return '#';
  if (DAYS.test(word)) return 'DAY';
  if (MONTHS.has(word)) return 'MONTH';
  if (KIN.has(word)) return 'KIN';
  if (OCCUPATIONS.has(own)) return 'JOB';
  if (LANGUAGES.has(own) || ORIGINS.has(own)) return 'KIND';
  if (DOERS.has(word)) return 'DO';
  return undefined;
}

const shapeOf = (word: string): string =>
  word.length > 4 && word.endsWith('ing')
    ? '~ing'
    : word.length > 3 && word.endsWith('ed')
      ? '~ed'
      : word.length > 3 && word.endsWith('ly')
        ? '~ly'
        : /[^s]s$/u.test(word) && word.length > 3
          ? '~s'
          : '~';

/** What a statement shows of whether it tells something that lasts: its words, the classes of those, and how they stand beside each other. */
export function* signs(statement: string): Generator<string> {
  yield '';
  let before = '^';
  let last = '';
  let first = '';
  let count = 0;
  for (const [given] of statement.matchAll(TOKEN)) {
    const word = given.toLowerCase();
    const own = singular(word);
    const kind = SMALL.has(word) ? undefined : classOf(word, own);
    const name = kind === undefined && count > 0 && !SMALL.has(word) && /^\p{Lu}/u.test(given);
    if (kind !== '#') yield own;
    if (kind !== undefined) yield `.${kind}`;
    if (name) yield '.NAME';
    const face = kind ?? (SMALL.has(word) ? word : name ? '@' : shapeOf(word));
    yield `${before} ${face}`;
    if (count === 1) yield `^^ ${first} ${face}`;
    if (count === 2) yield `^^ ${first} ${last} ${face}`;
    if (count === 0) first = face;
    last = face;
    before = face;
    count += 1;
  }
  yield `${before} $`;
  yield `.LEN${Math.min(5, count >> 2)}`;
  if (ILL.test(statement) || CONDITION.test(statement)) yield '.ILL';
  if (DRUG.test(statement)) yield '.DRUG';
  if (HAS_OFTEN.test(statement)) yield '.OFTEN';
  if (CLOCK.test(statement)) yield '.CLOCK';
  if (MOMENT.test(statement)) yield '.MOMENT';
  if (!OWN.test(statement)) yield '.OTHERS';
}

/** Nobody says these: it was pasted. */
const WRITTEN = /[[\]{}<>$=|\\_`~^]/u;
/** Signs that anything shows, in whatever language. */
const SHOWN_BY_ALL = /^$|[ ]|^\.(?:LEN\d|OTHERS|NAME)$/u;

const TABLE: ReadonlyMap<string, number> = new Map(WEIGHTS.flatMap(([weight, list]) => list.split('|').map((sign) => [sign, weight / 10] as const)));

/**
 * How surely a statement tells something of the speaker that lasts, by the logarithm of the odds: above 0 rather yes than
 * no. The weights are fitted to statements of which it is known.
 */
export function lasting(statement: string): number {
  if (WRITTEN.test(statement)) return -Infinity;
  let sum = 0;
  let known = false;
  for (const sign of new Set(signs(statement))) {
    const weight = TABLE.get(sign);
    sum += weight ?? 0;
    known ||= !SHOWN_BY_ALL.test(sign) && (weight !== undefined || SMALL.has(sign));
  }
  // names and what is no English at all
  return known ? sum : -Infinity;
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const LASTING_EXPRESSIONS: readonly RegExp[] = [TOKEN, ILL, CONDITION, DRUG, HAS_OFTEN, CLOCK, MOMENT, OWN, WRITTEN];
